package io.binnacle.schema.cel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.NullValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Conditions that say for which requests a webhook is (KEP-3716): expressions over {@code object},
 * {@code oldObject} and {@code request}. Immutable; safe for any thread.
 */
public final class MatchConditions {
  private static final List<String> VARIABLES = List.of("object", "oldObject", "request");

  /** As many different lists of conditions as are worth remembering. */
  private static final int MAX_COMPILED = 1000;

  private static final Map<JsonNode, MatchConditions> COMPILED = new ConcurrentHashMap<>();

  private final List<Condition> conditions;

  /** What became of an expression; without a program there is a reason why. */
  private sealed interface Compiled {
    record Program(Expression expression) implements Compiled {}

    record Fault(String why) implements Compiled {}
  }

  private record Condition(String name, Compiled compiled) {}

  /** What the conditions say together. */
  public sealed interface Outcome {
    /** All of them are true. */
    record Holds() implements Outcome {}

    /** One of them is false, whatever the others are. */
    record DoesNotHold() implements Outcome {}

    /** None of them is false, but one cannot be evaluated. */
    record Failed(String why) implements Outcome {}
  }

  private MatchConditions(List<Condition> conditions) {
    this.conditions = List.copyOf(conditions);
  }

  /**
   * @param conditions a list of names and expressions
   */
  public static MatchConditions of(JsonNode conditions) {
    if (COMPILED.size() > MAX_COMPILED) {
      COMPILED.clear();
    }
    return COMPILED.computeIfAbsent(conditions, MatchConditions::compile);
  }

  private static MatchConditions compile(JsonNode conditions) {
    Environment.Scope scope =
        Environment.kubernetes()
            .scope(
                Map.of(
                    "object", SimpleType.DYN,
                    "oldObject", SimpleType.DYN,
                    "request", SimpleType.DYN),
                DeclaredTypes.none());
    List<Condition> compiled = new ArrayList<>();
    for (JsonNode condition : conditions) {
      compiled.add(
          new Condition(
              condition.path("name").asText(),
              compile(scope, condition.path("expression").asText())));
    }
    return new MatchConditions(compiled);
  }

  private static Compiled compile(Environment.Scope scope, String text) {
    try {
      return new Compiled.Program(scope.compile(text));
    } catch (Environment.CompilationException e) {
      return new Compiled.Fault("compilation error: " + e.getMessage());
    }
  }

  /**
   * @param variables the values of object, oldObject and request, which may be null values
   */
  public Outcome evaluate(Map<String, JsonNode> variables) {
    Map<String, Object> values = new HashMap<>();
    VARIABLES.forEach(name -> values.put(name, dynamic(variables.get(name))));
    String failure = "";
    for (Condition condition : conditions) {
      switch (condition.compiled()) {
        case Compiled.Program(Expression expression) -> {
          Expression.Outcome outcome = expression.evaluate(values);
          if (Boolean.FALSE.equals(outcome.value())) {
            return new Outcome.DoesNotHold();
          }
          if (!Boolean.TRUE.equals(outcome.value()) && failure.isEmpty()) {
            failure = describe(condition, outcome);
          }
        }
        case Compiled.Fault(String why) -> failure = failure.isEmpty() ? why : failure;
      }
    }
    return failure.isEmpty() ? new Outcome.Holds() : new Outcome.Failed(failure);
  }

  private static String describe(Condition condition, Expression.Outcome outcome) {
    return "expression '"
        + condition.name()
        + "' resulted in error: "
        + (outcome.failed() ? outcome.error() : "the result is not a bool");
  }

  /** A document as a value without a declared type. */
  private static Object dynamic(@Nullable JsonNode value) {
    if (value == null || value.isNull() || value.isMissingNode()) {
      return NullValue.NULL_VALUE;
    }
    if (value.isObject()) {
      Map<String, Object> map = new LinkedHashMap<>();
      value.properties().forEach(field -> map.put(field.getKey(), dynamic(field.getValue())));
      return map;
    }
    if (value.isArray()) {
      List<Object> list = new ArrayList<>();
      value.forEach(item -> list.add(dynamic(item)));
      return list;
    }
    if (value.isBoolean()) {
      return value.asBoolean();
    }
    return value.isIntegralNumber()
        ? (Object) value.asLong()
        : value.isNumber() ? (Object) value.asDouble() : value.asText();
  }
}
