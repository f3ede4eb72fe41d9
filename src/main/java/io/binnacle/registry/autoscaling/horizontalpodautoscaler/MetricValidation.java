package io.binnacle.registry.autoscaling.horizontalpodautoscaler;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.Names;
import io.binnacle.registry.core.ResourceNames;
import java.util.List;
import java.util.Set;

/** The rules of what an autoscaler goes by. */
final class MetricValidation {
  private static final List<String> TYPES =
      List.of("ContainerResource", "External", "Object", "Pods", "Resource");

  /** The fields of the types, in the order in which Kubernetes looks for them. */
  private static final List<String> SOURCES =
      List.of("object", "external", "pods", "resource", "containerResource");

  private static final Set<String> TARGET_TYPES = Set.of("Utilization", "Value", "AverageValue");

  private MetricValidation() {}

  static void validate(JsonNode metric, FieldPath path, List<FieldError> errors) {
    String type = metric.path("type").asText();
    FieldPath typePath = path.child("type");
    if (type.isEmpty()) {
      errors.add(FieldError.required(typePath, "must specify a metric source type"));
    }
    if (!TYPES.contains(type)) {
      errors.add(FieldError.notSupported(typePath, type, TYPES));
    }
    List<String> present =
        SOURCES.stream().filter(source -> metric.path(source).isObject()).toList();
    if (!present.isEmpty()) {
      String first = present.getFirst();
      validateSource(first, metric.path(first), path.child(first), errors);
    }
    String expected = TYPES.contains(type) ? MetricForms.field(type) : "";
    if (!expected.isEmpty() && !present.contains(expected)) {
      errors.add(
          FieldError.required(
              path.child(expected), "must populate information for the given metric source"));
    }
    if (present.size() != 1) {
      for (String other : present) {
        if (!other.equals(expected)) {
          errors.add(
              FieldError.forbidden(
                  path.child(other), "must populate the given metric source only"));
        }
      }
    }
  }

  private static void validateSource(
      String source, JsonNode metric, FieldPath path, List<FieldError> errors) {
    JsonNode target = metric.path("target");
    FieldPath targetPath = path.child("target");
    switch (source) {
      case "object" -> {
        reference(metric.path("describedObject"), path.child("describedObject"), errors);
        identifier(metric.path("metric"), path.child("metric"), errors);
        target(target, targetPath, errors);
        oneValue(target, "must set either a target value or averageValue", targetPath, errors);
      }
      case "external" -> {
        identifier(metric.path("metric"), path.child("metric"), errors);
        target(target, targetPath, errors);
        oneValue(
            target,
            "must set either a target value for metric or a per-pod target",
            targetPath,
            errors);
        if (target.hasNonNull("value") && target.hasNonNull("averageValue")) {
          errors.add(
              FieldError.forbidden(
                  targetPath.child("value"),
                  "may not set both a target value for metric and a per-pod target"));
        }
      }
      case "pods" -> {
        identifier(metric.path("metric"), path.child("metric"), errors);
        target(target, targetPath, errors);
        if (!target.hasNonNull("averageValue")) {
          errors.add(
              FieldError.required(
                  targetPath.child("averageValue"), "must specify a positive target averageValue"));
        }
      }
      default -> resource(metric, source.equals("containerResource"), path, errors);
    }
  }

  private static void oneValue(
      JsonNode target, String detail, FieldPath path, List<FieldError> errors) {
    if (!target.hasNonNull("value") && !target.hasNonNull("averageValue")) {
      errors.add(FieldError.required(path.child("averageValue"), detail));
    }
  }

  private static void resource(
      JsonNode metric, boolean ofContainer, FieldPath path, List<FieldError> errors) {
    if (metric.path("name").asText().isEmpty()) {
      errors.add(FieldError.required(path.child("name"), "must specify a resource name"));
    }
    if (ofContainer && metric.path("container").asText().isEmpty()) {
      errors.add(FieldError.required(path.child("container"), "must specify a container"));
    }
    JsonNode target = metric.path("target");
    FieldPath at = path.child("target");
    target(target, at, errors);
    boolean percent = target.hasNonNull("averageUtilization");
    boolean amount = target.hasNonNull("averageValue");
    if (!percent && !amount) {
      errors.add(
          FieldError.required(
              at.child("averageUtilization"),
              "must set either a target raw value or a target utilization"));
    }
    if (percent && amount) {
      errors.add(
          FieldError.forbidden(
              at.child("averageValue"),
              "may not set both a target raw value and a target utilization"));
    }
  }

  private static void identifier(JsonNode metric, FieldPath path, List<FieldError> errors) {
    String name = metric.path("name").asText();
    if (name.isEmpty()) {
      errors.add(FieldError.required(path.child("name"), "must specify a metric name"));
    } else {
      FieldChecks.invalid(name, Names.pathSegment(name, false), path.child("name"), errors);
    }
  }

  /** A reference to an object of any version. */
  static void reference(JsonNode target, FieldPath path, List<FieldError> errors) {
    for (String field : List.of("kind", "name")) {
      String value = target.path(field).asText();
      if (value.isEmpty()) {
        errors.add(FieldError.required(path.child(field), ""));
      } else {
        FieldChecks.invalid(value, Names.pathSegment(value, false), path.child(field), errors);
      }
    }
  }

  private static void target(JsonNode target, FieldPath path, List<FieldError> errors) {
    String type = target.path("type").asText();
    if (type.isEmpty()) {
      errors.add(FieldError.required(path.child("type"), "must specify a metric target type"));
    }
    if (!TARGET_TYPES.contains(type)) {
      errors.add(
          FieldError.invalid(
              path.child("type"), type, "must be either Utilization, Value, or AverageValue"));
    }
    for (String value : List.of("value", "averageValue")) {
      JsonNode amount = target.path(value);
      if (target.hasNonNull(value) && ResourceNames.quantity(amount).signum() <= 0) {
        errors.add(
            FieldError.invalid(
                path.child(value), ResourceNames.quantity(amount).toString(), "must be positive"));
      }
    }
    JsonNode percent = target.path("averageUtilization");
    if (percent.isNumber() && percent.asLong() < 1) {
      errors.add(
          FieldError.invalid(path.child("averageUtilization"), percent, "must be greater than 0"));
    }
  }
}
