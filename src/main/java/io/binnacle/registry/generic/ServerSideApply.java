package io.binnacle.registry.generic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.schema.Schema;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Merges an applied configuration into an object by the schema's list types: maps and objects field
 * by field, associative lists by their keys, sets by value, everything else as a whole.
 *
 * <p>Ownership of fields is not tracked: a field that an applier leaves out stays, and appliers
 * never conflict.
 */
final class ServerSideApply {
  private ServerSideApply() {}

  /** Merges in place; {@code current} is changed, {@code applied} is not. */
  static void merge(ObjectNode current, ObjectNode applied, Optional<Schema> schema) {
    mergeObject(current, applied, schema.orElse(null), "");
  }

  private static void mergeObject(
      ObjectNode current, ObjectNode applied, @Nullable Schema schema, String path) {
    for (Map.Entry<String, JsonNode> field : applied.properties()) {
      Schema fieldSchema = schema == null ? null : fieldSchema(schema, field.getKey());
      String fieldPath = path + "." + field.getKey();
      current.set(
          field.getKey(),
          merged(current.get(field.getKey()), field.getValue(), fieldSchema, fieldPath));
    }
  }

  private static @Nullable Schema fieldSchema(Schema schema, String field) {
    Schema known = schema.properties().get(field);
    return known == null ? schema.additionalProperties().orElse(null) : known;
  }

  private static JsonNode merged(
      @Nullable JsonNode current, JsonNode applied, @Nullable Schema schema, String path) {
    if (applied instanceof ObjectNode appliedObject && current instanceof ObjectNode object) {
      mergeObject(object, appliedObject, schema, path);
      return object;
    }
    if (applied instanceof ArrayNode appliedList && schema != null) {
      Schema.ListType type = schema.listType().orElse(Schema.ListType.ATOMIC);
      ArrayNode list = current instanceof ArrayNode array ? array : null;
      return switch (type) {
        case ATOMIC -> applied.deepCopy();
        case SET -> union(list, appliedList);
        case MAP -> mergeByKeys(list, appliedList, schema, path);
      };
    }
    return applied.deepCopy();
  }

  private static JsonNode union(@Nullable ArrayNode current, ArrayNode applied) {
    if (current == null) {
      return applied.deepCopy();
    }
    Set<JsonNode> present = new HashSet<>();
    current.forEach(present::add);
    for (JsonNode value : applied) {
      if (present.add(value)) {
        current.add(value);
      }
    }
    return current;
  }

  private static JsonNode mergeByKeys(
      @Nullable ArrayNode current, ArrayNode applied, Schema schema, String path) {
    Schema items = schema.items().orElse(null);
    Map<List<JsonNode>, JsonNode> byKey = new LinkedHashMap<>();
    if (current != null) {
      current.forEach(item -> byKey.put(key(item, schema.listMapKeys(), items), item));
    }
    Set<List<JsonNode>> seen = new HashSet<>();
    for (JsonNode item : applied) {
      List<JsonNode> key = key(item, schema.listMapKeys(), items);
      if (!seen.add(key)) {
        throw duplicate(path, schema.listMapKeys(), key);
      }
      byKey.put(key, merged(byKey.get(key), item, items, path));
    }
    ArrayNode merged = applied.arrayNode(byKey.size());
    byKey.values().forEach(merged::add);
    return merged;
  }

  /** A key that an item leaves out has the schema's default, such as a port's protocol. */
  private static List<JsonNode> key(JsonNode item, List<String> keys, @Nullable Schema items) {
    return keys.stream()
        .map(name -> {
          JsonNode value = item.path(name);
          if (!value.isMissingNode() || items == null) {
            return value;
          }
          Schema property = items.properties().get(name);
          return property == null ? value : property.defaultValue().orElse(value);
        })
        .toList();
  }

  private static ApiException duplicate(String path, List<String> names, List<JsonNode> key) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < names.size(); i++) {
      shown.append(i == 0 ? "" : ",").append(names.get(i)).append('=').append(key.get(i));
    }
    return ApiException.unclassified(
        "failed to create typed patch object: "
            + path
            + ": duplicate entries for key ["
            + shown
            + "]");
  }
}
