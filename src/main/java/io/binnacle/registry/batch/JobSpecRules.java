package io.binnacle.registry.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.core.podtemplate.PodDefaults;
import io.binnacle.registry.core.podtemplate.PodTemplateValidation;
import java.util.List;

/** The rules of a job's specification, whether of a job or in the template of a CronJob. */
public final class JobSpecRules {
  public static final String INDEXED = "Indexed";

  private static final List<String> RESTART = List.of("OnFailure", "Never");
  private static final List<String> REPLACEMENT = List.of("Failed", "TerminatingOrFailed");
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
    if (spec.hasNonNull("maxFailedIndexes") && !spec.hasNonNull("backoffLimitPerIndex")) {
      errors.add(
          FieldError.required(
              path.child("backoffLimitPerIndex"), "when maxFailedIndexes is specified"));
    }
    validateManager(spec.path("managedBy"), path.child("managedBy"), errors);
    JobModeRules.validate(spec, path, errors);
    if (spec.path("podFailurePolicy").isObject()) {
      FailurePolicyRules.validate(spec, path.child("podFailurePolicy"), errors);
    }
    if (spec.path("successPolicy").isObject()) {
      SuccessPolicyRules.validate(spec, path.child("successPolicy"), errors);
    }
    validateReplacement(spec, path, errors);
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
    FieldChecks.domainPrefixedPath(name, path, errors);
    if (name.length() > MAX_MANAGER_NAME) {
      errors.add(FieldError.tooLong(path, MAX_MANAGER_NAME));
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
}
