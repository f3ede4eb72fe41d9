package io.binnacle.apimachinery.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import java.util.Map;

/**
 * The JSON form of sets of fields: objects by steps, where "." says that the field itself is in.
 */
final class FieldsV1 {
  private static final String SELF = ".";

  private FieldsV1() {}

  static ObjectNode encode(FieldSet set) {
    return encode(set, false);
  }

  private static ObjectNode encode(FieldSet set, boolean member) {
    ObjectNode json = Json.object();
    if (member && !set.isEmpty()) {
      json.set(SELF, Json.object());
    }
    for (FieldSet.Node node : set.nodes()) {
      json.set(node.element().encoded(), encode(node.children(), node.member()));
    }
    return json;
  }

  /**
   * @throws IllegalArgumentException when the JSON is no set of fields
   */
  static FieldSet decode(JsonNode json) {
    FieldSet.Builder root = new FieldSet.Builder();
    decode(json, root);
    return root.build();
  }

  private static void decode(JsonNode json, FieldSet.Builder into) {
    if (!json.isObject()) {
      throw new IllegalArgumentException("a set of fields must be an object");
    }
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      if (entry.getKey().equals(SELF)) {
        into.add();
        continue;
      }
      FieldSet.Builder child = into.child(PathElement.parse(entry.getKey()));
      decode(entry.getValue(), child);
      if (entry.getValue().isEmpty()) {
        child.add();
      }
    }
  }

  /**
   * Whether a set that is not decoded may have something to do with another: false tells for sure
   * that no field is in both, above or below. Most writes touch what most owners do not own, and
   * this spares decoding their sets.
   */
  static boolean mayOverlap(JsonNode json, FieldSet set) {
    for (FieldSet.Node node : set.nodes()) {
      JsonNode below = json.get(node.element().encoded());
      if (below != null
          && (node.member() || below.isEmpty() || mayOverlap(below, node.children()))) {
        return true;
      }
    }
    return false;
  }
}
