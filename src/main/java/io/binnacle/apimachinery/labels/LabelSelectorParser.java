package io.binnacle.apimachinery.labels;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.labels.LabelSelector.Operator;
import io.binnacle.apimachinery.labels.LabelSelector.Requirement;
import io.binnacle.apimachinery.labels.LabelSelectorTokens.Token;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.LabelValidation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Recursive descent over the text form of a label selector, which tells what is wrong in
 * Kubernetes' words. One instance, one use.
 */
final class LabelSelectorParser {
  private static final FieldPath VALUES = FieldPath.of("values");

  private final LabelSelectorTokens tokens;

  LabelSelectorParser(String text) {
    this.tokens = new LabelSelectorTokens(text);
  }

  LabelSelector parse() {
    List<Requirement> requirements = new ArrayList<>();
    while (!tokens.peek().isEnd()) {
      if (!startsRequirement(tokens.peek())) {
        throw unexpected(tokens.peek(), "!, identifier, or 'end of string'");
      }
      requirements.add(requirement());
      Token end = tokens.next();
      if (!end.isEnd() && !end.is(",")) {
        throw unexpected(end, "',' or 'end of string'");
      }
      if (end.is(",") && !startsRequirement(tokens.peek())) {
        throw unexpected(tokens.peek(), "identifier after ','");
      }
    }
    return requirements.isEmpty() ? LabelSelector.everything() : new LabelSelector(requirements);
  }

  private static boolean startsRequirement(Token token) {
    return token.isWord() || token.is("!");
  }

  private Requirement requirement() {
    boolean absent = tokens.peek().is("!");
    if (absent) {
      tokens.next();
    }
    String key = key();
    Token next = tokens.peek();
    if (absent || next.isEnd() || next.is(",")) {
      return new Requirement(key, absent ? Operator.DOES_NOT_EXIST : Operator.EXISTS, Set.of());
    }
    Token operator = tokens.next();
    return switch (operator.text()) {
      case "in" -> requirement(key, Operator.IN, values());
      case "notin" -> requirement(key, Operator.NOT_IN, values());
      case "=", "==" -> requirement(key, Operator.IN, value());
      case "!=" -> requirement(key, Operator.NOT_IN, value());
      case ">" -> comparison(key, Operator.GREATER_THAN);
      case "<" -> comparison(key, Operator.LESS_THAN);
      default -> throw inRequirement(operator, "in, notin, =, ==, !=, gt, lt");
    };
  }

  private String key() {
    Token key = tokens.next();
    if (!key.isWord()) {
      throw inRequirement(key, "identifier");
    }
    List<String> errors = LabelValidation.qualifiedName(key.text());
    if (!errors.isEmpty()) {
      throw invalid("<nil>", FieldError.invalid(VALUES, key.text(), String.join("; ", errors)));
    }
    return key.text();
  }

  private static Requirement requirement(String key, Operator operator, Set<String> values) {
    int index = 0;
    for (String value : values) {
      List<String> errors = LabelValidation.labelValue(value);
      FieldPath path = VALUES.index(index++).key(key);
      if (!errors.isEmpty()) {
        throw invalid(path.toString(), FieldError.invalid(path, value, String.join("; ", errors)));
      }
    }
    return new Requirement(key, operator, values);
  }

  private Requirement comparison(String key, Operator operator) {
    Set<String> values = value();
    String value = values.iterator().next();
    try {
      Long.parseLong(value);
    } catch (NumberFormatException e) {
      FieldPath path = VALUES.index(0);
      throw invalid(
          path.toString(),
          FieldError.invalid(
              path, value, "for 'Gt', 'Lt' operators, the value must be an integer"));
    }
    return requirement(key, operator, values);
  }

  /** A single value, which may be empty. */
  private Set<String> value() {
    Token next = tokens.peek();
    if (next.isEnd() || next.is(",")) {
      return Set.of("");
    }
    Token value = tokens.next();
    if (!value.isWord()) {
      throw inRequirement(value, "identifier");
    }
    return Set.of(value.text());
  }

  /** Values in parentheses; between two commas, and beside a parenthesis, is an empty one. */
  private Set<String> values() {
    Token open = tokens.next();
    if (!open.is("(")) {
      throw ApiException.badRequest(
          "unable to parse requirement: found '" + open.text() + "' expected: '('");
    }
    Token first = tokens.peek();
    if (!first.isWord() && !first.is(",") && !first.is(")")) {
      throw inRequirement(first, "',', ')' or identifier");
    }
    Set<String> values = new TreeSet<>();
    while (true) {
      values.add(tokens.peek().isWord() ? tokens.next().text() : "");
      Token next = tokens.next();
      if (next.is(")")) {
        return values;
      }
      if (!next.is(",")) {
        throw inRequirement(next, "',' or ')'");
      }
    }
  }

  private static ApiException unexpected(Token found, String expected) {
    return ApiException.badRequest("found '" + found.text() + "', expected: " + expected);
  }

  private static ApiException inRequirement(Token found, String expected) {
    return ApiException.badRequest(
        "unable to parse requirement: found '" + found.text() + "', expected: " + expected);
  }

  private static ApiException invalid(String path, FieldError error) {
    return ApiException.badRequest("unable to parse requirement: " + path + ": " + error.body());
  }
}
