package io.binnacle.apimachinery.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.errors.StatusReason;
import io.binnacle.apimachinery.runtime.GoValues;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The strategic merge of one patch into one object, both of which it takes over. Follows the
 * community document "Strategic Merge Patch" (sig-api-machinery).
 */
final class StrategicMerge {
  static final String DIRECTIVE = "$patch";
  private static final String RETAIN_KEYS = "$retainKeys";
  private static final String DELETE_FROM_LIST = "$deleteFromPrimitiveList/";
  private static final String SET_ORDER = "$setElementOrder/";
  private static final Set<String> KEYWORDS = Set.of(DIRECTIVE, RETAIN_KEYS);

  ObjectNode apply(ObjectNode current, ObjectNode patch, PatchSchema schema) {
    return mergeObject(current, patch, Optional.of(schema));
  }

  private ObjectNode mergeObject(
      ObjectNode current, ObjectNode patch, Optional<PatchSchema> schema) {
    JsonNode directive = patch.remove(DIRECTIVE);
    if (directive != null) {
      switch (directive.asText()) {
        case "replace" -> {
          return withoutDirectives(patch);
        }
        case "delete" -> {
          return patch.objectNode();
        }
        // In a map there is no "merge", though the document tells of it: it is what happens anyway.
        default ->
            throw ApiException.unclassified(
                "unknown patch type: "
                    + directive.asText()
                    + " in map: "
                    + GoValues.text(patch.set(DIRECTIVE, directive)));
      }
    }
    retainKeys(current, patch);
    applyOrders(current, patch, schema);
    for (Map.Entry<String, JsonNode> change : patch.properties()) {
      String name = change.getKey();
      if (name.startsWith(DELETE_FROM_LIST)) {
        deleteFromList(current, name.substring(DELETE_FROM_LIST.length()), change.getValue());
      } else {
        mergeField(current, name, change.getValue(), field(schema, name));
      }
    }
    return current;
  }

  private static Optional<PatchSchema> field(Optional<PatchSchema> schema, String name) {
    return schema.flatMap(known -> known.field(name));
  }

  private void mergeField(
      ObjectNode current, String name, JsonNode change, Optional<PatchSchema> schema) {
    JsonNode present = current.get(name);
    if (change.isNull()) {
      current.remove(name);
    } else if (change instanceof ObjectNode map && present instanceof ObjectNode old) {
      boolean replaces = schema.isPresent() && schema.get().strategies().contains("replace");
      current.set(name, replaces ? withoutDirectives(map) : mergeObject(old, map, schema));
    } else if (change instanceof ArrayNode list && present instanceof ArrayNode old) {
      current.set(name, mergeListField(old, list, name, schema));
    } else {
      current.set(name, withoutDirectives(change));
    }
  }

  private ArrayNode mergeListField(
      ArrayNode current, ArrayNode patch, String name, Optional<PatchSchema> schema) {
    boolean merges = schema.isPresent() && schema.get().strategies().contains("merge");
    return merges ? mergeList(current, patch, name, schema.get()) : withoutDirectives(patch);
  }

  /** Keeps of the current fields those alone that the patch lists. */
  private static void retainKeys(ObjectNode current, ObjectNode patch) {
    JsonNode keys = patch.remove(RETAIN_KEYS);
    if (keys == null) {
      return;
    }
    Set<String> kept = new HashSet<>();
    if (!keys.isArray()) {
      throw badRetainKeys();
    }
    keys.forEach(key -> kept.add(key.asText()));
    for (Map.Entry<String, JsonNode> change : patch.properties()) {
      String name = change.getKey();
      boolean isDirective = name.startsWith("$");
      if (!isDirective && !change.getValue().isNull() && !kept.contains(name)) {
        throw badRetainKeys();
      }
    }
    current.retain(kept);
  }

  private static ApiException badRetainKeys() {
    return ApiException.badRequest("invalid patch format of retainKeys");
  }

  /** Lists whose order the patch states are merged here, and need no merging afterwards. */
  private void applyOrders(ObjectNode current, ObjectNode patch, Optional<PatchSchema> schema) {
    for (String key : List.copyOf(fieldNames(patch))) {
      if (!key.startsWith(SET_ORDER)) {
        continue;
      }
      if (!(patch.remove(key) instanceof ArrayNode order)) {
        throw ApiException.badRequest("invalid patch format of setElementOrder list");
      }
      String name = key.substring(SET_ORDER.length());
      JsonNode present = current.get(name);
      JsonNode change = patch.get(name);
      if (!isListOrAbsent(present) || !isListOrAbsent(change)) {
        continue;
      }
      Optional<PatchSchema> list = field(schema, name);
      ArrayNode old = present instanceof ArrayNode array ? array.deepCopy() : patch.arrayNode();
      ArrayNode merged = old;
      String mergeKey = list.map(PatchSchema::mergeKey).orElse("");
      if (change instanceof ArrayNode changes) {
        ElementOrder.check(changes, order, mergeKey);
        patch.remove(name);
        merged =
            present == null
                ? withoutDirectives(changes)
                : mergeListField(old.deepCopy(), changes, name, list);
      }
      if (present != null || change != null) {
        current.set(name, ElementOrder.arrange(merged, order, old, mergeKey));
      }
    }
  }

  private static boolean isListOrAbsent(@Nullable JsonNode value) {
    return value == null || value.isArray();
  }

  private static List<String> fieldNames(ObjectNode object) {
    List<String> names = new ArrayList<>(object.size());
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static void deleteFromList(ObjectNode current, String name, JsonNode values) {
    if (!values.isArray()) {
      throw ApiException.badRequest("invalid patch format of primitive list");
    }
    if (current.get(name) instanceof ArrayNode list) {
      Set<JsonNode> removed = new HashSet<>();
      values.forEach(removed::add);
      list.removeIf(removed::contains);
    }
  }

  private ArrayNode mergeList(ArrayNode current, ArrayNode patch, String name, PatchSchema schema) {
    if (current.isEmpty() && patch.isEmpty()) {
      return current;
    }
    if (!areObjects(current, patch)) {
      ArrayNode old = current.deepCopy();
      Set<JsonNode> seen = new HashSet<>();
      ArrayNode merged = current.arrayNode();
      current.forEach(value -> addOnce(merged, seen, value));
      patch.forEach(value -> addOnce(merged, seen, value));
      return ElementOrder.arrange(merged, patch, old, "");
    }
    if (schema.mergeKey().isEmpty()) {
      throw ApiException.unclassified("cannot merge lists without merge key for " + name);
    }
    return mergeObjects(current, patch, schema);
  }

  private static void addOnce(ArrayNode list, Set<JsonNode> seen, JsonNode value) {
    if (seen.add(value)) {
      list.add(value);
    }
  }

  /** Whether both lists, taken together, are of objects; they must be of one sort. */
  private static boolean areObjects(ArrayNode current, ArrayNode patch) {
    JsonNodeType sort = null;
    for (ArrayNode list : List.of(current, patch)) {
      for (JsonNode item : list) {
        if (item.isArray()) {
          throw ApiException.of(
              StatusReason.INVALID,
              "the server rejected our request due to an error in our request",
              null,
              "",
              List.of());
        }
        if (sort != null && sort != item.getNodeType()) {
          throw ApiException.unclassified(
              "list element types are not identical: ["
                  + GoValues.text(current)
                  + " "
                  + GoValues.text(patch)
                  + "]");
        }
        sort = item.getNodeType();
      }
    }
    return sort == JsonNodeType.OBJECT;
  }

  private ArrayNode mergeObjects(ArrayNode current, ArrayNode patch, PatchSchema schema) {
    String key = schema.mergeKey();
    ArrayNode old = current.deepCopy();
    ArrayNode changes = patch.arrayNode();
    boolean replaces = false;
    for (JsonNode item : patch) {
      switch (item.path(DIRECTIVE).asText()) {
        case "" -> changes.add(item);
        case "replace" -> replaces = true;
        case "delete" -> {
          JsonNode value = keyOf(item, key);
          current.removeIf(candidate -> value.equals(candidate.get(key)));
        }
        case "merge" ->
            throw ApiException.unclassified("merging lists cannot yet be specified in the patch");
        default ->
            throw ApiException.unclassified(
                "unknown patch type: "
                    + item.path(DIRECTIVE).asText()
                    + " in map: "
                    + GoValues.text(item));
      }
    }
    if (replaces) {
      return withoutDirectives(changes);
    }
    for (JsonNode item : changes) {
      mergeItem(current, (ObjectNode) item, key, schema);
    }
    return ElementOrder.arrange(current, changes, old, key);
  }

  private void mergeItem(ArrayNode current, ObjectNode item, String key, PatchSchema schema) {
    JsonNode value = keyOf(item, key);
    for (int i = 0; i < current.size(); i++) {
      if (current.get(i) instanceof ObjectNode old && value.equals(old.get(key))) {
        current.set(i, mergeObject(old, item, schema.items()));
        return;
      }
    }
    current.add(withoutDirectives(item));
  }

  private static JsonNode keyOf(JsonNode item, String key) {
    JsonNode value = item.get(key);
    if (value == null) {
      throw ApiException.unclassified(
          "map: " + GoValues.text(item) + " does not contain declared merge key: " + key);
    }
    return value;
  }

  /**
   * What is new to the object comes without directives and without the nulls that would have
   * deleted something.
   */
  private static <T extends JsonNode> T withoutDirectives(T value) {
    if (value instanceof ObjectNode object) {
      for (String name : List.copyOf(fieldNames(object))) {
        boolean isDirective =
            KEYWORDS.contains(name)
                || name.startsWith(DELETE_FROM_LIST)
                || name.startsWith(SET_ORDER);
        if (isDirective || object.path(name).isNull()) {
          object.remove(name);
        } else {
          withoutDirectives(object.path(name));
        }
      }
    } else if (value instanceof ArrayNode array) {
      array.removeIf(item -> item.path(DIRECTIVE).asText().equals("delete"));
      array.forEach(StrategicMerge::withoutDirectives);
    }
    return value;
  }
}
