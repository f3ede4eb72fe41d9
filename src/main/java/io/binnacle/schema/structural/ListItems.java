package io.binnacle.schema.structural;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.Trees;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What identifies the items of sets and of lists with keys. */
final class ListItems {
  private ListItems() {}

  /** An item that was there before. */
  record Duplicate(int index, JsonNode shown) {}

  static List<Duplicate> duplicates(ValueRules.ListIdentity identity, JsonNode list) {
    boolean isMap = identity.type().equals("map");
    if (!isMap && !identity.type().equals("set")) {
      return List.of();
    }
    List<Duplicate> duplicates = new ArrayList<>();
    Set<JsonNode> seen = new HashSet<>();
    for (int i = 0; i < list.size(); i++) {
      JsonNode own = isMap ? Trees.only(list.get(i), identity.keys()) : list.get(i);
      if (!seen.add(own)) {
        duplicates.add(new Duplicate(i, own));
      }
    }
    return duplicates;
  }
}
