package io.binnacle.registry.apiextensions.customresourcedefinition;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules of what stands within allOf, anyOf, oneOf and not: it may ask more of values, and says
 * nothing about the structure.
 */
final class JunctorRules {
  private static final List<String> STRUCTURE =
      List.of("type", "description", "title", "default", "nullable", "additionalProperties");

  private JunctorRules() {}

  static void validate(FieldPath path, JsonNode schema, List<FieldError> errors) {
    boolean intOrString = schema.path("x-kubernetes-int-or-string").asBoolean();
    for (String junctor : List.of("allOf", "anyOf", "oneOf")) {
      JsonNode alternatives = schema.path(junctor);
      // The one exception: {type: integer} or {type: string} where the value may be either.
      boolean typesAllowed = intOrString && !junctor.equals("oneOf");
      for (int i = 0; i < alternatives.size(); i++) {
        nested(path.child(junctor).index(i), alternatives.get(i), schema, typesAllowed, errors);
      }
    }
    JsonNode not = schema.path("not");
    if (not.isObject()) {
      nested(path.child("not"), not, schema, false, errors);
    }
  }

  private static void nested(
      FieldPath path,
      JsonNode rules,
      @Nullable JsonNode structure,
      boolean typesAllowed,
      List<FieldError> errors) {
    for (String field : STRUCTURE) {
      boolean said = rules.hasNonNull(field) && !isFalse(rules.path(field));
      if (said && !(typesAllowed && field.equals("type"))) {
        errors.add(FieldError.forbidden(path.child(field), "must be empty to be structural"));
      }
    }
    for (Map.Entry<String, JsonNode> property : rules.path("properties").properties()) {
      JsonNode known =
          structure == null ? null : structure.path("properties").get(property.getKey());
      FieldPath at = path.child("properties").key(property.getKey());
      if (known == null
          && structure != null
          && !structure.path("additionalProperties").isObject()) {
        errors.add(
            FieldError.required(
                at, "because it is defined in a junctor, it must be specified outside of it"));
      } else {
        nested(at, property.getValue(), known, isIntOrString(known), errors);
      }
    }
    if (rules.path("items").isObject()) {
      JsonNode items = structure == null ? null : structure.get("items");
      nested(path.child("items"), rules.path("items"), items, isIntOrString(items), errors);
    }
    for (String junctor : List.of("allOf", "anyOf", "oneOf")) {
      for (int i = 0; i < rules.path(junctor).size(); i++) {
        nested(
            path.child(junctor).index(i),
            rules.path(junctor).get(i),
            structure,
            typesAllowed,
            errors);
      }
    }
  }

  private static boolean isFalse(JsonNode value) {
    return value.isBoolean() && !value.asBoolean();
  }

  private static boolean isIntOrString(@Nullable JsonNode schema) {
    return schema != null && schema.path("x-kubernetes-int-or-string").asBoolean();
  }
}
