package io.binnacle.registry.apiextensions.customresourcedefinition;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.schema.structural.SchemaPath;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The rules of additional columns and selectable fields. */
final class ColumnRules {
  /** What is wrong with a path that does not begin at the object. */
  static final String NO_PATH = "must be a simple json path starting with .";

  private static final List<String> TYPES =
      List.of("boolean", "date", "integer", "number", "string");
  private static final List<String> FORMATS =
      List.of("byte", "date", "date-time", "double", "float", "int32", "int64", "password");
  private static final int MAX_SELECTABLE_FIELDS = 8;
  private static final Set<String> SELECTABLE = Set.of("string", "boolean", "integer");

  private ColumnRules() {}

  static void validate(FieldPath path, JsonNode columns, List<FieldError> errors) {
    for (int i = 0; i < columns.size(); i++) {
      JsonNode column = columns.get(i);
      FieldPath at = path.index(i);
      if (column.path("name").asText().isEmpty()) {
        errors.add(FieldError.required(at.child("name"), ""));
      }
      requireOneOf(at.child("type"), column.path("type").asText(), TYPES, true, errors);
      requireOneOf(at.child("format"), column.path("format").asText(), FORMATS, false, errors);
      String jsonPath = column.path("jsonPath").asText();
      FieldPath pathOfPath = at.child("JSONPath");
      if (jsonPath.isEmpty()) {
        errors.add(FieldError.required(pathOfPath, ""));
      } else if (!jsonPath.startsWith(".")) {
        errors.add(FieldError.invalid(pathOfPath, jsonPath, NO_PATH));
      }
    }
  }

  private static void requireOneOf(
      FieldPath path,
      String text,
      List<String> allowed,
      boolean required,
      List<FieldError> errors) {
    String must = "must be one of " + String.join(",", allowed);
    if (text.isEmpty()) {
      if (required) {
        errors.add(FieldError.required(path, must));
      }
    } else if (!allowed.contains(text)) {
      errors.add(FieldError.invalid(path, text, must));
    }
  }

  /**
   * @param schema the version's schema
   */
  static void validateSelectable(
      FieldPath path, JsonNode fields, JsonNode schema, List<FieldError> errors) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < fields.size(); i++) {
      FieldPath at = path.index(i).child("jsonPath");
      String jsonPath = fields.get(i).path("jsonPath").asText();
      if (jsonPath.isEmpty()) {
        errors.add(FieldError.required(at, ""));
      } else {
        selectableFault(jsonPath, schema)
            .ifPresent(fault -> errors.add(FieldError.invalid(at, jsonPath, fault)));
        if (!seen.add(jsonPath)) {
          errors.add(FieldError.duplicate(at, jsonPath));
        }
      }
    }
    if (seen.size() > MAX_SELECTABLE_FIELDS) {
      errors.add(FieldError.tooMany(path, seen.size(), MAX_SELECTABLE_FIELDS));
    }
  }

  private static Optional<String> selectableFault(String jsonPath, JsonNode schema) {
    if (jsonPath.indexOf('[') >= 0) {
      return Optional.of("is an invalid path: array notation is not allowed");
    }
    if (jsonPath.equals(".metadata") || jsonPath.startsWith(".metadata.")) {
      return Optional.of("must not point to fields in metadata");
    }
    try {
      JsonNode found = SchemaPath.read(jsonPath, schema).schema();
      return SELECTABLE.contains(found.path("type").asText())
          ? Optional.empty()
          : Optional.of(
              "must point to a field of type string, boolean or integer. Enum string fields and"
                  + " strings with formats are allowed.");
    } catch (IllegalArgumentException e) {
      return Optional.of("is an invalid path: " + e.getMessage());
    }
  }
}
