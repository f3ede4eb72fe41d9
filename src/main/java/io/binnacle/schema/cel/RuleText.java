package io.binnacle.schema.cel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * One entry of {@code x-kubernetes-validations}.
 *
 * @param reason the reason of the error; empty for FieldValueInvalid
 */
record RuleText(
    String rule,
    String message,
    String messageExpression,
    String reason,
    String fieldPath,
    boolean optionalOldSelf) {
  static List<RuleText> of(JsonNode schema) {
    List<RuleText> rules = new ArrayList<>();
    for (JsonNode rule : schema.path(RuleTexts.FIELD)) {
      rules.add(
          new RuleText(
              rule.path("rule").asText(),
              rule.path("message").asText(),
              rule.path("messageExpression").asText(),
              rule.path("reason").asText(),
              rule.path("fieldPath").asText(),
              rule.path("optionalOldSelf").asBoolean()));
    }
    return rules;
  }

  /** What stands for the rule in messages. */
  String shown() {
    return (message.isEmpty() ? rule : message).strip();
  }

  String messageOrDefault() {
    return message.isEmpty() ? "failed rule: " + shown() : message.strip();
  }

  /** The rule as Kubernetes' own type shows it. */
  String json() {
    ObjectNode json =
        Json.object()
            .put("Rule", rule)
            .put("Message", message)
            .put("MessageExpression", messageExpression);
    if (reason.isEmpty()) {
      json.putNull("Reason");
    } else {
      json.put("Reason", reason);
    }
    json.put("FieldPath", fieldPath);
    if (optionalOldSelf) {
      json.put("OptionalOldSelf", true);
    } else {
      json.putNull("OptionalOldSelf");
    }
    return Json.writeText(json);
  }
}
