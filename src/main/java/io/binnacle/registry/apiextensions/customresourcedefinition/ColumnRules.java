package io.binnacle.registry.apiextensions.customresourcedefinition;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules of additional columns and selectable fields. */
final class ColumnRules {
  private static final List<String> TYPES =
      List.of("boolean", "date", "integer", "number", "string");
  private static final List<String> FORMATS =
      List.of("byte", "date", "date-time", "double", "float", "int32", "int64", "password");
  private static final int MAX_SELECTABLE_FIELDS = 8;

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
        errors.add(FieldError.invalid(pathOfPath, jsonPath, SimplePath.FAULT));
      }
    }
  }

  private static void requireOneOf(
      FieldPath path,
      String text,
      List<String> allowed,
      boolean required,
      List<FieldError> errors) {
    if (text.isEmpty()) {
      if (required) {
        errors.add(FieldError.required(path, ""));
      }
    } else if (!allowed.contains(text)) {
      errors.add(FieldError.invalid(path, text, "must be one of " + String.join(",", allowed)));
    }
  }

  static void validateSelectable(FieldPath path, JsonNode fields, List<FieldError> errors) {
    if (fields.size() > MAX_SELECTABLE_FIELDS) {
      errors.add(FieldError.tooMany(path, fields.size(), MAX_SELECTABLE_FIELDS));
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < fields.size(); i++) {
      FieldPath at = path.index(i).child("jsonPath");
      String jsonPath = fields.get(i).path("jsonPath").asText();
      if (jsonPath.isEmpty()) {
        errors.add(FieldError.required(at, ""));
      } else if (!SimplePath.isOne(jsonPath)) {
        errors.add(FieldError.invalid(at, jsonPath, "is an invalid path: " + SimplePath.FAULT));
      } else if (jsonPath.startsWith(".metadata.")) {
        errors.add(FieldError.invalid(at, jsonPath, "must not point to fields in metadata"));
      } else if (!seen.add(jsonPath)) {
        errors.add(FieldError.duplicate(at, jsonPath));
      }
    }
  }
}
