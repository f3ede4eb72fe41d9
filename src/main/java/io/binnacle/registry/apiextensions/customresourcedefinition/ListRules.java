package io.binnacle.registry.apiextensions.customresourcedefinition;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules of {@code x-kubernetes-list-type} and {@code x-kubernetes-map-type}. */
final class ListRules {
  private static final String LIST_TYPE = "x-kubernetes-list-type";
  private static final String KEYS = "x-kubernetes-list-map-keys";
  private static final String MAP_TYPE = "x-kubernetes-map-type";

  private ListRules() {}

  static void validate(FieldPath path, JsonNode schema, List<FieldError> errors) {
    String mapType = schema.path(MAP_TYPE).asText();
    if (!mapType.isEmpty()) {
      requireType(path, schema, "object", MAP_TYPE, errors);
      requireOneOf(path.child(MAP_TYPE), mapType, List.of("atomic", "granular"), errors);
    }
    String listType = schema.path(LIST_TYPE).asText();
    if (!listType.isEmpty()) {
      requireType(path, schema, "array", LIST_TYPE, errors);
      if (listType.equals("set") && schema.path("type").asText().equals("array")) {
        validateSet(path.child("items"), schema.path("items"), errors);
      }
      requireOneOf(path.child(LIST_TYPE), listType, List.of("atomic", "set", "map"), errors);
    }
    if (!schema.path(KEYS).isEmpty() && !listType.equals("map")) {
      String must = "must be map if x-kubernetes-list-map-keys is non-empty";
      errors.add(
          listType.isEmpty()
              ? FieldError.required(path.child(LIST_TYPE), must)
              : FieldError.invalid(path.child(LIST_TYPE), listType, must));
    }
    if (listType.equals("map")) {
      validateMap(path, schema, errors);
    }
    validateKeys(path, schema, listType, errors);
  }

  private static void requireType(
      FieldPath path, JsonNode schema, String type, String extension, List<FieldError> errors) {
    String given = schema.path("type").asText();
    String must = "must be " + type + " if " + extension + " is specified";
    FieldPath at = path.child("type");
    if (given.isEmpty()) {
      errors.add(FieldError.required(at, must));
    } else if (!given.equals(type)) {
      errors.add(FieldError.invalid(at, given, must));
    }
  }

  private static void requireOneOf(
      FieldPath path, String value, List<String> supported, List<FieldError> errors) {
    if (!supported.contains(value)) {
      errors.add(FieldError.notSupported(path, value, supported));
    }
  }

  /** What is in a set is compared as a whole. */
  private static void validateSet(FieldPath path, JsonNode items, List<FieldError> errors) {
    String must = "must be atomic as item of a list with x-kubernetes-list-type=set";
    String listType = items.path(LIST_TYPE).asText();
    if (items.path("type").asText().equals("array")) {
      if (!listType.isEmpty() && !listType.equals("atomic")) {
        errors.add(FieldError.invalid(path.child(LIST_TYPE), listType, must));
      }
    } else if (items.path("type").asText().equals("object")
        && !items.path(MAP_TYPE).asText().equals("atomic")) {
      // Kubernetes shows the list type here, which such items do not have.
      errors.add(FieldError.invalidRaw(path.child(MAP_TYPE), "null", must));
    }
  }

  private static void validateMap(FieldPath path, JsonNode schema, List<FieldError> errors) {
    JsonNode keys = schema.path(KEYS);
    JsonNode items = schema.path("items");
    FieldPath itemsPath = path.child("items");
    if (keys.isEmpty()) {
      errors.add(
          FieldError.required(
              path.child(KEYS), "must not be empty if x-kubernetes-list-type is map"));
    }
    if (!items.isObject()) {
      errors.add(
          FieldError.required(itemsPath, "must have a schema if x-kubernetes-list-type is map"));
      return;
    }
    String type = items.path("type").asText();
    if (!type.equals("object")) {
      errors.add(
          FieldError.invalid(
              itemsPath.child("type"),
              type,
              "must be object if parent array's x-kubernetes-list-type is map"));
      return;
    }
    Set<String> seen = new HashSet<>();
    for (String key : Trees.texts(keys)) {
      JsonNode property = items.path("properties").path(key);
      if (!property.isObject()) {
        errors.add(
            FieldError.invalid(
                path.child(KEYS), keys, "entries must all be names of item properties"));
      } else if (List.of("array", "object").contains(property.path("type").asText())) {
        errors.add(
            FieldError.invalid(
                itemsPath.child("properties").key(key).child("type"),
                type,
                "must be a scalar type if parent array's x-kubernetes-list-type is map"));
      }
      if (!seen.add(key)) {
        errors.add(
            FieldError.invalid(path.child(KEYS), keys, "must not contain duplicate entries"));
      }
    }
  }

  /** What tells items apart is always there. */
  private static void validateKeys(
      FieldPath path, JsonNode schema, String listType, List<FieldError> errors) {
    JsonNode items = schema.path("items");
    if (!listType.equals("set") && !listType.equals("map")) {
      return;
    }
    FieldPath at = path.child("items");
    if (items.path("nullable").asBoolean()) {
      errors.add(
          FieldError.forbidden(
              at.child("nullable"),
              "cannot be nullable when x-kubernetes-list-type is " + listType));
    }
    if (listType.equals("set")) {
      return;
    }
    List<String> required = Trees.texts(items.path("required"));
    String key = "this property is in x-kubernetes-list-map-keys, so it ";
    for (String name : Trees.texts(schema.path(KEYS))) {
      JsonNode property = items.path("properties").path(name);
      FieldPath propertyPath = at.child("properties").key(name);
      if (property.isObject() && !required.contains(name) && !property.has("default")) {
        errors.add(
            FieldError.required(
                propertyPath.child("default"),
                key + "must have a default or be a required property"));
      }
      if (property.path("nullable").asBoolean()) {
        errors.add(
            FieldError.forbidden(propertyPath.child("nullable"), key + "cannot be nullable"));
      }
    }
  }
}
