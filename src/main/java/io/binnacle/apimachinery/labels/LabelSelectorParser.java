package io.binnacle.apimachinery.labels;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.labels.LabelSelector.Operator;
import io.binnacle.apimachinery.labels.LabelSelector.Requirement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Recursive descent over the text form of a label selector. One instance, one use. */
final class LabelSelectorParser {
  private final String text;
  private int position;

  LabelSelectorParser(String text) {
    this.text = text;
  }

  LabelSelector parse() {
    List<Requirement> requirements = new ArrayList<>();
    skipBlanks();
    while (position < text.length()) {
      requirements.add(requirement());
      skipBlanks();
      if (position < text.length()) {
        expect(',');
        skipBlanks();
        if (position == text.length()) {
          throw error("found '', expected: identifier after ','");
        }
      }
    }
    return requirements.isEmpty() ? LabelSelector.everything() : new LabelSelector(requirements);
  }

  private Requirement requirement() {
    if (peek() == '!') {
      position++;
      skipBlanks();
      return new Requirement(word(), Operator.DOES_NOT_EXIST, Set.of());
    }
    String key = word();
    skipBlanks();
    if (position == text.length() || peek() == ',') {
      return new Requirement(key, Operator.EXISTS, Set.of());
    }
    return switch (peek()) {
      case '=' -> {
        position++;
        if (position < text.length() && peek() == '=') {
          position++;
        }
        yield new Requirement(key, Operator.IN, Set.of(value()));
      }
      case '!' -> {
        position++;
        expect('=');
        yield new Requirement(key, Operator.NOT_IN, Set.of(value()));
      }
      case '>' -> comparison(key, Operator.GREATER_THAN);
      case '<' -> comparison(key, Operator.LESS_THAN);
      default -> setBased(key);
    };
  }

  private Requirement comparison(String key, Operator operator) {
    position++;
    String value = value();
    try {
      Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw error(
          "values[0]: Invalid value: \""
              + value
              + "\": for 'Gt', 'Lt' operators, the value must be an integer");
    }
    return new Requirement(key, operator, Set.of(value));
  }

  private Requirement setBased(String key) {
    String operator = word();
    Operator kind =
        switch (operator) {
          case "in" -> Operator.IN;
          case "notin" -> Operator.NOT_IN;
          default ->
              throw error("found '" + operator + "', expected: in, notin, =, ==, !=, gt, lt");
        };
    skipBlanks();
    expect('(');
    Set<String> values = new LinkedHashSet<>();
    do {
      values.add(value());
    } while (take(','));
    expect(')');
    return new Requirement(key, kind, values);
  }

  private boolean take(char expected) {
    if (position < text.length() && text.charAt(position) == expected) {
      position++;
      return true;
    }
    return false;
  }

  /** A value may be empty. */
  private String value() {
    skipBlanks();
    int start = position;
    while (position < text.length() && isWordCharacter(text.charAt(position))) {
      position++;
    }
    String value = text.substring(start, position);
    skipBlanks();
    return value;
  }

  private String word() {
    String word = value();
    if (word.isEmpty()) {
      String found = position < text.length() ? text.substring(position, position + 1) : "";
      throw error("found '" + found + "', expected: !, identifier, or 'end of string'");
    }
    return word;
  }

  private static boolean isWordCharacter(char c) {
    return Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.' || c == '/';
  }

  private char peek() {
    return text.charAt(position);
  }

  private void expect(char expected) {
    if (!take(expected)) {
      String found = position < text.length() ? text.substring(position, position + 1) : "";
      throw error("found '" + found + "' expected: '" + expected + "'");
    }
  }

  private void skipBlanks() {
    while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
      position++;
    }
  }

  private ApiException error(String what) {
    return ApiException.badRequest("unable to parse requirement: " + what);
  }
}
