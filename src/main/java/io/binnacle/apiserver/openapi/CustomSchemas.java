package io.binnacle.apiserver.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The schemas of custom resources in documents: nearly what their authors wrote. */
final class CustomSchemas {
  /** What OpenAPI 2 does not know. */
  private static final List<String> UNKNOWN_TO_V2 =
      List.of("oneOf", "anyOf", "not", "nullable", "x-kubernetes-validations");

  private static final String API_VERSION =
      "APIVersion defines the versioned schema of this representation of an object.";
  private static final String KIND =
      "Kind is a string value representing the REST resource this object represents.";

  private CustomSchemas() {}

  /**
   * @param objectMetadata the component that all objects' metadata is
   */
  static void describe(
      ObjectNode component, ObjectNode document, Dialect dialect, String objectMetadata) {
    ObjectNode schema = document.deepCopy();
    if (dialect == Dialect.V2) {
      reduce(schema);
    }
    describeResources(schema, dialect, objectMetadata);
    component.setAll(schema);
    describeResource(component, dialect, objectMetadata);
  }

  private static void describeResource(ObjectNode schema, Dialect dialect, String objectMetadata) {
    ObjectNode properties = schema.withObjectProperty("properties");
    properties.putObject("apiVersion").put("description", API_VERSION).put("type", "string");
    properties.putObject("kind").put("description", KIND).put("type", "string");
    ObjectNode metadata = properties.putObject("metadata");
    metadata.put("description", "Standard object's metadata.");
    dialect.refer(metadata, objectMetadata);
  }

  /** What is embedded is a resource, too. */
  private static void describeResources(JsonNode node, Dialect dialect, String objectMetadata) {
    for (JsonNode child : node) {
      describeResources(child, dialect, objectMetadata);
      if (child instanceof ObjectNode schema
          && schema.path("x-kubernetes-embedded-resource").isBoolean()
          && schema.path("x-kubernetes-embedded-resource").asBoolean()) {
        describeResource(schema, dialect, objectMetadata);
      }
    }
  }

  private static void reduce(ObjectNode schema) {
    schema.remove(UNKNOWN_TO_V2);
    schema.remove("allOf");
    if (schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()
        && schema.path("properties").isEmpty()) {
      schema.remove(List.of("type", "items"));
    }
    for (JsonNode property : schema.path("properties")) {
      if (property instanceof ObjectNode below) {
        reduce(below);
      }
    }
    for (String field : List.of("items", "additionalProperties")) {
      if (schema.get(field) instanceof ObjectNode below) {
        reduce(below);
      }
    }
  }
}
