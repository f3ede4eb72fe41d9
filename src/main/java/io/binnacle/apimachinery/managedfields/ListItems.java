package io.binnacle.apimachinery.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The items of sets and of lists with keys, by the step that leads to each. */
final class ListItems {
  private ListItems() {}

  /**
   * The step to an item.
   *
   * @throws IllegalArgumentException with Kubernetes' words when the item has no identity
   */
  static PathElement element(FieldType list, JsonNode item) {
    return list.keys().isEmpty() ? value(item) : keyed(list, item);
  }

  private static PathElement value(JsonNode item) {
    return switch (item.getNodeType()) {
      case OBJECT, POJO ->
          throw new IllegalArgumentException(
              "associative list without keys has an element that's a map type");
      case ARRAY ->
          throw new IllegalArgumentException(
              "not supported: associative list with lists as elements");
      case NULL, MISSING ->
          throw new IllegalArgumentException(
              "associative list without keys has an element that's an explicit null");
      case STRING, NUMBER, BOOLEAN, BINARY -> new PathElement.Value(item);
    };
  }

  private static PathElement keyed(FieldType list, JsonNode item) {
    if (item.isNull()) {
      throw new IllegalArgumentException("associative list with keys may not have a null element");
    }
    if (!item.isObject()) {
      throw new IllegalArgumentException(
          "associative list with keys may not have non-map elements");
    }
    List<PathElement.KeyValue> keys = new ArrayList<>(list.keys().size());
    for (String name : list.keys()) {
      JsonNode value = item.get(name);
      if (value == null) {
        value = list.defaultOfKey(name);
      }
      if (value == null) {
        throw new IllegalArgumentException(
            "associative list with keys has an element that omits key field \""
                + name
                + "\" (and doesn't have default value)");
      }
      keys.add(new PathElement.KeyValue(name, value));
    }
    return new PathElement.Keyed(keys);
  }

  /**
   * The items by their step, in order; several where stored objects hold duplicates. Items without
   * identity are left out.
   */
  static Map<PathElement, List<JsonNode>> index(FieldType list, @Nullable JsonNode items) {
    if (!(items instanceof ArrayNode array)) {
      return Map.of();
    }
    Map<PathElement, List<JsonNode>> index = LinkedHashMap.newLinkedHashMap(array.size());
    for (JsonNode item : array) {
      if (hasIdentity(list, item)) {
        index.computeIfAbsent(element(list, item), key -> new ArrayList<>(1)).add(item);
      }
    }
    return index;
  }

  static boolean hasIdentity(FieldType list, JsonNode item) {
    if (list.keys().isEmpty()) {
      return item.isValueNode() && !item.isNull();
    }
    return item.isObject()
        && list.keys().stream().allMatch(key -> item.has(key) || list.defaultOfKey(key) != null);
  }

  /** Whether two items have the same identity, without making steps of them. */
  static boolean sameIdentity(FieldType list, JsonNode a, JsonNode b) {
    for (String key : list.keys()) {
      JsonNode left = a.has(key) ? a.get(key) : list.defaultOfKey(key);
      JsonNode right = b.has(key) ? b.get(key) : list.defaultOfKey(key);
      if (left == null || !left.equals(right)) {
        return false;
      }
    }
    return !list.keys().isEmpty() || a.equals(b);
  }
}
