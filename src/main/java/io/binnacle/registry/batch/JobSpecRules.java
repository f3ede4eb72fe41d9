package io.binnacle.registry.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.LabelValidation;
import io.binnacle.registry.core.podtemplate.PodDefaults;
import io.binnacle.registry.core.podtemplate.PodTemplateValidation;
import java.util.List;
import java.util.Set;

/** The rules of a job's specification, whether of a job or in the template of a CronJob. */
public final class JobSpecRules {
  public static final String INDEXED = "Indexed";

  private static final List<String> MODES = List.of("NonIndexed", INDEXED);
  private static final List<String> RESTART = List.of("OnFailure", "Never");
  private static final Set<String> ACTIONS = Set.of("Count", "FailIndex", "FailJob", "Ignore");
  private static final List<String> REPLACEMENT = List.of("Failed", "TerminatingOrFailed");
  private static final int MAX_INDEXED_PARALLELISM = 100_000;
  private static final int MAX_RULES = 20;
  private static final int MAX_EXIT_CODES = 255;
  private static final int MAX_CONDITIONS = 20;
  private static final int MAX_MANAGER_NAME = 63;

  private JobSpecRules() {}

  /** What is the same for both: the template's defaults. */
  public static void templateDefaults(ObjectNode spec) {
    PodDefaults.applyToTemplate(Trees.child(Trees.child(spec, "template"), "spec"));
  }

  public static void validate(JsonNode spec, FieldPath path, List<FieldError> errors) {
    for (String field :
        List.of(
            "parallelism",
            "completions",
            "activeDeadlineSeconds",
            "backoffLimit",
            "ttlSecondsAfterFinished",
            "backoffLimitPerIndex",
            "maxFailedIndexes")) {
      FieldChecks.nonNegative(spec.path(field), path.child(field), errors);
    }
    validateManager(spec.path("managedBy"), path.child("managedBy"), errors);
    validateMode(spec, path, errors);
    validateReplacement(spec, path, errors);
    if (spec.path("podFailurePolicy").isObject()) {
      validateFailurePolicy(spec, path.child("podFailurePolicy"), errors);
    }
    if (spec.path("successPolicy").isObject()) {
      validateSuccessPolicy(spec, path.child("successPolicy"), errors);
    }
    PodTemplateValidation.validate(spec.path("template"), path.child("template"), errors);
    validateRestartPolicy(spec, path, errors);
  }

  private static void validateRestartPolicy(
      JsonNode spec, FieldPath path, List<FieldError> errors) {
    FieldPath at = path.child("template").child("spec").child("restartPolicy");
    String policy = spec.at("/template/spec/restartPolicy").asText();
    if (policy.equals("Always")) {
      errors.add(FieldError.required(at, "valid values: \"OnFailure\", \"Never\""));
    } else if (!RESTART.contains(policy)) {
      errors.add(FieldError.notSupported(at, policy, RESTART));
    } else if (spec.path("podFailurePolicy").isObject() && !policy.equals("Never")) {
      errors.add(
          FieldError.invalid(
              at, policy, "only \"Never\" is supported when podFailurePolicy is specified"));
    }
  }

  private static void validateManager(JsonNode manager, FieldPath path, List<FieldError> errors) {
    String name = manager.asText();
    if (!manager.isTextual()) {
      return;
    }
    if (name.length() > MAX_MANAGER_NAME) {
      errors.add(FieldError.tooLong(path, MAX_MANAGER_NAME));
    }
    FieldChecks.domainPrefixedPath(name, path, errors);
  }

  private static void validateMode(JsonNode spec, FieldPath path, List<FieldError> errors) {
    String mode = spec.path("completionMode").asText();
    if (!mode.isEmpty() && !MODES.contains(mode)) {
      errors.add(FieldError.notSupported(path.child("completionMode"), mode, MODES));
    }
    if (mode.equals(INDEXED)) {
      if (!spec.hasNonNull("completions")) {
        errors.add(
            FieldError.required(path.child("completions"), "when completion mode is Indexed"));
      }
      JsonNode parallelism = spec.path("parallelism");
      if (parallelism.asLong() > MAX_INDEXED_PARALLELISM) {
        errors.add(
            FieldError.invalid(
                path.child("parallelism"),
                parallelism,
                "must be less than or equal to 100000 when completion mode is Indexed"));
      }
    } else {
      for (String field : List.of("backoffLimitPerIndex", "maxFailedIndexes")) {
        if (spec.hasNonNull(field)) {
          errors.add(
              FieldError.invalid(
                  path.child(field), spec.path(field), "requires indexed completion mode"));
        }
      }
    }
    if (spec.hasNonNull("maxFailedIndexes") && !spec.hasNonNull("backoffLimitPerIndex")) {
      errors.add(
          FieldError.required(
              path.child("backoffLimitPerIndex"), "when maxFailedIndexes is specified"));
    }
    JsonNode failed = spec.path("maxFailedIndexes");
    JsonNode completions = spec.path("completions");
    if (failed.isNumber() && completions.isNumber() && failed.asLong() > completions.asLong()) {
      errors.add(
          FieldError.invalid(
              path.child("maxFailedIndexes"), failed, "must be less than or equal to completions"));
    }
  }

  private static void validateReplacement(JsonNode spec, FieldPath path, List<FieldError> errors) {
    JsonNode policy = spec.path("podReplacementPolicy");
    FieldPath at = path.child("podReplacementPolicy");
    if (spec.path("podFailurePolicy").isObject()) {
      FieldChecks.oneOf(policy, List.of("Failed"), at, errors);
    } else {
      FieldChecks.oneOf(policy, REPLACEMENT, at, errors);
    }
  }

  /** KEP-3329. */
  private static void validateFailurePolicy(
      JsonNode spec, FieldPath path, List<FieldError> errors) {
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
              "valid values: \"Count\", \"FailIndex\", \"FailJob\", \"Ignore\""));
    } else if (action.equals("FailIndex") && !spec.hasNonNull("backoffLimitPerIndex")) {
      errors.add(
          FieldError.invalid(
              path.child("action"), action, "requires the backoffLimitPerIndex to be set"));
    } else {
      FieldChecks.oneOf(rule.path("action"), ACTIONS, path.child("action"), errors);
    }
    boolean codes = rule.path("onExitCodes").isObject();
    boolean conditions = !rule.path("onPodConditions").isEmpty();
    if (codes && conditions) {
      errors.add(
          FieldError.invalid(
              path, rule, "specifying both OnExitCodes and OnPodConditions is not supported"));
    } else if (!codes && !conditions) {
      errors.add(
          FieldError.invalid(
              path, rule, "specifying one of OnExitCodes and OnPodConditions is required"));
    }
    if (codes) {
      validateExitCodes(spec, rule.path("onExitCodes"), path.child("onExitCodes"), errors);
    }
    validateConditions(rule.path("onPodConditions"), path.child("onPodConditions"), errors);
  }

  private static void validateExitCodes(
      JsonNode spec, JsonNode codes, FieldPath path, List<FieldError> errors) {
    String operator = codes.path("operator").asText();
    if (operator.isEmpty()) {
      errors.add(FieldError.required(path.child("operator"), "valid values: \"In\", \"NotIn\""));
    } else {
      FieldChecks.oneOf(
          codes.path("operator"), List.of("In", "NotIn"), path.child("operator"), errors);
    }
    String container = codes.path("containerName").asText();
    if (!container.isEmpty() && !hasContainer(spec, container)) {
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
    long last = Long.MIN_VALUE;
    int index = 0;
    for (JsonNode value : values) {
      if (operator.equals("In") && value.asLong() == 0) {
        errors.add(FieldError.invalid(at.index(index), value, "must not be 0 for the In operator"));
      }
      if (value.asLong() == last) {
        errors.add(
            new FieldError(
                FieldError.Type.DUPLICATE, at.index(index).toString(), value.asText(), ""));
      } else if (value.asLong() < last) {
        errors.add(FieldError.invalid(at, values, "must be ordered"));
      }
      last = value.asLong();
      index++;
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
                at.child("status"), "valid values: \"False\", \"True\", \"Unknown\""));
      } else {
        FieldChecks.oneOf(
            condition.path("status"),
            List.of("False", "True", "Unknown"),
            at.child("status"),
            errors);
      }
    }
  }

  /** KEP-3998. */
  private static void validateSuccessPolicy(
      JsonNode spec, FieldPath path, List<FieldError> errors) {
    if (!spec.path("completionMode").asText().equals(INDEXED)) {
      errors.add(
          FieldError.invalid(path, spec.path("successPolicy"), "requires indexed completion mode"));
      return;
    }
    JsonNode rules = spec.at("/successPolicy/rules");
    FieldPath at = path.child("rules");
    if (rules.isEmpty()) {
      errors.add(
          FieldError.required(
              at, "at least one rules must be specified when the successPolicy is specified"));
    } else if (rules.size() > MAX_RULES) {
      errors.add(FieldError.tooMany(at, rules.size(), MAX_RULES));
    }
    int index = 0;
    for (JsonNode rule : rules) {
      FieldPath ruleAt = at.index(index++);
      if (!rule.hasNonNull("succeededCount") && !rule.hasNonNull("succeededIndexes")) {
        errors.add(
            FieldError.required(
                ruleAt, "at least one of succeededCount or succeededIndexes must be specified"));
      }
      JsonNode count = rule.path("succeededCount");
      FieldChecks.nonNegative(count, ruleAt.child("succeededCount"), errors);
      if (count.asLong() > spec.path("completions").asLong()) {
        errors.add(
            FieldError.invalid(
                ruleAt.child("succeededCount"),
                count,
                "must be less than or equal to "
                    + spec.path("completions").asLong()
                    + " (the number of specified completions)"));
      }
    }
  }
}
