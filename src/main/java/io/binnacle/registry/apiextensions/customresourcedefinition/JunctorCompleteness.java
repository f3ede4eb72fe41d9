package io.binnacle.registry.apiextensions.customresourcedefinition;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the junctors of a schema's root speak of must be in the schema outside of them too. Those
 * further down are not looked at, by Kubernetes neither. Used once, by one thread.
 */
final class JunctorCompleteness {
  private final List<FieldError> errors = new ArrayList<>();

  private JunctorCompleteness() {}

  static List<FieldError> validate(FieldPath path, JsonNode schema) {
    JunctorCompleteness rules = new JunctorCompleteness();
    rules.visit(schema, schema, path, path);
    return rules.errors;
  }

  /**
   * @param path of the schema outside of the junctors
   * @param from of the rules within them
   */
  private void visit(JsonNode rules, JsonNode schema, FieldPath path, FieldPath from) {
    if (rules.path("not").isObject()) {
      nested(rules.path("not"), schema, path, from.child("not"));
    }
    for (String junctor : List.of("allOf", "anyOf", "oneOf")) {
      for (int i = 0; i < rules.path(junctor).size(); i++) {
        nested(rules.path(junctor).get(i), schema, path, from.child(junctor).index(i));
      }
    }
  }

  private void nested(JsonNode rules, JsonNode schema, FieldPath path, FieldPath from) {
    if (!schema.isObject()) {
      errors.add(FieldError.required(path, "because it is defined in " + from));
      return;
    }
    visit(rules, schema, path, from);
    if (rules.path("items").isObject()) {
      nested(rules.path("items"), schema.path("items"), path.child("items"), from.child("items"));
    }
    for (Map.Entry<String, JsonNode> property : rules.path("properties").properties()) {
      String name = property.getKey();
      nested(
          property.getValue(),
          schema.path("properties").path(name),
          path.child("properties").key(name),
          from.child("properties").key(name));
    }
  }
}
