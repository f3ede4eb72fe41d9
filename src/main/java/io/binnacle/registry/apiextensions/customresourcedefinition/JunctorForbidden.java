package io.binnacle.registry.apiextensions.customresourcedefinition;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import java.util.List;

/** What says something of the structure, and so may not stand within a junctor. */
final class JunctorForbidden {
  private static final List<String> EMPTY =
      List.of(
          "type", "title", "description", "x-kubernetes-list-map-keys", "x-kubernetes-validations");
  private static final List<String> UNDEFINED =
      List.of("additionalProperties", "default", "x-kubernetes-list-type", "x-kubernetes-map-type");
  private static final List<String> FALSE =
      List.of(
          "nullable",
          StructuralRules.PRESERVE,
          StructuralRules.EMBEDDED,
          StructuralRules.INT_OR_STRING);

  private JunctorForbidden() {}

  static void check(JsonNode rules, FieldPath path, List<FieldError> errors) {
    for (String field : EMPTY) {
      JsonNode value = rules.path(field);
      if (value.isTextual() ? !value.asText().isEmpty() : !value.isEmpty()) {
        errors.add(FieldError.forbidden(path.child(field), "must be empty to be structural"));
      }
    }
    for (String field : UNDEFINED) {
      if (rules.hasNonNull(field)) {
        errors.add(FieldError.forbidden(path.child(field), "must be undefined to be structural"));
      }
    }
    for (String field : FALSE) {
      if (rules.path(field).asBoolean()) {
        errors.add(FieldError.forbidden(path.child(field), "must be false to be structural"));
      }
    }
  }
}
