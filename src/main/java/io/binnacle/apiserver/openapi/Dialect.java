package io.binnacle.apiserver.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import java.util.List;

/** Where the versions of OpenAPI differ. */
enum Dialect {
  V2("#/definitions/") {
    @Override
    void parameter(ArrayNode parameters, Parameter parameter) {
      ObjectNode node = describe(parameters.addObject(), parameter);
      node.put("type", parameter.type()).put("uniqueItems", true);
    }

    @Override
    void body(ObjectNode operation, List<String> mediaTypes, ObjectNode schema, boolean required) {
      ArrayNode consumes = operation.putArray("consumes");
      mediaTypes.forEach(consumes::add);
      ObjectNode body = operation.withArray("parameters").insertObject(0);
      body.put("in", "body").put("name", "body");
      if (required) {
        body.put("required", true);
      }
      body.set("schema", schema);
    }

    @Override
    void produces(ObjectNode operation, List<String> mediaTypes) {
      ArrayNode produces = operation.putArray("produces");
      mediaTypes.forEach(produces::add);
      operation.putArray("schemes").add("https");
    }

    @Override
    void content(ObjectNode response, List<String> mediaTypes, ObjectNode schema) {
      response.set("schema", schema);
    }

    @Override
    void refer(ObjectNode schema, String component) {
      schema.put("$ref", prefix() + component);
    }

    @Override
    boolean tellsDefaults() {
      return false;
    }
  },

  V3("#/components/schemas/") {
    @Override
    void parameter(ArrayNode parameters, Parameter parameter) {
      describe(parameters.addObject(), parameter)
          .putObject("schema")
          .put("type", parameter.type())
          .put("uniqueItems", true);
    }

    @Override
    void body(ObjectNode operation, List<String> mediaTypes, ObjectNode schema, boolean required) {
      ObjectNode body = operation.putObject("requestBody");
      content(body, mediaTypes, schema);
      if (required) {
        body.put("required", true);
      }
    }

    @Override
    void produces(ObjectNode operation, List<String> mediaTypes) {
      // Each response says its own.
    }

    @Override
    void content(ObjectNode response, List<String> mediaTypes, ObjectNode schema) {
      ObjectNode content = response.putObject("content");
      mediaTypes.forEach(
          mediaType -> content.putObject(mediaType).set("schema", schema.deepCopy()));
    }

    /** A reference allows no siblings in this version, so that descriptions need a wrapper. */
    @Override
    void refer(ObjectNode schema, String component) {
      schema.putArray("allOf").addObject().put("$ref", prefix() + component);
    }
  };

  private final String prefix;

  Dialect(String prefix) {
    this.prefix = prefix;
  }

  String prefix() {
    return prefix;
  }

  /** A schema that is a reference and nothing else. */
  ObjectNode reference(String component) {
    return Json.object().put("$ref", prefix + component);
  }

  private static ObjectNode describe(ObjectNode node, Parameter parameter) {
    node.put("description", parameter.description())
        .put("in", parameter.in())
        .put("name", parameter.name());
    if (parameter.in().equals("path")) {
      node.put("required", true);
    }
    return node;
  }

  abstract void parameter(ArrayNode parameters, Parameter parameter);

  abstract void body(
      ObjectNode operation, List<String> mediaTypes, ObjectNode schema, boolean required);

  abstract void produces(ObjectNode operation, List<String> mediaTypes);

  abstract void content(ObjectNode response, List<String> mediaTypes, ObjectNode schema);

  /** Kubernetes prunes the defaults from the older document. */
  boolean tellsDefaults() {
    return true;
  }

  /** Makes the schema, which may say more, refer to a component. */
  abstract void refer(ObjectNode schema, String component);
}
