package io.binnacle.registry.core.podtemplate;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.LabelValidation;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules of environment variables and of references to a pod's own fields. */
final class EnvironmentValidation {
  private static final List<String> SOURCES =
      List.of("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef");

  /** What variables can be taken from. */
  private static final Set<String> VARIABLE_FIELDS =
      Set.of(
          "metadata.name",
          "metadata.namespace",
          "metadata.uid",
          "spec.nodeName",
          "spec.serviceAccountName",
          "status.hostIP",
          "status.hostIPs",
          "status.podIP",
          "status.podIPs");

  /** What files can be made from. */
  private static final Set<String> FILE_FIELDS =
      Set.of(
          "metadata.name",
          "metadata.namespace",
          "metadata.labels",
          "metadata.annotations",
          "metadata.uid");

  /** What the conversion of field labels knows, besides. */
  private static final Set<String> KNOWN_FIELDS =
      Set.of(
          "metadata.labels",
          "metadata.annotations",
          "spec.restartPolicy",
          "spec.schedulerName",
          "status.phase");

  private static final Pattern SUBSCRIPT =
      Pattern.compile("metadata\\.(labels|annotations)\\['([^']*)'\\]");

  private EnvironmentValidation() {}

  static void validate(JsonNode container, FieldPath path, List<FieldError> errors) {
    int index = 0;
    for (JsonNode variable : container.path("env")) {
      validateVariable(variable, path.child("env").index(index++), errors);
    }
    index = 0;
    for (JsonNode source : container.path("envFrom")) {
      validateSource(source, path.child("envFrom").index(index++), errors);
    }
  }

  private static void validateVariable(JsonNode variable, FieldPath path, List<FieldError> errors) {
    String name = variable.path("name").asText();
    if (name.isEmpty()) {
      errors.add(FieldError.required(path.child("name"), ""));
    } else {
      FieldChecks.invalid(name, FieldChecks.environmentName(name), path.child("name"), errors);
    }
    JsonNode from = variable.path("valueFrom");
    if (from.isObject()) {
      validateFrom(variable, from, path.child("valueFrom"), errors);
    }
  }

  private static void validateFrom(
      JsonNode variable, JsonNode from, FieldPath path, List<FieldError> errors) {
    int sources = 0;
    for (String source : SOURCES) {
      if (from.path(source).isObject()) {
        sources++;
      }
    }
    if (from.path("fieldRef").isObject()) {
      fieldReference(from.path("fieldRef"), VARIABLE_FIELDS, path.child("fieldRef"), errors);
    }
    if (from.path("resourceFieldRef").isObject()) {
      FieldChecks.required(
          from.path("resourceFieldRef").path("resource"),
          path.child("resourceFieldRef").child("resource"),
          errors);
    }
    for (String source : List.of("configMapKeyRef", "secretKeyRef")) {
      if (from.path(source).isObject()) {
        FieldChecks.required(
            from.path(source).path("name"), path.child(source).child("name"), errors);
        keyReference(from.path(source), path.child(source), errors);
      }
    }
    if (sources == 0) {
      errors.add(
          FieldError.invalid(
              path,
              "",
              "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or"
                  + " `secretKeyRef`"));
    } else if (!variable.path("value").asText().isEmpty()) {
      errors.add(FieldError.invalid(path, "", "may not be specified when `value` is not empty"));
    } else if (sources > 1) {
      errors.add(
          FieldError.invalid(path, "", "may not have more than one field specified at a time"));
    }
  }

  private static void keyReference(JsonNode reference, FieldPath path, List<FieldError> errors) {
    String key = reference.path("key").asText();
    if (key.isEmpty()) {
      errors.add(FieldError.required(path.child("key"), ""));
    } else {
      FieldChecks.invalid(key, FieldChecks.configKey(key), path.child("key"), errors);
    }
  }

  private static void validateSource(JsonNode source, FieldPath path, List<FieldError> errors) {
    String prefix = source.path("prefix").asText();
    if (!prefix.isEmpty()) {
      FieldChecks.invalid(
          prefix, FieldChecks.environmentName(prefix), path.child("prefix"), errors);
    }
    int sources = 0;
    for (String kind : List.of("configMapRef", "secretRef")) {
      if (source.path(kind).isObject()) {
        sources++;
        FieldChecks.required(
            source.path(kind).path("name"), path.child(kind).child("name"), errors);
      }
    }
    if (sources == 0) {
      errors.add(
          FieldError.invalid(path, "", "must specify one of: `configMapRef` or `secretRef`"));
    } else if (sources > 1) {
      errors.add(
          FieldError.invalid(path, "", "may not have more than one field specified at a time"));
    }
  }

  /** A reference from a file of a downward API volume. */
  static void fileReference(JsonNode reference, FieldPath path, List<FieldError> errors) {
    fieldReference(reference, FILE_FIELDS, path, errors);
  }

  private static void fieldReference(
      JsonNode reference, Set<String> supported, FieldPath path, List<FieldError> errors) {
    FieldChecks.required(reference.path("apiVersion"), path.child("apiVersion"), errors);
    String field = reference.path("fieldPath").asText();
    FieldPath at = path.child("fieldPath");
    if (field.isEmpty()) {
      errors.add(FieldError.required(at, ""));
      return;
    }
    Matcher subscript = SUBSCRIPT.matcher(field);
    if (subscript.matches()) {
      FieldChecks.invalid(
          subscript.group(2), LabelValidation.qualifiedName(subscript.group(2)), at, errors);
    } else if (!VARIABLE_FIELDS.contains(field) && !KNOWN_FIELDS.contains(field)) {
      errors.add(
          FieldError.invalid(
              at, field, "error converting fieldPath: field label not supported: " + field));
    } else if (!supported.contains(field)) {
      errors.add(FieldError.notSupported(at, field, supported));
    }
  }
}
