package io.binnacle.schema.cel;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.schema.structural.SchemaPath;
import java.util.List;
import java.util.regex.Pattern;

/** The rules of rules that need no look at what their expressions say. */
final class RuleSyntax {
  private static final List<String> REASONS =
      List.of(
          "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired");
  private static final int MAX_MESSAGE = 2048;
  private static final Pattern LINE_BREAK = Pattern.compile("[\\n\\r]");

  private RuleSyntax() {}

  static void check(FieldPath at, RuleText rule, JsonNode schema, List<FieldError> errors) {
    checkMessage(at, rule, errors);
    if (!rule.messageExpression().isEmpty() && rule.messageExpression().isBlank()) {
      errors.add(
          FieldError.required(
              at.child("messageExpression"), "messageExpression must be non-empty if specified"));
    }
    if (!rule.reason().isEmpty() && !REASONS.contains(rule.reason())) {
      errors.add(FieldError.notSupported(at.child("reason"), rule.reason(), REASONS));
    }
    checkFieldPath(at.child("fieldPath"), rule.fieldPath(), schema, errors);
  }

  private static void checkMessage(FieldPath at, RuleText rule, List<FieldError> errors) {
    String message = rule.message();
    FieldPath path = at.child("message");
    if (rule.rule().isBlank()) {
      errors.add(FieldError.required(at.child("rule"), "rule is not specified"));
    } else if (!message.isEmpty() && message.isBlank()) {
      errors.add(FieldError.invalid(path, message, "message must be non-empty if specified"));
    } else if (message.length() > MAX_MESSAGE) {
      errors.add(
          FieldError.invalid(
              path,
              message.substring(0, 10) + "...",
              "message must have a maximum length of 2048 characters"));
    } else if (hasLineBreak(message.strip())) {
      errors.add(FieldError.invalid(path, message, "message must not contain line breaks"));
    } else if (hasLineBreak(rule.rule().strip()) && message.isBlank()) {
      errors.add(
          FieldError.required(path, "message must be specified if rule contains line breaks"));
    }
  }

  private static void checkFieldPath(
      FieldPath at, String path, JsonNode schema, List<FieldError> errors) {
    if (path.isEmpty()) {
      return;
    }
    if (path.isBlank()) {
      errors.add(FieldError.invalid(at, path, "fieldPath must be non-empty if specified"));
    }
    if (hasLineBreak(path)) {
      errors.add(FieldError.invalid(at, path, "fieldPath must not contain line breaks"));
    }
    try {
      SchemaPath.read(path, schema);
    } catch (IllegalArgumentException e) {
      errors.add(FieldError.invalid(at, path, "fieldPath must be a valid path: " + e.getMessage()));
    }
  }

  private static boolean hasLineBreak(String text) {
    return LINE_BREAK.matcher(text).find();
  }
}
