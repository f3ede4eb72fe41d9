package io.binnacle.apimachinery.fields;

import io.binnacle.apimachinery.errors.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A conjunction of equalities and inequalities on named fields: {@code
 * spec.nodeName=a,status.phase!=Failed}. Which fields a kind offers, and how a value is found, its
 * resource definition says. Immutable.
 */
public record FieldSelector(List<Requirement> requirements) {
  private static final FieldSelector EVERYTHING = new FieldSelector(List.of());

  /** One requirement: the field equals the value, or differs from it. */
  public record Requirement(String field, boolean equal, String value) {
    @Override
    public String toString() {
      return field + (equal ? "=" : "!=") + value;
    }
  }

  public FieldSelector {
    requirements = List.copyOf(requirements);
  }

  public static FieldSelector everything() {
    return EVERYTHING;
  }

  public static FieldSelector equal(String field, String value) {
    return new FieldSelector(List.of(new Requirement(field, true, value)));
  }

  /**
   * Reads the query parameter form. A backslash escapes a comma, an equals sign or a backslash in a
   * value.
   *
   * @throws ApiException BadRequest when the text is no selector
   */
  public static FieldSelector parse(String text) {
    List<Requirement> requirements = new ArrayList<>();
    for (String term : terms(text)) {
      if (!term.isEmpty()) {
        requirements.add(requirement(term));
      }
    }
    return requirements.isEmpty() ? EVERYTHING : new FieldSelector(requirements);
  }

  private static List<String> terms(String text) {
    List<String> terms = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == ',') {
        terms.add(text.substring(start, i));
        start = i + 1;
      }
    }
    terms.add(text.substring(start));
    return terms;
  }

  private static Requirement requirement(String term) {
    for (int i = 0; i < term.length(); i++) {
      char c = term.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '!' && term.startsWith("!=", i)) {
        return new Requirement(term.substring(0, i), false, unescape(term.substring(i + 2)));
      } else if (c == '=') {
        int valueAt = term.startsWith("==", i) ? i + 2 : i + 1;
        return new Requirement(term.substring(0, i), true, unescape(term.substring(valueAt)));
      }
    }
    throw ApiException.badRequest(
        "invalid selector: '" + term + "'; can't understand '" + term + "'");
  }

  private static String unescape(String value) {
    if (value.indexOf('\\') < 0) {
      return value;
    }
    StringBuilder plain = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\\') {
        i++;
        if (i == value.length() || "\\,=".indexOf(value.charAt(i)) < 0) {
          throw ApiException.badRequest(
              "invalid field selector: invalid escape sequence: " + value);
        }
        c = value.charAt(i);
      }
      plain.append(c);
    }
    return plain.toString();
  }

  /**
   * Whether an object whose fields the function gives (empty text for an absent field) meets all
   * requirements.
   */
  public boolean matches(Function<String, String> fieldValue) {
    for (Requirement requirement : requirements) {
      boolean same = fieldValue.apply(requirement.field()).equals(requirement.value());
      if (same != requirement.equal()) {
        return false;
      }
    }
    return true;
  }

  /**
   * The one value that the field must have, where the selector asks for one: what an index is
   * looked up by.
   */
  public Optional<String> requiredValue(String field) {
    return requirements.stream()
        .filter(requirement -> requirement.equal() && requirement.field().equals(field))
        .map(Requirement::value)
        .findFirst();
  }

  /** What both select. */
  public FieldSelector and(FieldSelector other) {
    List<Requirement> both = new ArrayList<>(requirements);
    both.addAll(other.requirements);
    return new FieldSelector(both);
  }

  public boolean isEverything() {
    return requirements.isEmpty();
  }

  /** The query parameter form. */
  @Override
  public String toString() {
    return requirements.stream()
        .map(r ->
            r.field()
                + (r.equal() ? "=" : "!=")
                + r.value().replace("\\", "\\\\").replace(",", "\\,").replace("=", "\\="))
        .collect(Collectors.joining(","));
  }
}
