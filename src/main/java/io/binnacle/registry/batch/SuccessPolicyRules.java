package io.binnacle.registry.batch;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.InternalForm;
import java.util.List;

/** The rules of when some of its indexes are enough for a job (KEP-3998). */
final class SuccessPolicyRules {
  private static final int MAX_RULES = 20;
  private static final int MAX_LENGTH = 64 * 1024;
  private static final InternalForm POLICY =
      InternalForm.empty()
          .nested("Rules", InternalForm.empty().optional("SucceededIndexes", "SucceededCount"));

  private SuccessPolicyRules() {}

  static void validate(JsonNode spec, FieldPath path, List<FieldError> errors) {
    JsonNode policy = spec.path("successPolicy");
    if (!spec.path("completionMode").asText().equals(JobSpecRules.INDEXED)) {
      errors.add(
          FieldError.invalidRaw(path, POLICY.show(policy), "requires indexed completion mode"));
      return;
    }
    JsonNode rules = policy.path("rules");
    FieldPath at = path.child("rules");
    if (rules.isEmpty()) {
      errors.add(
          FieldError.required(
              at, "at least one rules must be specified when the successPolicy is specified"));
    }
    if (rules.size() > MAX_RULES) {
      errors.add(FieldError.tooMany(at, rules.size(), MAX_RULES));
    }
    int index = 0;
    for (JsonNode rule : rules) {
      validateRule(rule, spec.path("completions").asInt(), at.index(index++), errors);
    }
  }

  private static void validateRule(
      JsonNode rule, int completions, FieldPath path, List<FieldError> errors) {
    JsonNode count = rule.path("succeededCount");
    JsonNode indexes = rule.path("succeededIndexes");
    if (!count.isNumber() && !indexes.isTextual()) {
      errors.add(
          FieldError.required(
              path, "at least one of succeededCount or succeededIndexes must be specified"));
    }
    long total = 0;
    if (indexes.isTextual()) {
      FieldPath at = path.child("succeededIndexes");
      if (indexes.asText().length() > MAX_LENGTH) {
        errors.add(FieldError.tooLong(at, MAX_LENGTH));
      }
      try {
        total = JobIndexes.parse(indexes.asText(), completions).count();
      } catch (IllegalArgumentException e) {
        errors.add(
            FieldError.invalid(at, indexes, "error parsing succeededIndexes: " + e.getMessage()));
      }
    }
    FieldPath at = path.child("succeededCount");
    FieldChecks.nonNegative(count, at, errors);
    if (count.asLong() > completions) {
      errors.add(
          FieldError.invalid(
              at,
              count,
              "must be less than or equal to "
                  + completions
                  + " (the number of specified completions)"));
    }
    if (count.isNumber() && indexes.isTextual() && count.asLong() > total) {
      errors.add(
          FieldError.invalid(
              at,
              count,
              "must be less than or equal to "
                  + total
                  + " (the number of indexes in the specified succeededIndexes field)"));
    }
  }
}
