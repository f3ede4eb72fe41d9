package io.binnacle.registry.apiextensions.customresourcedefinition;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import java.util.List;

/** What OpenAPI knows and schemas of custom resources may not say. */
final class Forbidden {
  private static final List<String> UNSUPPORTED =
      List.of("definitions", "dependencies", "id", "patternProperties", "additionalItems", "$ref");

  private Forbidden() {}

  static void check(FieldPath path, JsonNode schema, List<FieldError> errors) {
    for (String field : UNSUPPORTED) {
      if (schema.hasNonNull(field)) {
        errors.add(FieldError.forbidden(path.child(field), field + " is not supported"));
      }
    }
    if (schema.path("uniqueItems").asBoolean()) {
      errors.add(
          FieldError.forbidden(
              path.child("uniqueItems"),
              "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"));
    }
    JsonNode values = schema.path("additionalProperties");
    FieldPath valuesPath = path.child("additionalProperties");
    if (values.isBoolean() && !values.asBoolean()) {
      errors.add(FieldError.forbidden(valuesPath, "additionalProperties cannot be set to false"));
    } else if (!values.isMissingNode() && !schema.path("properties").isEmpty()) {
      errors.add(
          FieldError.forbidden(
              valuesPath, "additionalProperties and properties are mutual exclusive"));
    }
    if (schema.path("items").isArray()) {
      errors.add(
          FieldError.forbidden(
              path.child("items"), "items must be a schema object and not an array"));
    }
  }
}
