package io.binnacle.registry.apiextensions.customresourcedefinition;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import java.util.List;

/** The rules of a version's subresources. */
final class SubresourceRules {
  private SubresourceRules() {}

  static void validate(FieldPath path, JsonNode subresources, List<FieldError> errors) {
    JsonNode scale = subresources.path("scale");
    if (!scale.isObject()) {
      return;
    }
    FieldPath at = path.child("scale");
    requirePath(at, scale, "specReplicasPath", ".spec", errors);
    requirePath(at, scale, "statusReplicasPath", ".status", errors);
    String selector = scale.path("labelSelectorPath").asText();
    if (!selector.isEmpty()) {
      FieldPath selectorPath = at.child("labelSelectorPath");
      if (!selector.startsWith(".")) {
        errors.add(FieldError.invalid(selectorPath, selector, ColumnRules.NO_PATH));
      } else if (!selector.startsWith(".spec.") && !selector.startsWith(".status.")) {
        errors.add(
            FieldError.invalid(
                selectorPath, selector, "should be a json path under either .spec or .status"));
      }
    }
  }

  private static void requirePath(
      FieldPath at, JsonNode scale, String field, String root, List<FieldError> errors) {
    String text = scale.path(field).asText();
    FieldPath path = at.child(field);
    if (text.isEmpty()) {
      errors.add(FieldError.required(path, ""));
    } else if (!text.startsWith(".")) {
      errors.add(FieldError.invalid(path, text, ColumnRules.NO_PATH));
    } else if (!text.startsWith(root + ".")) {
      errors.add(FieldError.invalid(path, text, "should be a json path under " + root));
    }
  }
}
