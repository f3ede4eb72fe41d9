package io.binnacle.apimachinery.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Merges an applied configuration into an object: structures and maps field by field, lists by the
 * identity of their items, all else as a whole.
 */
final class Merge {
  private Merge() {}

  /** The merged object, a tree of its own. */
  static ObjectNode of(FieldType type, ObjectNode live, ObjectNode configuration) {
    return merged(type, live, configuration) instanceof ObjectNode object ? object : Json.object();
  }

  private static JsonNode merged(FieldType declared, @Nullable JsonNode live, JsonNode applied) {
    FieldType type = declared.of(applied);
    if (type.form() == FieldType.Form.SCALAR || type.atomic()) {
      return applied.deepCopy();
    }
    if (type.form() == FieldType.Form.LIST) {
      return live instanceof ArrayNode left && !left.isEmpty()
          ? mergedLists(type, left, applied)
          : applied.deepCopy();
    }
    return live instanceof ObjectNode left && !left.isEmpty()
        ? mergedMaps(type, left, applied)
        : applied.deepCopy();
  }

  private static JsonNode mergedMaps(FieldType type, ObjectNode live, JsonNode applied) {
    ObjectNode result = Json.object();
    for (Map.Entry<String, JsonNode> field : live.properties()) {
      JsonNode wanted = applied.get(field.getKey());
      result.set(
          field.getKey(),
          wanted == null
              ? field.getValue().deepCopy()
              : merged(type.field(field.getKey()), field.getValue(), wanted));
    }
    for (Map.Entry<String, JsonNode> field : applied.properties()) {
      if (!live.has(field.getKey())) {
        result.set(field.getKey(), field.getValue().deepCopy());
      }
    }
    return result;
  }

  /**
   * The applier decides the order of its items; the others stay where they are relative to the next
   * item that both have, before what the applier adds.
   */
  private static JsonNode mergedLists(FieldType type, ArrayNode live, JsonNode applied) {
    Map<PathElement, JsonNode> ours = unique(type, applied);
    Map<PathElement, JsonNode> theirs = unique(type, live);
    ArrayNode result = live.arrayNode(Math.max(ours.size(), theirs.size()));
    Deque<PathElement> shared = new ArrayDeque<>(ours.keySet());
    shared.removeIf(element -> !theirs.containsKey(element));
    Deque<PathElement> rest = new ArrayDeque<>(theirs.keySet());
    for (Map.Entry<PathElement, JsonNode> item : ours.entrySet()) {
      PathElement element = item.getKey();
      takeUpTo(element, shared.peek(), rest, ours, theirs, result);
      result.add(merged(type.items(), theirs.get(element), item.getValue()));
      if (element.equals(shared.peek())) {
        shared.remove();
        if (element.equals(rest.peek())) {
          rest.remove();
        }
      }
    }
    rest.removeIf(ours::containsKey);
    rest.forEach(element -> result.add(copyOf(theirs, element)));
    return result;
  }

  /** Takes what the live list alone has, and passes by what the applier wants later. */
  private static void takeUpTo(
      PathElement element,
      @Nullable PathElement nextShared,
      Deque<PathElement> rest,
      Map<PathElement, JsonNode> ours,
      Map<PathElement, JsonNode> theirs,
      ArrayNode result) {
    PathElement candidate = rest.peek();
    while (candidate != null && !candidate.equals(element)) {
      if (!ours.containsKey(candidate)) {
        result.add(copyOf(theirs, candidate));
      } else if (candidate.equals(nextShared)) {
        return;
      }
      rest.remove();
      candidate = rest.peek();
    }
  }

  private static JsonNode copyOf(Map<PathElement, JsonNode> items, PathElement element) {
    return Objects.requireNonNull(items.get(element)).deepCopy();
  }

  /** Of duplicates, which only stored objects have, the first. */
  private static Map<PathElement, JsonNode> unique(FieldType type, JsonNode list) {
    Map<PathElement, JsonNode> items = new LinkedHashMap<>();
    ListItems.index(type, list).forEach((element, values) -> items.put(element, values.getFirst()));
    return items;
  }
}
