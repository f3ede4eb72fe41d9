package io.binnacle.registry.autoscaling.horizontalpodautoscaler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.ResourceStrategy;
import java.util.ArrayList;
import java.util.List;

/** Defaults and rules of autoscalers, in the terms of autoscaling/v2. */
final class AutoscalerStrategy implements ResourceStrategy.WithoutGeneration {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final String TARGET = "/spec/scaleTargetRef";
  private static final int CPU_PERCENT = 80;
  private static final int POLICY_SECONDS = 15;
  private static final int MAX_PERIOD = 1800;
  private static final int MAX_STABILIZATION = 3600;
  private static final List<String> SELECT = List.of("Disabled", "Max", "Min");
  private static final List<String> POLICY_TYPES = List.of("Percent", "Pods");

  @Override
  public void applyDefaults(ObjectNode object) {
    ObjectNode spec = Trees.child(object, "spec");
    Trees.defaultNumber(spec, "minReplicas", 1);
    if (spec.path("metrics").isEmpty()) {
      ObjectNode metric = spec.putArray("metrics").addObject().put("type", "Resource");
      ObjectNode resource = metric.putObject("resource").put("name", "cpu");
      resource
          .putObject("target")
          .put("type", "Utilization")
          .put("averageUtilization", CPU_PERCENT);
    }
    if (spec.path("behavior") instanceof ObjectNode behavior) {
      ObjectNode up = Trees.child(behavior, "scaleUp");
      Trees.defaultNumber(up, "stabilizationWindowSeconds", 0);
      Trees.defaultText(up, "selectPolicy", "Max");
      if (!up.path("policies").isArray()) {
        ArrayNode policies = up.putArray("policies");
        policy(policies, "Pods", 4);
        policy(policies, "Percent", 100);
      }
      ObjectNode down = Trees.child(behavior, "scaleDown");
      Trees.defaultText(down, "selectPolicy", "Max");
      if (!down.path("policies").isArray()) {
        policy(down.putArray("policies"), "Percent", 100);
      }
    }
  }

  private static void policy(ArrayNode policies, String type, int value) {
    policies.addObject().put("type", type).put("value", value).put("periodSeconds", POLICY_SECONDS);
  }

  @Override
  public void prepareForCreate(Context context, ObjectNode object) {
    fillStatus(object.putObject("status"));
  }

  @Override
  public void prepareForStatusUpdate(Context context, ObjectNode object, ApiObject old) {
    fillStatus(Trees.child(object, "status"));
  }

  private static void fillStatus(ObjectNode status) {
    Trees.defaultNumber(status, "desiredReplicas", 0);
    if (!status.has("currentMetrics")) {
      status.putNull("currentMetrics");
    }
  }

  @Override
  public List<FieldError> validate(Context context, ObjectNode object) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode spec = object.path("spec");
    JsonNode fewest = spec.path("minReplicas");
    long most = spec.path("maxReplicas").asLong();
    if (fewest.isNumber() && fewest.asLong() < 1) {
      errors.add(
          FieldError.invalid(
              SPEC.child("minReplicas"), fewest, "must be greater than or equal to 1"));
    }
    FieldPath maxPath = SPEC.child("maxReplicas");
    if (most < 1) {
      errors.add(FieldError.invalid(maxPath, most, "must be greater than 0"));
    }
    if (fewest.isNumber() && most < fewest.asLong()) {
      errors.add(
          FieldError.invalid(maxPath, most, "must be greater than or equal to `minReplicas`"));
    }
    MetricValidation.reference(spec.path("scaleTargetRef"), SPEC.child("scaleTargetRef"), errors);
    int index = 0;
    for (JsonNode metric : spec.path("metrics")) {
      MetricValidation.validate(metric, SPEC.child("metrics").index(index++), errors);
    }
    for (String direction : List.of("scaleUp", "scaleDown")) {
      validateRules(
          spec.path("behavior").path(direction), SPEC.child("behavior").child(direction), errors);
    }
    return errors;
  }

  @Override
  public List<FieldError> validateCreate(Context context, ObjectNode object) {
    return validateTargetGroup(object);
  }

  @Override
  public List<FieldError> validateUpdate(Context context, ObjectNode object, ApiObject old) {
    JsonNode before = old.tree().at(TARGET);
    JsonNode now = object.at(TARGET);
    boolean same =
        now.path("apiVersion").equals(before.path("apiVersion"))
            && now.path("kind").equals(before.path("kind"));
    return same ? List.of() : validateTargetGroup(object);
  }

  /** What may be scaled has a group, with one exception; older objects may lack it. */
  private static List<FieldError> validateTargetGroup(ObjectNode object) {
    JsonNode target = object.at(TARGET);
    String version = target.path("apiVersion").asText();
    FieldPath path = SPEC.child("scaleTargetRef").child("apiVersion");
    String[] parts = version.split("/", -1);
    if (parts.length > 2) {
      return List.of(
          FieldError.invalid(path, version, "unexpected GroupVersion string: " + version));
    }
    boolean hasGroup = parts.length == 2 && !parts[0].isEmpty();
    return hasGroup || target.path("kind").asText().equals("ReplicationController")
        ? List.of()
        : List.of(FieldError.invalid(path, version, "apiVersion must specify API group"));
  }

  private static void validateRules(JsonNode rules, FieldPath path, List<FieldError> errors) {
    if (!rules.isObject()) {
      return;
    }
    JsonNode window = rules.path("stabilizationWindowSeconds");
    FieldPath at = path.child("stabilizationWindowSeconds");
    if (window.isNumber() && window.asLong() < 0) {
      errors.add(FieldError.invalid(at, window, "must be greater than or equal to zero"));
    } else if (window.asLong() > MAX_STABILIZATION) {
      errors.add(
          FieldError.invalid(at, window, "must be less than or equal to " + MAX_STABILIZATION));
    }
    FieldChecks.oneOf(rules.path("selectPolicy"), SELECT, path.child("selectPolicy"), errors);
    if (rules.path("policies").isEmpty()) {
      errors.add(FieldError.required(path.child("policies"), "must specify at least one Policy"));
    }
    int index = 0;
    for (JsonNode policy : rules.path("policies")) {
      FieldPath one = path.child("policies").index(index++);
      String type = policy.path("type").asText();
      if (!POLICY_TYPES.contains(type)) {
        errors.add(FieldError.notSupported(one.child("type"), type, POLICY_TYPES));
      }
      for (String field : List.of("value", "periodSeconds")) {
        if (policy.path(field).asLong() <= 0) {
          errors.add(
              FieldError.invalid(
                  one.child(field), policy.path(field), "must be greater than zero"));
        }
      }
      if (policy.path("periodSeconds").asLong() > MAX_PERIOD) {
        errors.add(
            FieldError.invalid(
                one.child("periodSeconds"),
                policy.path("periodSeconds"),
                "must be less than or equal to " + MAX_PERIOD));
      }
    }
  }

  @Override
  public List<FieldError> validateStatusUpdate(Context context, ObjectNode object, ApiObject old) {
    List<FieldError> errors = new ArrayList<>();
    for (String count : List.of("currentReplicas", "desiredReplicas")) {
      FieldChecks.nonNegative(
          object.path("status").path(count), FieldPath.of("status", count), errors);
    }
    return errors;
  }
}
