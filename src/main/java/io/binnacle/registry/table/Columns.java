package io.binnacle.registry.table;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.registry.TableColumn;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The columns of a kind, in their order. One builder, one kind. */
public final class Columns {
  public static final String NONE = "<none>";
  public static final String UNKNOWN = "<unknown>";
  private static final int WIDE = 1;

  private final List<TableColumn> columns = new ArrayList<>();

  private Columns() {}

  /** Begins with the object's name. */
  public static Columns named() {
    Columns columns = new Columns();
    columns.columns.add(nameColumn(0));
    return columns;
  }

  /** Begins with the object's name and what belongs to it, such as a mark of the default. */
  public static Columns named(Function<ApiObject, Object> cell) {
    Columns columns = new Columns();
    TableColumn name = nameColumn(0);
    columns.columns.add(
        new TableColumn(
            name.name(),
            name.type(),
            name.format(),
            name.description(),
            0,
            (object, _) -> cell.apply(object)));
    return columns;
  }

  /** Begins with nothing, for the kinds whose name comes elsewhere. */
  public static Columns unnamed() {
    return new Columns();
  }

  public Columns text(String name, String description, Function<ApiObject, Object> cell) {
    return add(name, "string", description, 0, (object, _) -> cell.apply(object));
  }

  public Columns number(String name, String description, Function<ApiObject, Object> cell) {
    return add(name, "integer", description, 0, (object, _) -> cell.apply(object));
  }

  public Columns flag(String name, String description, Function<ApiObject, Object> cell) {
    return add(name, "boolean", description, 0, (object, _) -> cell.apply(object));
  }

  /** Containers, images and selector of what is made of pods; columns of {@code -o wide}. */
  public Columns pods(String podSpec, String selector) {
    return wide(
            "Containers",
            "The containers of its pods.",
            object -> joined(object.tree().at(podSpec + "/containers"), "name"))
        .wide(
            "Images",
            "Their images.",
            object -> joined(object.tree().at(podSpec + "/containers"), "image"))
        .wide(
            "Selector",
            "The pods that are its own.",
            object -> selector(object.tree().at(selector)));
  }

  /** A column of {@code -o wide}. */
  public Columns wide(String name, String description, Function<ApiObject, Object> cell) {
    return add(name, "string", description, WIDE, (object, _) -> cell.apply(object));
  }

  /** A column whose value changes with time. */
  public Columns timed(
      String name, String description, boolean wide, BiFunction<ApiObject, Instant, Object> cell) {
    return add(name, "string", description, wide ? WIDE : 0, cell);
  }

  public Columns wideName() {
    columns.add(nameColumn(WIDE));
    return this;
  }

  public Columns age() {
    return timed(
        "Age",
        "How long ago the object was created.",
        false,
        (object, now) -> since(object.metadata().path("creationTimestamp"), now));
  }

  /** A moment that the client turns into an age itself. */
  public Columns createdAt() {
    return add(
        "Created At",
        "date",
        "When the object was created.",
        0,
        (object, _) -> object.metadata().path("creationTimestamp").asText());
  }

  public List<TableColumn> build() {
    return List.copyOf(columns);
  }

  private Columns add(
      String name,
      String type,
      String description,
      int priority,
      BiFunction<ApiObject, Instant, Object> cell) {
    columns.add(new TableColumn(name, type, "", description, priority, cell));
    return this;
  }

  private static TableColumn nameColumn(int priority) {
    return new TableColumn(
        "Name",
        "string",
        "name",
        "The name of the object, unique among its kind in its namespace.",
        priority,
        (object, _) -> object.name());
  }

  /** How long ago a timestamp was; {@code <unknown>} where there is none. */
  public static String since(JsonNode timestamp, Instant now) {
    if (!timestamp.isTextual()) {
      return UNKNOWN;
    }
    try {
      return HumanDuration.of(Duration.between(Instant.parse(timestamp.asText()), now));
    } catch (DateTimeParseException e) {
      return UNKNOWN;
    }
  }

  /** The text, or {@code <none>} where it is empty. */
  public static String orNone(String text) {
    return text.isEmpty() ? NONE : text;
  }

  /** A text of the object, empty where it has none. */
  public static Function<ApiObject, Object> at(String pointer) {
    return object -> object.tree().at(pointer).asText();
  }

  /** A number of the object, 0 where it has none. */
  public static Function<ApiObject, Object> countAt(String pointer) {
    return object -> object.tree().at(pointer).asInt();
  }

  /** A flag of the object. */
  public static Function<ApiObject, Object> flagAt(String pointer) {
    return object -> object.tree().at(pointer).asBoolean();
  }

  /** A selector, as a map of labels or structured. */
  public static String selector(JsonNode selector) {
    if (selector.has("matchLabels") || selector.has("matchExpressions")) {
      return orNone(LabelSelector.ofStructured(selector).toString());
    }
    return labels(selector);
  }

  /** Labels in the form of a selector, ordered by key. */
  public static String labels(JsonNode labels) {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, String> label : new TreeMap<>(Trees.textMap(labels)).entrySet()) {
      text.append(text.isEmpty() ? "" : ",").append(label.getKey()).append('=');
      text.append(label.getValue());
    }
    return orNone(text.toString());
  }

  /** One field of each entry of a list, separated by commas. */
  public static String joined(JsonNode list, String field) {
    List<String> values = new ArrayList<>();
    list.forEach(entry -> values.add(entry.path(field).asText()));
    return String.join(",", values);
  }
}
