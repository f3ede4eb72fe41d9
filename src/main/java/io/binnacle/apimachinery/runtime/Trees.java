package io.binnacle.apimachinery.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reading, comparing and completing JSON trees. Stateless. */
public final class Trees {
  /** Numbers are the same when their values are, whichever Java type holds them. */
  private static final Comparator<JsonNode> BY_VALUE =
      (a, b) -> {
        if (a.isNumber() && b.isNumber()) {
          return a.decimalValue().compareTo(b.decimalValue());
        }
        return a.equals(b) ? 0 : 1;
      };

  private Trees() {}

  /** Whether two trees say the same; the order of fields does not count. */
  public static boolean same(@Nullable JsonNode a, @Nullable JsonNode b) {
    boolean absentA = a == null || a.isMissingNode();
    boolean absentB = b == null || b.isMissingNode();
    if (a == null || b == null || absentA || absentB) {
      return absentA && absentB;
    }
    return a.equals(BY_VALUE, b);
  }

  /** The object below a field, made where it is missing or null. */
  public static ObjectNode child(ObjectNode parent, String field) {
    return parent.get(field) instanceof ObjectNode object ? object : parent.putObject(field);
  }

  /** Sets a text where the field is missing, null or empty. */
  public static void defaultText(ObjectNode object, String field, String value) {
    JsonNode current = object.get(field);
    if (current == null
        || current.isNull()
        || (current.isTextual() && current.asText().isEmpty())) {
      object.put(field, value);
    }
  }

  /** Sets a number where the field is missing or null. */
  public static void defaultNumber(ObjectNode object, String field, int value) {
    if (!object.hasNonNull(field)) {
      object.put(field, value);
    }
  }

  /** Sets a number where the field is missing, null or zero. */
  public static void defaultNonZero(ObjectNode object, String field, int value) {
    if (object.path(field).asInt() == 0) {
      object.put(field, value);
    }
  }

  /** Sets a flag where the field is missing or null. */
  public static void defaultFlag(ObjectNode object, String field, boolean value) {
    if (!object.hasNonNull(field)) {
      object.put(field, value);
    }
  }

  /** The objects of a list, in order; what is no object is left out. */
  public static List<ObjectNode> objects(JsonNode list) {
    List<ObjectNode> objects = new ArrayList<>(list.size());
    for (JsonNode entry : list) {
      if (entry instanceof ObjectNode object) {
        objects.add(object);
      }
    }
    return objects;
  }

  /** The texts of a list. */
  public static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>(list.size());
    list.forEach(entry -> texts.add(entry.asText()));
    return texts;
  }

  /** A map of texts, in document order. */
  public static Map<String, String> textMap(JsonNode map) {
    Map<String, String> texts = LinkedHashMap.newLinkedHashMap(map.size());
    map.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
    return texts;
  }

  /** A new object of some fields of another one: those that it has. */
  public static ObjectNode only(JsonNode object, List<String> fields) {
    ObjectNode part = Json.object();
    for (String field : fields) {
      JsonNode value = object.get(field);
      if (value != null) {
        part.set(field, value);
      }
    }
    return part;
  }

  /** Sets a field, or removes it where the value is absent. */
  public static void setOrRemove(ObjectNode object, String field, @Nullable JsonNode value) {
    if (value == null || value.isMissingNode()) {
      object.remove(field);
    } else {
      object.set(field, value);
    }
  }

  /** The value at a dotted path. */
  public static JsonNode at(JsonNode tree, String dottedPath) {
    JsonNode node = tree;
    for (String name : dottedPath.split("\\.")) {
      if (!name.isEmpty()) {
        node = node.path(name);
      }
    }
    return node;
  }

  /** Sets the value at a dotted path; objects on the way are made. */
  public static void setAt(ObjectNode tree, String dottedPath, JsonNode value) {
    String[] names = dottedPath.split("\\.");
    ObjectNode parent = tree;
    int start = names[0].isEmpty() ? 1 : 0;
    for (int i = start; i < names.length - 1; i++) {
      parent = child(parent, names[i]);
    }
    parent.set(names[names.length - 1], value);
  }

  /** Removes the entries of a list for which the test holds. */
  public static void removeIf(ArrayNode list, java.util.function.Predicate<JsonNode> test) {
    for (Iterator<JsonNode> entries = list.iterator(); entries.hasNext(); ) {
      if (test.test(entries.next())) {
        entries.remove();
      }
    }
  }
}
