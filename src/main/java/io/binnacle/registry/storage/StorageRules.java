package io.binnacle.registry.storage;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.LabelValidation;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What the kinds of storage have in common. */
public final class StorageRules {
  private static final int MAX_PARAMETERS = 512;
  private static final int MAX_PARAMETER_BYTES = 256 * 1024;

  private StorageRules() {}

  /** The name of a provisioner or attacher, whatever its case. */
  public static void qualifiedName(JsonNode value, FieldPath path, List<FieldError> errors) {
    String name = value.asText();
    if (name.isEmpty()) {
      errors.add(FieldError.required(path, ""));
      return;
    }
    FieldChecks.invalid(
        name, LabelValidation.qualifiedName(name.toLowerCase(Locale.ROOT)), path, errors);
  }

  /**
   * @param required whether there must be any
   */
  public static void parameters(
      JsonNode parameters, boolean required, FieldPath path, List<FieldError> errors) {
    if (parameters.isEmpty()) {
      if (required) {
        errors.add(FieldError.required(path, "must contain at least one key/value pair"));
      }
      return;
    }
    if (parameters.size() > MAX_PARAMETERS) {
      errors.add(
          new FieldError(
              FieldError.Type.TOO_LONG,
              path.toString(),
              null,
              "may not be more than " + MAX_PARAMETERS + " bytes"));
      return;
    }
    long size = 0;
    for (Map.Entry<String, JsonNode> entry : parameters.properties()) {
      if (entry.getKey().isEmpty()) {
        errors.add(FieldError.invalid(path, "", "field can not be empty."));
      }
      size += entry.getKey().length() + entry.getValue().asText().length();
    }
    if (size > MAX_PARAMETER_BYTES) {
      errors.add(FieldError.tooLong(path, MAX_PARAMETER_BYTES));
    }
  }

  /** Where volumes may be made. */
  public static void topologies(JsonNode topologies, FieldPath path, List<FieldError> errors) {
    int index = 0;
    for (JsonNode term : topologies) {
      topology(term, path.index(index++), errors);
    }
  }

  private static void topology(JsonNode term, FieldPath path, List<FieldError> errors) {
    Set<String> keys = new HashSet<>();
    int index = 0;
    for (JsonNode expression : term.path("matchLabelExpressions")) {
      FieldPath at = path.child("matchLabelExpressions").index(index++);
      String key = expression.path("key").asText();
      FieldChecks.invalid(key, LabelValidation.qualifiedName(key), at.child("key"), errors);
      if (!keys.add(key)) {
        errors.add(FieldError.duplicate(at.child("key"), key));
      }
      if (expression.path("values").isEmpty()) {
        errors.add(FieldError.required(at.child("values"), ""));
      }
      Set<String> values = new HashSet<>();
      int i = 0;
      for (JsonNode value : expression.path("values")) {
        if (!values.add(value.asText())) {
          errors.add(FieldError.duplicate(at.child("values").index(i), value.asText()));
        }
        i++;
      }
    }
  }
}
