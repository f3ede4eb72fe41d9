package io.binnacle.registry.apiextensions.customresourcedefinition;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.Names;
import java.util.List;
import java.util.Locale;

/** The rules of the names of a kind. */
final class NameRules {
  private NameRules() {}

  /** What a definition must name; its status may name nothing yet. */
  static void require(FieldPath path, JsonNode names, List<FieldError> errors) {
    for (String field : List.of("plural", "singular", "kind", "listKind")) {
      if (names.path(field).asText().isEmpty()) {
        errors.add(FieldError.required(path.child(field), ""));
      }
    }
  }

  static void validate(FieldPath path, JsonNode names, List<FieldError> errors) {
    for (String field : List.of("plural", "singular")) {
      if (!names.path(field).asText().isEmpty()) {
        label(path.child(field), names.path(field).asText(), errors);
      }
    }
    for (String field : List.of("kind", "listKind")) {
      String kind = names.path(field).asText();
      List<String> faults = Names.dns1035Label(kind.toLowerCase(Locale.ROOT), false);
      if (!kind.isEmpty() && !faults.isEmpty()) {
        errors.add(
            FieldError.invalid(
                path.child(field),
                kind,
                "may have mixed case, but should otherwise match: " + String.join(",", faults)));
      }
    }
    labels(path.child("shortNames"), names.path("shortNames"), errors);
    String kind = names.path("kind").asText();
    if (!kind.isEmpty() && kind.equals(names.path("listKind").asText())) {
      errors.add(
          FieldError.invalid(
              path.child("listKind"), kind, "kind and listKind may not be the same"));
    }
    labels(path.child("categories"), names.path("categories"), errors);
  }

  private static void labels(FieldPath path, JsonNode texts, List<FieldError> errors) {
    int index = 0;
    for (String text : Trees.texts(texts)) {
      label(path.index(index++), text, errors);
    }
  }

  /** One error with all that is wrong with a text that must be a label. */
  static void label(FieldPath path, String text, List<FieldError> errors) {
    List<String> faults = Names.dns1035Label(text, false);
    if (!faults.isEmpty()) {
      errors.add(FieldError.invalid(path, text, String.join(",", faults)));
    }
  }
}
