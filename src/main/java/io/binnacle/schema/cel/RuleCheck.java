package io.binnacle.schema.cel;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldError.Type;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.schema.cel.RuleNode.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One check of an object by its rules. Where a value is what it was before the update, only the
 * rules that speak of the old value are asked (KEP-4008, ratcheting). Used once, by one thread.
 */
final class RuleCheck {
  /** What all rules of a request may cost together: about a second. */
  private static final long BUDGET = 10_000_000;

  private static final int MAX_MESSAGE_BYTES = 5 * 1024;
  private static final String OUT_OF_BUDGET =
      "validation failed due to running out of cost budget, no further validation rules will be run";

  private final List<FieldError> errors = new ArrayList<>();
  private long budget = BUDGET;

  /**
   * What a value was before.
   *
   * @param value null where there was none, or none that can be told to be the same one
   * @param unchanged whether it, or the nearest value around it that had an old one, is as it was
   */
  private record Before(@Nullable JsonNode value, boolean unchanged) {
    static Before of(JsonNode now, @Nullable JsonNode old, Before around) {
      return old == null
          ? new Before(null, around.unchanged)
          : new Before(old, Trees.same(now, old));
    }
  }

  List<FieldError> check(RuleNode root, JsonNode object, @Nullable JsonNode old) {
    visit(root, FieldPath.root(), object, Before.of(object, old, new Before(null, false)));
    return errors;
  }

  private void visit(RuleNode node, FieldPath path, JsonNode value, Before before) {
    if (value.isNull() || budget < 0) {
      return;
    }
    checkRules(node, path, value, before);
    for (RuleNode part : node.allOf()) {
      visit(part, path, value, before);
    }
    RuleNode items = node.items();
    if (value.isArray() && items != null) {
      visitItems(node, items, path, value, before);
    } else if (value.isObject()) {
      visitFields(node, path, value, before);
    }
  }

  private void visitFields(RuleNode node, FieldPath path, JsonNode object, Before before) {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      String name = field.getKey();
      RuleNode known = node.properties().get(name);
      RuleNode below = known == null ? node.values() : known;
      if (below != null) {
        JsonNode old = before.value() == null || node.atomicMap() ? null : before.value().get(name);
        visit(
            below,
            known == null ? path.key(name) : path.child(name),
            field.getValue(),
            Before.of(field.getValue(), old, before));
      }
    }
  }

  private void visitItems(
      RuleNode node, RuleNode items, FieldPath path, JsonNode list, Before before) {
    DeclaredType.ListIdentity identity = node.type().identity();
    Map<JsonNode, JsonNode> olds = new HashMap<>();
    if (before.value() != null && identity.type().equals("map")) {
      before.value().forEach(item -> olds.put(Trees.only(item, identity.keys()), item));
    }
    for (int i = 0; i < list.size(); i++) {
      JsonNode item = list.get(i);
      JsonNode old = olds.isEmpty() ? null : olds.get(Trees.only(item, identity.keys()));
      visit(items, path.index(i), item, Before.of(item, old, before));
    }
  }

  private void checkRules(RuleNode node, FieldPath path, JsonNode value, Before before) {
    if (node.rules().isEmpty()) {
      return;
    }
    if (budget == 0) {
      exhaust(node, path, OUT_OF_BUDGET);
      return;
    }
    Object self = Values.of(value, node.type());
    Object old = before.value() == null ? null : Values.of(before.value(), node.type());
    for (Rule rule : node.rules()) {
      boolean optional = rule.text().optionalOldSelf();
      if (budget >= 0 && (!rule.usesOldSelf() || old != null || optional)) {
        Map<String, Object> variables = new HashMap<>();
        variables.put("self", self);
        if (optional) {
          variables.put("oldSelf", Optional.ofNullable(old));
        } else if (old != null) {
          variables.put("oldSelf", old);
        }
        boolean lenient = before.unchanged() && !rule.usesOldSelf();
        new Application(node, rule, variables, lenient).check(path, value);
      }
    }
  }

  private void exhaust(RuleNode node, FieldPath path, String detail) {
    addInvalid(node, place(path, ""), detail);
    budget = -1;
  }

  private void addInvalid(RuleNode node, String place, String detail) {
    errors.add(new FieldError(Type.INVALID, place, quote(node.schemaType()), detail));
  }

  private static String place(FieldPath path, String below) {
    if (below.isEmpty()) {
      return path.isRoot() ? "<nil>" : path.toString();
    }
    return path.child(below).toString();
  }

  private static String quote(String text) {
    return Json.writeText(Json.mapper().getNodeFactory().textNode(text));
  }

  /** A rule and what it is applied to. */
  private final class Application {
    private final RuleNode node;
    private final Rule rule;
    private final Map<String, Object> variables;
    private final boolean lenient;

    /**
     * @param lenient whether the value is let be, whatever the rule says
     */
    Application(RuleNode node, Rule rule, Map<String, Object> variables, boolean lenient) {
      this.node = node;
      this.rule = rule;
      this.variables = variables;
      this.lenient = lenient;
    }

    void check(FieldPath path, JsonNode value) {
      Expression.Outcome outcome = rule.condition().evaluate(variables);
      if (outcome.cost() > budget) {
        exhaust(node, path, OUT_OF_BUDGET);
        return;
      }
      budget -= outcome.cost();
      if (outcome.failed()) {
        explain(path, outcome.error());
      } else if (!Boolean.TRUE.equals(outcome.value())) {
        refuse(place(path, rule.path()), value);
      }
    }

    private void explain(FieldPath path, String error) {
      String shown = rule.text().shown();
      if (error.startsWith(RunCost.EXCEEDED)) {
        exhaust(
            node,
            path,
            "'"
                + error
                + "': no further validation rules will be run due to call cost exceeds limit for"
                + " rule: "
                + shown);
        return;
      }
      String detail =
          error.startsWith("no such overload")
              ? "'"
                  + error
                  + "': call arguments did not match a supported operator, function or macro"
                  + " signature for rule: "
                  + shown
              : error + " evaluating rule: " + shown;
      addInvalid(node, place(path, ""), detail);
    }

    private void refuse(String place, JsonNode value) {
      String detail = message(place);
      if (detail == null || lenient) {
        return;
      }
      // Objects and lists may be long; they are not repeated (Kubernetes 1.35, #133832).
      String shown =
          value.isContainerNode()
              ? null
              : value.isTextual() ? quote(value.asText()) : Json.writeText(value);
      errors.add(
          switch (rule.text().reason()) {
            case "FieldValueForbidden" -> new FieldError(Type.FORBIDDEN, place, null, detail);
            case "FieldValueRequired" -> new FieldError(Type.REQUIRED, place, null, detail);
            case "FieldValueDuplicate" -> new FieldError(Type.DUPLICATE, place, shown, "");
            default -> new FieldError(Type.INVALID, place, shown, detail);
          });
    }

    /** What is wrong; null where the budget ended with the question. */
    private @Nullable String message(String place) {
      Expression expression = rule.message();
      if (expression == null) {
        return rule.text().messageOrDefault();
      }
      Expression.Outcome outcome = expression.evaluate(variables);
      if (outcome.cost() > budget || outcome.error().startsWith(RunCost.EXCEEDED)) {
        addInvalid(
            node,
            place,
            "messageExpression evaluation failed due to running out of cost budget, no further"
                + " validation rules will be run");
        budget = -1;
        return null;
      }
      budget -= outcome.cost();
      String text = outcome.value() instanceof String given ? given.strip() : "";
      boolean usable =
          !text.isEmpty() && text.length() <= MAX_MESSAGE_BYTES && text.indexOf('\n') < 0;
      return usable ? text : rule.text().messageOrDefault();
    }
  }
}
