package io.binnacle.registry.apiextensions.customresourcedefinition;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What OpenAPI knows and schemas of custom resources may not say, wherever it stands. Used once, by
 * one thread.
 */
final class OpenApiRules {
  private static final List<String> TYPES =
      List.of("array", "boolean", "integer", "number", "object", "string");
  private static final List<String> UNSUPPORTED =
      List.of("id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref");
  private static final Set<String> META = Set.of("metadata", "kind", "apiVersion");

  /**
   * Where a schema stands.
   *
   * @param noDefaults why there may be no default; empty where there may be one
   */
  private record Place(boolean root, boolean inMeta, String noDefaults) {
    Place below() {
      return new Place(false, inMeta, noDefaults);
    }

    /** What a meta field of an object of the API is. */
    Place meta(String field) {
      return new Place(false, true, root ? " in top-level " + field : noDefaults);
    }

    /** Pruning could not tell whether a value is there to have its default. */
    Place values() {
      return inMeta
          ? new Place(false, true, " inside additionalProperties applying to object metadata")
          : below();
    }
  }

  private final List<FieldError> errors = new ArrayList<>();

  private OpenApiRules() {}

  static List<FieldError> validate(FieldPath path, JsonNode schema) {
    OpenApiRules rules = new OpenApiRules();
    rules.visit(schema, new Place(true, false, ""), path);
    return rules.errors;
  }

  private void visit(JsonNode schema, Place place, FieldPath path) {
    checkWords(schema, place, path);
    if (schema.path("uniqueItems").asBoolean()) {
      errors.add(
          FieldError.forbidden(
              path.child("uniqueItems"),
              "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"));
    }
    visitObject(schema, place, path);
    visitJunctors(schema, place, path);
    if (schema.path("items").isObject()) {
      visit(schema.path("items"), place.below(), path.child("items"));
    }
    JsonNode preserve = schema.path(StructuralRules.PRESERVE);
    if (preserve.isBoolean() && !preserve.asBoolean()) {
      errors.add(
          FieldError.invalid(
              path.child(StructuralRules.PRESERVE), preserve, "must be true or undefined"));
    }
    ListRules.validate(path, schema, errors);
  }

  private void checkWords(JsonNode schema, Place place, FieldPath path) {
    String type = schema.path("type").asText();
    FieldPath typePath = path.child("type");
    if (!type.isEmpty() && !TYPES.contains(type)) {
      errors.add(FieldError.notSupported(typePath, type, TYPES));
    }
    if (schema.hasNonNull("default") && !place.noDefaults().isEmpty()) {
      errors.add(
          FieldError.forbidden(path.child("default"), "must not be set" + place.noDefaults()));
    }
    for (String field : UNSUPPORTED) {
      if (schema.hasNonNull(field)) {
        errors.add(FieldError.forbidden(path.child(field), field + " is not supported"));
      }
    }
    if (type.equals("null")) {
      errors.add(
          FieldError.forbidden(
              typePath, "type cannot be set to null, use nullable as an alternative"));
    }
    if (schema.path("items").isArray()) {
      errors.add(
          FieldError.forbidden(
              path.child("items"), "items must be a schema object and not an array"));
    }
    if (place.inMeta() && schema.path(StructuralRules.EMBEDDED).asBoolean()) {
      errors.add(
          FieldError.forbidden(
              path.child(StructuralRules.EMBEDDED), "must not be used inside of resource meta"));
    }
  }

  private void visitObject(JsonNode schema, Place place, FieldPath path) {
    JsonNode values = schema.path("additionalProperties");
    FieldPath valuesPath = path.child("additionalProperties");
    boolean fields = !schema.path("properties").isEmpty();
    if (fields && (values.isObject() || (values.isBoolean() && !values.asBoolean()))) {
      errors.add(
          FieldError.forbidden(
              valuesPath, "additionalProperties and properties are mutual exclusive"));
    }
    if (values.isObject()) {
      visit(values, place.values(), valuesPath);
    }
    boolean isApiObject = place.root() || schema.path(StructuralRules.EMBEDDED).asBoolean();
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      String name = property.getKey();
      visit(
          property.getValue(),
          isApiObject && META.contains(name) ? place.meta(name) : place.below(),
          path.child("properties").key(name));
    }
  }

  private void visitJunctors(JsonNode schema, Place place, FieldPath path) {
    if (schema.path("not").isObject()) {
      visit(schema.path("not"), place.below(), path.child("not"));
    }
    for (String junctor : List.of("allOf", "oneOf", "anyOf")) {
      for (int i = 0; i < schema.path(junctor).size(); i++) {
        visit(schema.path(junctor).get(i), place.below(), path.child(junctor).index(i));
      }
    }
  }
}
