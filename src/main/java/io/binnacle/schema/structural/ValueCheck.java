package io.binnacle.schema.structural;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldError.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Checks a value by rules, with the texts of Kubernetes' validation. Where the value was there
 * before and has not changed, it is let be (KEP-4008, ratcheting): a rule that came later does not
 * keep an object from being written.
 */
public final class ValueCheck {
  /** What stands for the path of the object itself. */
  private static final String NO_PATH = "<nil>";

  private final String base;
  private List<FieldError> errors = new ArrayList<>();
  private int visited;

  private ValueCheck(String base) {
    this.base = base;
  }

  /**
   * Checks a whole object.
   *
   * @param old what it was before an update; null for a creation
   */
  public static List<FieldError> check(ValueRules rules, JsonNode value, @Nullable JsonNode old) {
    return check(rules, value, old, "");
  }

  /**
   * Checks a value that stands somewhere in a document, such as a default.
   *
   * @param base where it stands
   */
  public static List<FieldError> check(
      ValueRules rules, JsonNode value, @Nullable JsonNode old, String base) {
    ValueCheck check = new ValueCheck(base);
    check.visit(rules, value, old, "");
    if (check.errors.isEmpty()) {
      check.visitIdentities(rules, value, old, "");
    }
    return check.errors;
  }

  private void visit(ValueRules rules, JsonNode value, @Nullable JsonNode old, String name) {
    visited++;
    if (old != null && Trees.same(value, old)) {
      return;
    }
    if (value.isNull() && rules.nullable()) {
      return;
    }
    checkType(rules, value, name);
    checkCombination(rules, value, old, name);
    switch (value.getNodeType()) {
      case STRING -> checkText(rules, value.asText(), name);
      case NUMBER -> checkNumber(rules, value, name);
      case ARRAY -> checkList(rules, value, name);
      default -> {
        // Objects come last; nothing more is asked of flags and nulls.
      }
    }
    checkEnumeration(rules, value, name);
    if (value.isObject()) {
      checkObject(rules, value, old, name);
    }
  }

  private void checkType(ValueRules rules, JsonNode value, String name) {
    if (rules.types().isEmpty() || rules.types().stream().anyMatch(type -> fits(type, value))) {
      return;
    }
    String actual = value.isNull() ? "null" : typeName(value);
    String expected = String.join(",", rules.types());
    add(
        Type.TYPE_INVALID,
        name,
        quote(actual),
        name + " in body must be of type " + expected + ": " + quote(actual));
  }

  private static boolean fits(String type, JsonNode value) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "boolean" -> value.isBoolean();
      case "number" -> value.isNumber();
      case "integer" -> value.isNumber() && isWhole(value);
      default -> true;
    };
  }

  private static boolean isWhole(JsonNode value) {
    return value.isIntegralNumber() || value.decimalValue().stripTrailingZeros().scale() <= 0;
  }

  private static String typeName(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT, POJO -> "object";
      case ARRAY -> "array";
      case BOOLEAN -> "boolean";
      case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
      case STRING, BINARY -> "string";
      case NULL, MISSING -> "null";
    };
  }

  private void checkCombination(
      ValueRules rules, JsonNode value, @Nullable JsonNode old, String name) {
    ValueRules.Combination combination = rules.combination();
    if (!combination.anyOf().isEmpty()) {
      List<Outcome> outcomes = outcomes(combination.anyOf(), value, old, name);
      if (outcomes.stream().noneMatch(Outcome::isValid)) {
        addUnplaced(quote(name) + " must validate at least one schema (anyOf)");
        errors.addAll(Outcome.best(outcomes).errors());
      }
    }
    if (!combination.oneOf().isEmpty()) {
      List<Outcome> outcomes = outcomes(combination.oneOf(), value, old, name);
      long valid = outcomes.stream().filter(Outcome::isValid).count();
      if (valid != 1) {
        String found = valid == 0 ? "Found none valid" : "Found " + valid + " valid alternatives";
        addUnplaced(quote(name) + " must validate one and only one schema (oneOf). " + found);
        if (valid == 0) {
          errors.addAll(Outcome.best(outcomes).errors());
        }
      }
    }
    if (!combination.allOf().isEmpty()) {
      List<Outcome> outcomes = outcomes(combination.allOf(), value, old, name);
      boolean all = outcomes.stream().allMatch(Outcome::isValid);
      if (!all) {
        String none = outcomes.stream().anyMatch(Outcome::isValid) ? "" : ". None validated";
        addUnplaced(quote(name) + " must validate all the schemas (allOf)" + none);
        outcomes.forEach(outcome -> errors.addAll(outcome.errors()));
      }
    }
    ValueRules not = combination.not();
    if (not != null && outcomes(List.of(not), value, old, name).getFirst().isValid()) {
      addUnplaced(quote(name) + " must not validate the schema (not)");
    }
  }

  /**
   * What an alternative finds fault with.
   *
   * @param depth how many values it spoke of
   */
  private record Outcome(List<FieldError> errors, int depth) {
    boolean isValid() {
      return errors.isEmpty();
    }

    /** The one that says most about the value, the first of several: it was likely meant. */
    static Outcome best(List<Outcome> outcomes) {
      Outcome best = outcomes.getFirst();
      for (Outcome outcome : outcomes) {
        best = outcome.depth > best.depth ? outcome : best;
      }
      return best;
    }
  }

  private List<Outcome> outcomes(
      List<ValueRules> alternatives, JsonNode value, @Nullable JsonNode old, String name) {
    List<FieldError> outer = errors;
    List<Outcome> outcomes = new ArrayList<>(alternatives.size());
    for (ValueRules alternative : alternatives) {
      errors = new ArrayList<>();
      int before = visited;
      visit(alternative, value, old, name);
      outcomes.add(new Outcome(errors, visited - before));
    }
    errors = outer;
    return outcomes;
  }

  private void checkText(ValueRules rules, String text, String name) {
    ValueRules.Bounds length = rules.length();
    int actual = text.codePointCount(0, text.length());
    if (length.max() != null && actual > length.max()) {
      add(Type.TOO_LONG, name, null, "may not be more than " + length.max() + " bytes");
    }
    if (length.min() != null && actual < length.min()) {
      invalid(name, quote(text), " in body should be at least " + length.min() + " chars long");
    }
    rules
        .pattern()
        .filter(pattern -> !pattern.matcher(text).find())
        .ifPresent(pattern ->
            invalid(name, quote(text), " in body should match '" + pattern.pattern() + "'"));
    if (!TextFormats.accepts(rules.format(), text)) {
      add(
          Type.TYPE_INVALID,
          name,
          quote(text),
          name + " in body must be of type " + rules.format() + ": " + quote(text));
    }
  }

  private void checkNumber(ValueRules rules, JsonNode value, String name) {
    BigDecimal number = value.decimalValue();
    String shown = GoNumbers.text(number);
    ValueRules.Range range = rules.range();
    if (range.multipleOf() != null
        && range.multipleOf().signum() != 0
        && number.remainder(range.multipleOf()).signum() != 0) {
      invalid(
          name, shown, " in body should be a multiple of " + GoNumbers.text(range.multipleOf()));
    }
    if (range.max() != null && isBeyond(number.compareTo(range.max()), range.exclusiveMax())) {
      String than = range.exclusiveMax() ? "less than " : "less than or equal to ";
      invalid(name, shown, " in body should be " + than + GoNumbers.text(range.max()));
    }
    if (range.min() != null && isBeyond(range.min().compareTo(number), range.exclusiveMin())) {
      String than = range.exclusiveMin() ? "greater than " : "greater than or equal to ";
      invalid(name, shown, " in body should be " + than + GoNumbers.text(range.min()));
    }
    if (!GoNumbers.fits(rules.format(), number)) {
      String type = rules.types().isEmpty() ? "number" : rules.types().getFirst();
      add(
          Type.INVALID,
          name,
          shown,
          "Checked value must be of type "
              + type
              + " with format "
              + rules.format()
              + " in "
              + name);
    }
  }

  private static boolean isBeyond(int comparison, boolean exclusive) {
    return comparison > 0 || (exclusive && comparison == 0);
  }

  private void checkList(ValueRules rules, JsonNode list, String name) {
    rules
        .items()
        .ifPresent(items -> {
          for (int i = 0; i < list.size(); i++) {
            visit(items, list.get(i), null, name + "[" + i + "]");
          }
        });
    checkCount(rules.itemCount(), list.size(), name, "items");
  }

  private void checkCount(ValueRules.Bounds bounds, int actual, String name, String what) {
    if (bounds.min() != null && actual < bounds.min()) {
      invalid(
          name,
          Integer.toString(actual),
          " in body should have at least " + bounds.min() + " " + what);
    }
    if (bounds.max() != null && actual > bounds.max()) {
      add(
          Type.TOO_MANY,
          name,
          Integer.toString(actual),
          "must have at most " + bounds.max() + " items");
    }
  }

  private void checkEnumeration(ValueRules rules, JsonNode value, String name) {
    List<JsonNode> allowed = rules.enumeration();
    if (allowed.isEmpty() || allowed.stream().anyMatch(one -> Trees.same(one, value))) {
      return;
    }
    String supported =
        allowed.stream()
            .map(one -> quote(one.isTextual() ? one.asText() : Json.writeText(one)))
            .collect(Collectors.joining(", "));
    add(Type.NOT_SUPPORTED, name, Json.writeText(value), "supported values: " + supported);
  }

  private void checkObject(ValueRules rules, JsonNode object, @Nullable JsonNode old, String name) {
    checkCount(rules.propertyCount(), object.size(), name, "properties");
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      ValueRules of = rules.properties().get(field.getKey());
      if (of == null) {
        of = rules.additionalProperties().orElse(null);
      }
      if (of != null) {
        JsonNode before = old == null ? null : old.get(field.getKey());
        visit(of, field.getValue(), before, child(name, field.getKey()));
      }
    }
    for (String field : rules.required()) {
      if (!object.has(field)) {
        add(Type.REQUIRED, child(name, field), null, "");
      }
    }
    if (rules.embeddedResource()) {
      for (String field : List.of("apiVersion", "kind")) {
        if (object.path(field).asText().isEmpty()) {
          add(Type.REQUIRED, child(name, field), null, "must not be empty");
        }
      }
    }
  }

  /** What must be different: looked at once all else is right. */
  private void visitIdentities(
      ValueRules rules, JsonNode value, @Nullable JsonNode old, String name) {
    if (old != null && Trees.same(value, old)) {
      return;
    }
    if (value.isArray()) {
      ListItems.duplicates(rules.listIdentity(), value)
          .forEach(duplicate ->
              add(
                  Type.DUPLICATE,
                  name + "[" + duplicate.index() + "]",
                  Json.writeText(duplicate.shown()),
                  ""));
      rules
          .items()
          .ifPresent(items -> {
            for (int i = 0; i < value.size(); i++) {
              visitIdentities(items, value.get(i), null, name + "[" + i + "]");
            }
          });
    } else if (value.isObject()) {
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        ValueRules of = rules.properties().get(field.getKey());
        ValueRules known = of == null ? rules.additionalProperties().orElse(null) : of;
        if (known != null) {
          JsonNode before = old == null ? null : old.get(field.getKey());
          visitIdentities(known, field.getValue(), before, child(name, field.getKey()));
        }
      }
    }
  }

  private static String child(String name, String field) {
    return name.isEmpty() ? field : name + "." + field;
  }

  private void invalid(String name, String shown, String rule) {
    add(Type.INVALID, name, shown, name + rule);
  }

  private void add(Type type, String name, @Nullable String shown, String detail) {
    errors.add(new FieldError(type, path(name), shown, detail));
  }

  private String path(String name) {
    if (name.isEmpty()) {
      return base.isEmpty() ? NO_PATH : base;
    }
    return base.isEmpty() ? name : base + "." + name;
  }

  /** Kubernetes does not say where a combination failed but in the text. */
  private void addUnplaced(String message) {
    errors.add(new FieldError(Type.INVALID, base.isEmpty() ? NO_PATH : base, "\"\"", message));
  }

  private static String quote(String text) {
    return Json.writeText(Json.mapper().getNodeFactory().textNode(text));
  }
}
