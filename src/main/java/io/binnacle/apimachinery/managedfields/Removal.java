package io.binnacle.apimachinery.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes a set of fields out of an object. A container that loses its last part stays, empty: only
 * what is in the set itself goes.
 */
final class Removal {
  private Removal() {}

  /** The object without the fields; it shares with the given one what did not change. */
  static ObjectNode of(FieldType type, ObjectNode object, FieldSet fields) {
    return fields.isEmpty() ? object : fromMap(type.of(object), object, fields);
  }

  private static JsonNode from(FieldType declared, JsonNode value, FieldSet fields) {
    FieldType type = declared.of(value);
    if (type.form() == FieldType.Form.SCALAR) {
      return value;
    }
    if (type.atomic()) {
      // A part of what has become atomic cannot be taken out.
      return NullNode.getInstance();
    }
    if (value instanceof ArrayNode list) {
      return fromList(type, list, fields);
    }
    return value instanceof ObjectNode map ? fromMap(type, map, fields) : value;
  }

  private static ObjectNode fromMap(FieldType type, ObjectNode map, FieldSet fields) {
    ObjectNode result = Json.object();
    for (Map.Entry<String, JsonNode> field : map.properties()) {
      PathElement element = new PathElement.Field(field.getKey());
      JsonNode kept = kept(type.field(field.getKey()), element, field.getValue(), fields);
      if (kept != null) {
        result.set(field.getKey(), kept);
      }
    }
    return result;
  }

  private static ArrayNode fromList(FieldType type, ArrayNode list, FieldSet fields) {
    ArrayNode result = list.arrayNode(list.size());
    for (JsonNode item : list) {
      JsonNode kept =
          ListItems.hasIdentity(type, item)
              ? kept(type.items(), ListItems.element(type, item), item, fields)
              : item;
      if (kept != null) {
        result.add(kept);
      }
    }
    return result;
  }

  private static @Nullable JsonNode kept(
      FieldType type, PathElement element, JsonNode value, FieldSet fields) {
    if (fields.hasMember(element)) {
      return null;
    }
    FieldSet below = fields.below(element);
    return below.isEmpty() ? value : from(type, value, below);
  }
}
