package io.binnacle.schema.cel;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.schema.cel.Environment.CompilationException;
import io.binnacle.schema.cel.Environment.Scope;
import io.binnacle.schema.structural.SchemaPath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a schema and of what is below it; there is a node only where there are rules.
 *
 * @param schemaType the JSON type of the values
 * @param atomicMap whether changes of its fields are changes of the whole
 * @param allOf further rules of the same values
 */
record RuleNode(
    DeclaredType type,
    String schemaType,
    boolean atomicMap,
    List<Rule> rules,
    Map<String, RuleNode> properties,
    @Nullable RuleNode values,
    @Nullable RuleNode items,
    List<RuleNode> allOf) {

  /**
   * A compiled rule.
   *
   * @param condition what must be true
   * @param message says what is wrong where it is not; null where the rule has a fixed text
   * @param path where the error is shown, below the place of the rule; empty for the place itself
   */
  record Rule(RuleText text, Expression condition, @Nullable Expression message, String path) {
    boolean usesOldSelf() {
      return condition.uses("oldSelf");
    }
  }

  /** Compiles the rules of one schema. Used once, by one thread. */
  static final class Compiler {
    private final DeclaredTypes types;

    Compiler(DeclaredTypes types) {
      this.types = types;
    }

    /**
     * @param rules the schema that has the rules: the structure itself, or a part of an allOf
     * @param structure the schema that gives the values their type
     * @throws IllegalArgumentException where a rule cannot be compiled
     */
    Optional<RuleNode> node(JsonNode rules, JsonNode structure, @Nullable DeclaredType type) {
      if (type == null || !RuleTexts.areIn(rules)) {
        return Optional.empty();
      }
      Map<String, RuleNode> properties = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> property : rules.path("properties").properties()) {
        JsonNode below = structure.path("properties").path(property.getKey());
        node(property.getValue(), below, type.field(property.getKey()))
            .ifPresent(node -> properties.put(property.getKey(), node));
      }
      List<RuleNode> allOf = new ArrayList<>();
      for (JsonNode part : rules.path("allOf")) {
        node(part, structure, type).ifPresent(allOf::add);
      }
      return Optional.of(
          new RuleNode(
              type,
              structure.path("type").asText(),
              structure.path("x-kubernetes-map-type").asText().equals("atomic"),
              compile(rules, structure, type),
              properties,
              element(rules, structure, "additionalProperties", type),
              element(rules, structure, "items", type),
              allOf));
    }

    private @Nullable RuleNode element(
        JsonNode rules, JsonNode structure, String field, DeclaredType type) {
      return rules.path(field).isObject()
          ? node(rules.path(field), structure.path(field), type.element()).orElse(null)
          : null;
    }

    private List<Rule> compile(JsonNode rules, JsonNode structure, DeclaredType type) {
      List<Rule> compiled = new ArrayList<>();
      for (RuleText text : RuleText.of(rules)) {
        if (!text.rule().isBlank()) {
          Scope scope = Environment.kubernetes().scopeOf(type, types, text.optionalOldSelf());
          compiled.add(rule(text, structure, scope));
        }
      }
      return List.copyOf(compiled);
    }

    private static Rule rule(RuleText text, JsonNode structure, Scope scope) {
      FieldPath path = SchemaPath.read(text.fieldPath(), structure).path();
      try {
        return new Rule(
            text,
            scope.compile(text.rule()),
            text.messageExpression().isBlank() ? null : scope.compile(text.messageExpression()),
            path.isRoot() ? "" : path.toString());
      } catch (CompilationException e) {
        throw new IllegalArgumentException(e);
      }
    }
  }
}
