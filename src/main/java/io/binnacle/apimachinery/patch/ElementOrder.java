package io.binnacle.apimachinery.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.runtime.GoValues;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The order of a merged list: items that the patch names follow the patch, the others keep the
 * order they had, and where nothing else decides the patch's items come first.
 */
final class ElementOrder {
  private ElementOrder() {}

  /**
   * Checks that the items of a patch stand in the order that it states.
   *
   * @param mergeKey what tells items apart, empty for plain values
   * @throws ApiException when one is missing there or comes too late
   */
  static void check(ArrayNode patch, ArrayNode stated, String mergeKey) {
    if (stated.isEmpty()) {
      return;
    }
    int position = 0;
    for (JsonNode item : patch) {
      if (item.has(StrategicMerge.DIRECTIVE)) {
        continue;
      }
      JsonNode identity = identity(item, mergeKey);
      while (position < stated.size()
          && !identity(stated.get(position), mergeKey).equals(identity)) {
        position++;
      }
      if (position++ >= stated.size()) {
        throw ApiException.unclassified(
            "The order in patch list:\n"
                + GoValues.text(patch)
                + "\n doesn't match $setElementOrder list:\n"
                + GoValues.text(stated)
                + "\n");
      }
    }
  }

  /**
   * @param stated the order that the patch states or implies
   * @param old the list before the patch
   * @param mergeKey what tells items apart, empty for plain values
   */
  static ArrayNode arrange(ArrayNode merged, ArrayNode stated, ArrayNode old, String mergeKey) {
    Map<JsonNode, Integer> statedOrder = positions(stated, mergeKey);
    Map<JsonNode, Integer> oldOrder = positions(old, mergeKey);
    List<JsonNode> patched = new ArrayList<>();
    List<JsonNode> others = new ArrayList<>();
    for (JsonNode item : merged) {
      (statedOrder.containsKey(identity(item, mergeKey)) ? patched : others).add(item);
    }
    patched.sort(by(statedOrder, mergeKey));
    others.sort(by(oldOrder, mergeKey));

    ArrayNode arranged = merged.arrayNode(merged.size());
    int other = 0;
    for (JsonNode item : patched) {
      int position = oldOrder.getOrDefault(identity(item, mergeKey), -1);
      while (other < others.size() && isBefore(others.get(other), position, oldOrder, mergeKey)) {
        arranged.add(others.get(other++));
      }
      arranged.add(item);
    }
    others.subList(other, others.size()).forEach(arranged::add);
    return arranged;
  }

  private static boolean isBefore(
      JsonNode item, int position, Map<JsonNode, Integer> order, String mergeKey) {
    int own = order.getOrDefault(identity(item, mergeKey), -1);
    return own >= 0 && position >= 0 && own < position;
  }

  private static Comparator<JsonNode> by(Map<JsonNode, Integer> order, String mergeKey) {
    return Comparator.comparingInt(
        item -> order.getOrDefault(identity(item, mergeKey), Integer.MAX_VALUE));
  }

  private static Map<JsonNode, Integer> positions(ArrayNode list, String mergeKey) {
    Map<JsonNode, Integer> positions = new HashMap<>();
    for (JsonNode item : list) {
      positions.putIfAbsent(identity(item, mergeKey), positions.size());
    }
    return positions;
  }

  private static JsonNode identity(JsonNode item, String mergeKey) {
    return mergeKey.isEmpty() || !item.isObject() ? item : item.path(mergeKey);
  }
}
