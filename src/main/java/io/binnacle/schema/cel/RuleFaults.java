package io.binnacle.schema.cel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.types.SimpleType;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.schema.cel.Environment.CompilationException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is wrong with the rules of a schema that is otherwise right: types, costs, and old
 * values that can never be told. Used once, by one thread.
 */
public final class RuleFaults {
  private static final long RULE_LIMIT = 10_000_000;
  private static final long TOTAL_LIMIT = 100_000_000;

  private final DeclaredTypes types;
  private final List<FieldError> errors = new ArrayList<>();
  private final Map<String, Long> costs = new LinkedHashMap<>();

  private RuleFaults(DeclaredTypes types) {
    this.types = types;
  }

  /** Where a schema stands. */
  private record Place(FieldPath path, @Nullable Long count, @Nullable FieldPath uncorrelatable) {
    Place below(FieldPath at) {
      return new Place(at, count, uncorrelatable);
    }

    /** Within a list or map of so many entries; of unknown many where it does not say. */
    Place times(JsonNode bound) {
      boolean known = count != null && bound.isNumber();
      return new Place(
          path, known && count != null ? Costs.times(count, bound.asLong()) : null, uncorrelatable);
    }

    Place uncorrelatable(FieldPath at) {
      return uncorrelatable == null ? new Place(path, count, at) : this;
    }
  }

  /**
   * @param path where the schema stands
   * @param schema the structural schema of a resource
   */
  public static List<FieldError> find(FieldPath path, JsonNode schema) {
    DeclaredType type = DeclaredType.ofResource(schema, "object").orElseThrow();
    RuleFaults faults = new RuleFaults(new DeclaredTypes(type));
    faults.visit(new Place(path, 1L, null), schema, type);
    faults.checkTotal(path);
    return faults.errors;
  }

  private void visit(Place place, JsonNode schema, @Nullable DeclaredType type) {
    if (!RuleTexts.areIn(schema)) {
      return;
    }
    FieldPath path = place.path();
    Place fields =
        schema.path("x-kubernetes-map-type").asText().equals("atomic")
            ? place.uncorrelatable(path)
            : place;
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      visit(
          fields.below(path.child("properties").key(property.getKey())),
          property.getValue(),
          type == null ? null : type.field(property.getKey()));
    }
    DeclaredType element = type == null ? null : type.element();
    if (schema.path("additionalProperties").isObject()) {
      visit(
          fields.below(path.child("additionalProperties")).times(schema.path("maxProperties")),
          schema.path("additionalProperties"),
          element);
    }
    if (schema.path("items").isObject()) {
      FieldPath itemsPath = path.child("items");
      boolean isMap = schema.path("x-kubernetes-list-type").asText().equals("map");
      Place items = isMap ? place : place.uncorrelatable(itemsPath);
      visit(items.below(itemsPath).times(schema.path("maxItems")), schema.path("items"), element);
    }
    List<RuleText> rules = RuleText.of(schema);
    for (int i = 0; i < rules.size(); i++) {
      FieldPath at = path.child(RuleTexts.FIELD).index(i);
      int before = errors.size();
      RuleSyntax.check(at, rules.get(i), schema, errors);
      if (errors.size() == before && type != null) {
        checkRule(at, place, rules.get(i), type);
      }
    }
  }

  private void checkRule(FieldPath at, Place place, RuleText rule, DeclaredType type) {
    Environment.Scope scope = Environment.kubernetes().scopeOf(type, types, rule.optionalOldSelf());
    Expression condition = compile(scope, at.child("rule"), rule, rule.rule(), "");
    if (condition != null) {
      if (!condition.resultType().equals(SimpleType.BOOL)) {
        addFault(at.child("rule"), rule, "cel expression must evaluate to a bool");
      }
      long count = place.count() == null ? type.maxCardinality() : place.count();
      long cost = Costs.times(CostEstimate.of(condition, type), count);
      checkCost(at.child("rule"), "estimated rule cost", cost);
    }
    if (!rule.messageExpression().isBlank()) {
      checkMessage(at.child("messageExpression"), scope, rule, type);
    }
    if (condition != null && condition.uses("oldSelf") && place.uncorrelatable() != null) {
      errors.add(
          FieldError.invalid(
              at.child("rule"),
              rule.rule(),
              "oldSelf cannot be used on the uncorrelatable portion of the schema within "
                  + place.uncorrelatable()));
    }
  }

  private void checkMessage(
      FieldPath at, Environment.Scope scope, RuleText rule, DeclaredType type) {
    Expression message = compile(scope, at, rule, rule.messageExpression(), "messageExpression ");
    if (message != null) {
      if (!message.resultType().equals(SimpleType.STRING)) {
        addFault(at, rule, "messageExpression must evaluate to a string");
      }
      checkCost(at, "estimated messageExpression cost", CostEstimate.of(message, type));
    }
  }

  private @Nullable Expression compile(
      Environment.Scope scope, FieldPath at, RuleText rule, String text, String what) {
    try {
      return scope.compile(text);
    } catch (CompilationException e) {
      addFault(at, rule, what + "compilation failed: " + e.getMessage());
      return null;
    }
  }

  private void addFault(FieldPath at, RuleText rule, String detail) {
    errors.add(FieldError.invalidRaw(at, rule.json(), detail));
  }

  private void checkCost(FieldPath at, String name, long cost) {
    if (cost > RULE_LIMIT) {
      errors.add(FieldError.forbidden(at, excess(name, cost, RULE_LIMIT)));
    }
    costs.put(at.toString(), cost);
  }

  private void checkTotal(FieldPath path) {
    long total = 0;
    for (long cost : costs.values()) {
      total = Costs.plus(total, cost);
    }
    if (total <= TOTAL_LIMIT) {
      return;
    }
    String name = "estimated rule & messageExpression cost total";
    costs.forEach((at, cost) -> {
      if (cost > TOTAL_LIMIT / 100) {
        errors.add(
            new FieldError(
                FieldError.Type.FORBIDDEN,
                at,
                null,
                "contributed to " + name + " exceeding cost limit for entire OpenAPIv3 schema"));
      }
    });
    errors.add(
        FieldError.forbidden(
            path,
            excess(
                "x-kubernetes-validations " + name + " for entire OpenAPIv3 schema",
                total,
                TOTAL_LIMIT)));
  }

  private static String excess(String name, long cost, long limit) {
    double factor = (double) cost / limit;
    String shown;
    if (factor > 100) {
      shown = "more than 100x";
    } else {
      // "1.0x" would not tell that it is too much.
      shown = String.format(Locale.ROOT, factor < 1.5 ? "%fx" : "%.1fx", factor);
    }
    return name
        + " exceeds budget by factor of "
        + shown
        + " (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where"
        + " arrays, maps, and strings are declared)";
  }
}
