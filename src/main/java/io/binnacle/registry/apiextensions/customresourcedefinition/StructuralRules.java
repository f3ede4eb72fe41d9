package io.binnacle.registry.apiextensions.customresourcedefinition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What makes a schema structural (KEP-1979 and CustomResourceDefinition's documentation): each
 * value has a type, metadata is the API's own, and what stands within allOf, anyOf, oneOf and not
 * asks more of values without saying anything about the structure. Used once, by one thread.
 */
final class StructuralRules {
  static final String INT_OR_STRING = "x-kubernetes-int-or-string";
  static final String PRESERVE = "x-kubernetes-preserve-unknown-fields";
  static final String EMBEDDED = "x-kubernetes-embedded-resource";

  private static final String PROPERTIES = "properties";
  private static final String ADDITIONAL = "additionalProperties";

  private enum Level {
    ROOT("at the root"),
    ITEM("for specified array items"),
    FIELD("for specified object fields");

    private final String words;

    Level(String words) {
      this.words = words;
    }
  }

  private final List<FieldError> errors = new ArrayList<>();

  private StructuralRules() {}

  /** The faults in the order of their messages, as Kubernetes tells them. */
  static List<FieldError> validate(FieldPath path, JsonNode schema) {
    StructuralRules rules = new StructuralRules();
    rules.visit(schema, Level.ROOT, path);
    rules.errors.addAll(JunctorCompleteness.validate(path, schema));
    rules.errors.sort(Comparator.comparing(FieldError::message));
    return rules.errors;
  }

  private void visit(JsonNode schema, Level level, FieldPath path) {
    JsonNode items = schema.path("items");
    if (items.isObject()) {
      visit(items, Level.ITEM, path.child("items"));
    } else if (type(schema).equals("array") && !items.isArray()) {
      errors.add(FieldError.required(path.child("items"), "must be specified"));
    }
    for (Map.Entry<String, JsonNode> property : schema.path(PROPERTIES).properties()) {
      visit(property.getValue(), Level.FIELD, path.child(PROPERTIES).key(property.getKey()));
    }
    JsonNode values = schema.path(ADDITIONAL);
    if (values.isObject()) {
      visit(values, Level.FIELD, path.child(ADDITIONAL));
    }
    checkExtensions(schema, path);
    boolean any = JunctorTypes.areInAnyOf(schema);
    checkValues(schema, any, JunctorTypes.areInFirstOfAll(schema), path);
    checkType(schema, level, path);
    checkObject(schema, level, path);
  }

  private static String type(JsonNode schema) {
    return schema.path("type").asText();
  }

  private void checkExtensions(JsonNode schema, FieldPath path) {
    if (schema.path(INT_OR_STRING).asBoolean()) {
      for (String extension : List.of(PRESERVE, EMBEDDED)) {
        if (schema.path(extension).asBoolean()) {
          errors.add(
              FieldError.invalid(
                  path.child(extension),
                  schema.path(extension),
                  "must be false if x-kubernetes-int-or-string is true"));
        }
      }
    }
  }

  private void checkType(JsonNode schema, Level level, FieldPath path) {
    FieldPath at = path.child("type");
    String type = type(schema);
    boolean untyped = schema.path(INT_OR_STRING).asBoolean() || schema.path(PRESERVE).asBoolean();
    if (schema.path(EMBEDDED).asBoolean() && !type.equals("object")) {
      String must = "must be object if x-kubernetes-embedded-resource is true";
      errors.add(
          type.isEmpty() ? FieldError.required(at, must) : FieldError.invalid(at, type, must));
    } else if (type.isEmpty() && !untyped) {
      errors.add(FieldError.required(at, "must not be empty " + level.words));
    }
    if (level == Level.ROOT && !type.isEmpty() && !type.equals("object")) {
      errors.add(FieldError.invalid(at, type, "must be object at the root"));
    }
  }

  /** What is an object of the API, at the root or embedded, has its fields. */
  private void checkObject(JsonNode schema, Level level, FieldPath path) {
    boolean embedded = schema.path(EMBEDDED).asBoolean();
    boolean additional = schema.hasNonNull(ADDITIONAL);
    if (additional && level == Level.ROOT) {
      errors.add(FieldError.forbidden(path.child(ADDITIONAL), "must not be used at the root"));
    }
    if (additional && embedded) {
      errors.add(
          FieldError.forbidden(
              path.child(ADDITIONAL), "must not be used if x-kubernetes-embedded-resource is set"));
    }
    if (level == Level.ROOT || embedded) {
      requireType(schema, "kind", "string", path);
      requireType(schema, "apiVersion", "string", path);
      requireType(schema, "metadata", "object", path);
    }
    if (level == Level.ROOT) {
      checkMetadata(schema.path(PROPERTIES).path("metadata"), path);
    }
    if (embedded && schema.path(PROPERTIES).isEmpty() && !schema.path(PRESERVE).asBoolean()) {
      errors.add(
          FieldError.required(
              path.child(PROPERTIES),
              "must not be empty if x-kubernetes-embedded-resource is true without"
                  + " x-kubernetes-preserve-unknown-fields"));
    }
  }

  private void requireType(JsonNode schema, String field, String type, FieldPath path) {
    JsonNode property = schema.path(PROPERTIES).path(field);
    if (property.isObject() && !type(property).equals(type)) {
      errors.add(
          FieldError.invalid(
              path.child(PROPERTIES).key(field).child("type"), type(property), "must be " + type));
    }
  }

  /** The metadata is the API's own; a definition may only narrow names. */
  private void checkMetadata(JsonNode metadata, FieldPath path) {
    if (!(metadata instanceof ObjectNode object)) {
      return;
    }
    ObjectNode rest = object.deepCopy();
    rest.remove(List.of("type", "default"));
    Set<String> names = new HashSet<>();
    rest.path(PROPERTIES).fieldNames().forEachRemaining(names::add);
    if (Set.of("name", "generateName").containsAll(names)) {
      rest.remove(PROPERTIES);
    }
    if (!rest.isEmpty()) {
      errors.add(
          FieldError.forbidden(
              path.child(PROPERTIES).key("metadata"),
              "must not specify anything other than name and generateName, but metadata is"
                  + " implicitly specified"));
    }
  }

  private void checkValues(JsonNode schema, boolean typesInAny, boolean inFirst, FieldPath path) {
    if (!typesInAny) {
      checkNested(schema, "anyOf", false, path);
    }
    checkNested(schema, "allOf", inFirst, path);
    checkNested(schema, "oneOf", false, path);
    if (schema.path("not").isObject()) {
      checkNested(schema.path("not"), false, path.child("not"));
    }
    String pattern = schema.path("pattern").asText();
    try {
      Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      errors.add(
          FieldError.invalid(
              path.child("pattern"),
              pattern,
              "must be a valid regular expression, but isn't: " + e.getMessage()));
    }
  }

  private void checkNested(JsonNode schema, String junctor, boolean typesInFirst, FieldPath path) {
    for (int i = 0; i < schema.path(junctor).size(); i++) {
      checkNested(
          schema.path(junctor).get(i), typesInFirst && i == 0, path.child(junctor).index(i));
    }
  }

  private void checkNested(JsonNode rules, boolean typesInAny, FieldPath path) {
    checkValues(rules, typesInAny, false, path);
    if (rules.path("items").isObject()) {
      checkNested(rules.path("items"), false, path.child("items"));
    }
    for (Map.Entry<String, JsonNode> property : rules.path(PROPERTIES).properties()) {
      checkNested(property.getValue(), false, path.child(PROPERTIES).key(property.getKey()));
    }
    JunctorForbidden.check(rules, path, errors);
    if (rules.path(PROPERTIES).has("metadata")) {
      errors.add(
          FieldError.forbidden(
              path.child(PROPERTIES).key("metadata"), "must not be specified in a nested context"));
    }
  }
}
