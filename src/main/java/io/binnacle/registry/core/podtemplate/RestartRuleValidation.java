package io.binnacle.registry.core.podtemplate;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import java.util.List;

/** The rules of a container's own restart policy (KEP-753, KEP-5307). */
final class RestartRuleValidation {
  private static final List<String> POLICIES = List.of("Always", "Never", "OnFailure");
  private static final List<String> ACTIONS = List.of("Restart");
  private static final List<String> OPERATORS = List.of("In", "NotIn");
  private static final int MAX_RULES = 20;
  private static final int MAX_EXIT_CODES = 255;

  private RestartRuleValidation() {}

  static void validate(JsonNode container, FieldPath path, List<FieldError> errors) {
    JsonNode policy = container.path("restartPolicy");
    JsonNode rules = container.path("restartPolicyRules");
    if (policy.isTextual()) {
      if (!POLICIES.contains(policy.asText())) {
        errors.add(FieldError.notSupported(path.child("restartPolicy"), policy.asText(), POLICIES));
      }
    } else if (!rules.isEmpty()) {
      errors.add(
          FieldError.required(
              path.child("restartPolicy"),
              "must specify restartPolicy when restart rules are used"));
    }
    FieldPath at = path.child("restartPolicyRules");
    if (rules.size() > MAX_RULES) {
      errors.add(FieldError.tooMany(at, rules.size(), MAX_RULES));
    }
    int index = 0;
    for (JsonNode rule : rules) {
      validateRule(rule, at.index(index++), errors);
    }
  }

  private static void validateRule(JsonNode rule, FieldPath path, List<FieldError> errors) {
    FieldChecks.requiredOneOf(rule.path("action"), ACTIONS, path.child("action"), errors);
    JsonNode codes = rule.path("exitCodes");
    FieldPath at = path.child("exitCodes");
    if (!codes.isObject()) {
      errors.add(FieldError.required(at, "must be specified"));
      return;
    }
    FieldChecks.requiredOneOf(codes.path("operator"), OPERATORS, at.child("operator"), errors);
    int values = codes.path("values").size();
    if (values == 0) {
      errors.add(FieldError.required(at.child("values"), "must not be empty"));
    } else if (values > MAX_EXIT_CODES) {
      errors.add(FieldError.tooMany(at.child("values"), values, MAX_EXIT_CODES));
    }
  }
}
