package io.binnacle.registry.apiextensions.customresourcedefinition;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import java.util.List;

/** The rules of {@code x-kubernetes-list-type} and {@code x-kubernetes-map-type}. */
final class ListRules {
  private static final String LIST_TYPE = "x-kubernetes-list-type";
  private static final String KEYS = "x-kubernetes-list-map-keys";
  private static final String MAP_TYPE = "x-kubernetes-map-type";

  private ListRules() {}

  static void validate(FieldPath path, JsonNode schema, List<FieldError> errors) {
    String type = schema.path("type").asText();
    String listType = schema.path(LIST_TYPE).asText();
    if (!listType.isEmpty()) {
      if (!type.equals("array")) {
        errors.add(
            FieldError.invalid(
                path.child("type"), type, "must be array if x-kubernetes-list-type is specified"));
      }
      requireOneOf(path.child(LIST_TYPE), listType, List.of("atomic", "map", "set"), errors);
    }
    if (listType.equals("map")) {
      validateMap(path, schema, errors);
    } else if (!schema.path(KEYS).isEmpty()) {
      errors.add(
          FieldError.invalid(
              path.child(LIST_TYPE),
              listType,
              "must be map if x-kubernetes-list-map-keys is non-empty"));
    }
    String mapType = schema.path(MAP_TYPE).asText();
    if (!mapType.isEmpty()) {
      if (!type.equals("object")) {
        errors.add(
            FieldError.invalid(
                path.child("type"), type, "must be object if x-kubernetes-map-type is specified"));
      }
      requireOneOf(path.child(MAP_TYPE), mapType, List.of("atomic", "granular"), errors);
    }
  }

  private static void requireOneOf(
      FieldPath path, String value, List<String> supported, List<FieldError> errors) {
    if (!supported.contains(value)) {
      errors.add(FieldError.notSupported(path, value, supported));
    }
  }

  private static void validateMap(FieldPath path, JsonNode schema, List<FieldError> errors) {
    List<String> keys = Trees.texts(schema.path(KEYS));
    JsonNode items = schema.path("items");
    FieldPath itemsPath = path.child("items");
    if (keys.isEmpty()) {
      errors.add(
          FieldError.required(
              path.child(KEYS), "must not be empty if x-kubernetes-list-type is map"));
    }
    if (!items.path("type").asText().equals("object")) {
      errors.add(
          FieldError.invalid(
              itemsPath.child("type"),
              items.path("type").asText(),
              "must be object if parent array's x-kubernetes-list-type is map"));
    }
    List<String> required = Trees.texts(items.path("required"));
    for (int i = 0; i < keys.size(); i++) {
      String key = keys.get(i);
      JsonNode property = items.path("properties").path(key);
      if (!property.isObject()) {
        errors.add(
            FieldError.invalid(
                path.child(KEYS).index(i), key, "entries must all be names of item properties"));
      } else if (!required.contains(key) && !property.has("default")) {
        errors.add(
            FieldError.required(
                itemsPath.child("properties").key(key).child("default"),
                "this property is in x-kubernetes-list-map-keys, so it must have a default or be"
                    + " a required property"));
      }
    }
  }
}
