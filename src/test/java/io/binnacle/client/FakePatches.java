package io.binnacle.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.errors.StatusReason;
import io.binnacle.apimachinery.runtime.Json;
import java.util.Map;

/** The patch formats as far as the project's components use them. */
final class FakePatches {
  /** Lists that a strategic merge merges by a key of their entries. */
  private static final Map<String, String> MERGE_KEYS =
      Map.of(
          "conditions", "type",
          "taints", "key",
          "ownerReferences", "uid",
          "containers", "name",
          "initContainers", "name",
          "env", "name",
          "volumes", "name",
          "addresses", "type",
          "podIPs", "ip");

  private FakePatches() {}

  static ObjectNode apply(PatchType type, ObjectNode current, JsonNode patch) {
    ObjectNode patched = current.deepCopy();
    switch (type) {
      case JSON -> patch.forEach(operation -> jsonPatch(patched, operation));
      case MERGE -> merge(patched, (ObjectNode) patch, false);
      case STRATEGIC, APPLY -> merge(patched, (ObjectNode) patch, true);
    }
    return patched;
  }

  private static void merge(ObjectNode target, ObjectNode patch, boolean strategic) {
    for (Map.Entry<String, JsonNode> entry : patch.properties()) {
      String field = entry.getKey();
      JsonNode value = entry.getValue();
      if (strategic && field.startsWith("$deleteFromPrimitiveList/")) {
        deleteFromList(target.path(field.substring(field.indexOf('/') + 1)), value);
      } else if (value.isNull()) {
        target.remove(field);
      } else if (value.isObject()) {
        JsonNode before = target.path(field);
        ObjectNode merged = before.isObject() ? (ObjectNode) before : Json.object();
        target.set(field, merged);
        merge(merged, (ObjectNode) value, strategic);
      } else if (strategic && value.isArray() && target.path(field).isArray()) {
        mergeList(target, field, (ArrayNode) value);
      } else {
        target.set(field, value.deepCopy());
      }
    }
  }

  private static void mergeList(ObjectNode target, String field, ArrayNode patch) {
    ArrayNode current = (ArrayNode) target.get(field);
    String key = MERGE_KEYS.get(field);
    if (field.equals("finalizers")) {
      patch.forEach(value -> {
        if (indexOf(current, value) < 0) {
          current.add(value);
        }
      });
    } else if (key == null) {
      target.set(field, patch.deepCopy());
    } else {
      for (JsonNode entry : patch) {
        mergeEntry(current, key, (ObjectNode) entry);
      }
    }
  }

  private static void mergeEntry(ArrayNode current, String key, ObjectNode entry) {
    int at = -1;
    for (int i = 0; i < current.size(); i++) {
      if (current.get(i).path(key).equals(entry.path(key))) {
        at = i;
      }
    }
    if (entry.path("$patch").asText().equals("delete")) {
      if (at >= 0) {
        current.remove(at);
      }
    } else if (at >= 0) {
      merge((ObjectNode) current.get(at), entry, true);
    } else {
      current.add(entry.deepCopy());
    }
  }

  private static void deleteFromList(JsonNode list, JsonNode values) {
    for (JsonNode value : values) {
      int at = indexOf(list, value);
      if (at >= 0) {
        ((ArrayNode) list).remove(at);
      }
    }
  }

  private static int indexOf(JsonNode list, JsonNode value) {
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i).equals(value)) {
        return i;
      }
    }
    return -1;
  }

  private static void jsonPatch(ObjectNode root, JsonNode operation) {
    String path = operation.path("path").asText();
    switch (operation.path("op").asText()) {
      case "add" -> put(root, path, operation.get("value"), true);
      case "replace" -> put(root, path, operation.get("value"), false);
      case "remove" -> remove(root, path);
      case "test" -> {
        if (!root.at(path).equals(operation.get("value"))) {
          throw ApiException.of(
              StatusReason.INVALID, "the server rejected our request: test failed: " + path);
        }
      }
      case "copy" -> put(root, path, root.at(operation.path("from").asText()), true);
      case "move" -> {
        JsonNode moved = root.at(operation.path("from").asText()).deepCopy();
        remove(root, operation.path("from").asText());
        put(root, path, moved, true);
      }
      default -> throw ApiException.badRequest("unknown operation in " + operation);
    }
  }

  private static void put(ObjectNode root, String path, JsonNode value, boolean insert) {
    JsonNode parent = root.at(path.substring(0, path.lastIndexOf('/')));
    String last = lastSegment(path);
    switch (parent) {
      case ObjectNode object -> object.set(last, value.deepCopy());
      case ArrayNode array when last.equals("-") -> array.add(value.deepCopy());
      case ArrayNode array when insert -> array.insert(Integer.parseInt(last), value.deepCopy());
      case ArrayNode array -> array.set(Integer.parseInt(last), value.deepCopy());
      default -> throw ApiException.of(StatusReason.INVALID, "no such path: " + path);
    }
  }

  private static void remove(ObjectNode root, String path) {
    JsonNode parent = root.at(path.substring(0, path.lastIndexOf('/')));
    String last = lastSegment(path);
    if (root.at(path).isMissingNode()) {
      throw ApiException.of(StatusReason.INVALID, "no such path: " + path);
    }
    if (parent instanceof ArrayNode array) {
      array.remove(Integer.parseInt(last));
    } else {
      ((ObjectNode) parent).remove(last);
    }
  }

  private static String lastSegment(String path) {
    return path.substring(path.lastIndexOf('/') + 1).replace("~1", "/").replace("~0", "~");
  }
}
