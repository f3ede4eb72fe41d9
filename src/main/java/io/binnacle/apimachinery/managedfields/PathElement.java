package io.binnacle.apimachinery.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * One step into an object: a field, or an item of a list by its keys, its value or its position.
 * {@link #encoded} is the form in fieldsV1, {@link #toString} the one in messages. The order is
 * Kubernetes': fields, keyed items, values, positions.
 */
public sealed interface PathElement extends Comparable<PathElement> {
  /** The form in fieldsV1, such as {@code f:spec} or <code>k:{"name":"c"}</code>. */
  String encoded();

  /** The place among the four kinds of steps. */
  int rank();

  /** A field of an object or an entry of a map. */
  record Field(String name) implements PathElement {
    @Override
    public String encoded() {
      return "f:" + name;
    }

    @Override
    public int rank() {
      return 0;
    }

    @Override
    public int compareTo(PathElement other) {
      return other instanceof Field field ? name.compareTo(field.name) : -1;
    }

    @Override
    public String toString() {
      return "." + name;
    }
  }

  /** One key of a list's item. */
  record KeyValue(String name, JsonNode value) {
    static final Comparator<KeyValue> ORDER =
        Comparator.comparing(KeyValue::name).thenComparing(KeyValue::value, ValueOrder.INSTANCE);

    public KeyValue {
      value = GoText.normal(value);
    }
  }

  /** An item of a list of objects, by the values of its keys, which are sorted by name. */
  record Keyed(List<KeyValue> keys) implements PathElement {
    public Keyed {
      keys = keys.stream().sorted(Comparator.comparing(KeyValue::name)).toList();
    }

    @Override
    public String encoded() {
      ObjectNode object = Json.object();
      keys.forEach(key -> object.set(key.name(), key.value()));
      return "k:" + GoText.json(object);
    }

    @Override
    public int rank() {
      return 1;
    }

    @Override
    public int compareTo(PathElement other) {
      if (!(other instanceof Keyed keyed)) {
        return Integer.compare(rank(), other.rank());
      }
      for (int i = 0; i < Math.min(keys.size(), keyed.keys.size()); i++) {
        int order = KeyValue.ORDER.compare(keys.get(i), keyed.keys.get(i));
        if (order != 0) {
          return order;
        }
      }
      return Integer.compare(keys.size(), keyed.keys.size());
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder("[");
      for (KeyValue key : keys) {
        text.append(text.length() > 1 ? "," : "")
            .append(key.name())
            .append('=')
            .append(Json.writeText(key.value()));
      }
      return text.append(']').toString();
    }
  }

  /** A value of a set. */
  record Value(JsonNode value) implements PathElement {
    public Value {
      value = GoText.normal(value);
    }

    @Override
    public String encoded() {
      return "v:" + GoText.json(value);
    }

    @Override
    public int rank() {
      return 2;
    }

    @Override
    public int compareTo(PathElement other) {
      return other instanceof Value set
          ? ValueOrder.INSTANCE.compare(value, set.value)
          : Integer.compare(rank(), other.rank());
    }

    @Override
    public String toString() {
      return "[=" + Json.writeText(value) + "]";
    }
  }

  /** An item by its position; no schema makes these, but clients may store them. */
  record Index(int position) implements PathElement {
    @Override
    public String encoded() {
      return "i:" + position;
    }

    @Override
    public int rank() {
      return 3;
    }

    @Override
    public int compareTo(PathElement other) {
      return other instanceof Index index
          ? Integer.compare(position, index.position)
          : Integer.compare(rank(), other.rank());
    }

    @Override
    public String toString() {
      return "[" + position + "]";
    }
  }

  /**
   * Reads the form in fieldsV1.
   *
   * @throws IllegalArgumentException when the text is no step
   */
  static PathElement parse(String text) {
    if (text.length() < 2) {
      throw new IllegalArgumentException("key must be 2 characters long:");
    }
    if (text.charAt(1) != ':') {
      throw new IllegalArgumentException("missing colon: " + text);
    }
    String content = text.substring(2);
    return switch (text.charAt(0)) {
      case 'f' -> new Field(content);
      case 'v' -> new Value(read(content));
      case 'k' -> keyed(read(content));
      case 'i' -> new Index(Integer.parseInt(content));
      default -> throw new IllegalArgumentException("unknown path element type");
    };
  }

  private static JsonNode read(String content) {
    try {
      return Json.read(content.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalArgumentException("no JSON: " + content, e);
    }
  }

  private static Keyed keyed(JsonNode object) {
    if (!object.isObject()) {
      throw new IllegalArgumentException("no keys: " + object);
    }
    List<KeyValue> keys = new ArrayList<>(object.size());
    for (Map.Entry<String, JsonNode> key : object.properties()) {
      keys.add(new KeyValue(key.getKey(), key.getValue()));
    }
    return new Keyed(keys);
  }
}
