package io.binnacle.registry.batch;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.LabelValidation;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules of what a pod's failure means for its job (KEP-3329). */
final class FailurePolicyRules {
  private static final List<String> ACTIONS = List.of("Count", "FailIndex", "FailJob", "Ignore");
  private static final int MAX_RULES = 20;
  private static final int MAX_EXIT_CODES = 255;
  private static final int MAX_CONDITIONS = 20;

  private FailurePolicyRules() {}

  static void validate(JsonNode spec, FieldPath path, List<FieldError> errors) {
    JsonNode rules = spec.at("/podFailurePolicy/rules");
    FieldPath at = path.child("rules");
    if (rules.size() > MAX_RULES) {
      errors.add(FieldError.tooMany(at, rules.size(), MAX_RULES));
    }
    int index = 0;
    for (JsonNode rule : rules) {
      validateFailureRule(spec, rule, at.index(index++), errors);
    }
  }

  private static void validateFailureRule(
      JsonNode spec, JsonNode rule, FieldPath path, List<FieldError> errors) {
    String action = rule.path("action").asText();
    if (action.isEmpty()) {
      errors.add(
          FieldError.required(
              path.child("action"),
              "valid values: [\"Count\" \"FailIndex\" \"FailJob\" \"Ignore\"]"));
    } else if (action.equals("FailIndex") && !spec.hasNonNull("backoffLimitPerIndex")) {
      errors.add(
          FieldError.invalid(
              path.child("action"), action, "requires the backoffLimitPerIndex to be set"));
    } else {
      FieldChecks.oneOf(rule.path("action"), ACTIONS, path.child("action"), errors);
    }
    boolean codes = rule.path("onExitCodes").isObject();
    boolean conditions = !rule.path("onPodConditions").isEmpty();
    if (codes) {
      validateExitCodes(spec, rule.path("onExitCodes"), path.child("onExitCodes"), errors);
    }
    validateConditions(rule.path("onPodConditions"), path.child("onPodConditions"), errors);
    if (codes && conditions) {
      errors.add(
          FieldError.invalidOmitted(
              path, "specifying both OnExitCodes and OnPodConditions is not supported"));
    } else if (!codes && !conditions) {
      errors.add(
          FieldError.invalidOmitted(
              path, "specifying one of OnExitCodes and OnPodConditions is required"));
    }
  }

  private static void validateExitCodes(
      JsonNode spec, JsonNode codes, FieldPath path, List<FieldError> errors) {
    String operator = codes.path("operator").asText();
    if (operator.isEmpty()) {
      errors.add(FieldError.required(path.child("operator"), "valid values: [\"In\" \"NotIn\"]"));
    } else {
      FieldChecks.oneOf(
          codes.path("operator"), List.of("In", "NotIn"), path.child("operator"), errors);
    }
    String container = codes.path("containerName").asText();
    if (codes.hasNonNull("containerName") && !hasContainer(spec, container)) {
      errors.add(
          FieldError.invalid(
              path.child("containerName"),
              container,
              "must be one of the container or initContainer names in the pod template"));
    }
    JsonNode values = codes.path("values");
    FieldPath at = path.child("values");
    if (values.isEmpty()) {
      errors.add(FieldError.invalid(at, values, "at least one value is required"));
    } else if (values.size() > MAX_EXIT_CODES) {
      errors.add(FieldError.tooMany(at, values.size(), MAX_EXIT_CODES));
    }
    Set<Long> seen = new HashSet<>();
    long last = Long.MIN_VALUE;
    boolean ordered = true;
    int index = 0;
    for (JsonNode value : values) {
      FieldPath valueAt = at.index(index++);
      if (operator.equals("In") && value.asLong() == 0) {
        errors.add(FieldError.invalid(valueAt, value, "must not be 0 for the In operator"));
      }
      if (!seen.add(value.asLong())) {
        errors.add(FieldError.duplicateRaw(valueAt, value.asText()));
      }
      ordered &= value.asLong() >= last;
      last = value.asLong();
    }
    if (!ordered) {
      errors.add(FieldError.invalid(at, values, "must be ordered"));
    }
  }

  private static boolean hasContainer(JsonNode spec, String name) {
    for (String list : List.of("containers", "initContainers")) {
      for (JsonNode container : spec.at("/template/spec").path(list)) {
        if (container.path("name").asText().equals(name)) {
          return true;
        }
      }
    }
    return false;
  }

  private static void validateConditions(
      JsonNode conditions, FieldPath path, List<FieldError> errors) {
    if (conditions.size() > MAX_CONDITIONS) {
      errors.add(FieldError.tooMany(path, conditions.size(), MAX_CONDITIONS));
    }
    int index = 0;
    for (JsonNode condition : conditions) {
      FieldPath at = path.index(index++);
      String type = condition.path("type").asText();
      FieldChecks.invalid(type, LabelValidation.qualifiedName(type), at.child("type"), errors);
      String status = condition.path("status").asText();
      if (status.isEmpty()) {
        errors.add(
            FieldError.required(
                at.child("status"), "valid values: [\"False\" \"True\" \"Unknown\"]"));
      } else {
        FieldChecks.oneOf(
            condition.path("status"),
            List.of("False", "True", "Unknown"),
            at.child("status"),
            errors);
      }
    }
  }
}
