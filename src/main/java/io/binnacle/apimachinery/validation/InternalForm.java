package io.binnacle.apimachinery.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How messages show a value that Kubernetes hands to its error as a whole structure: as JSON of its
 * internal types, whose fields have capital letters, come in the order of their declaration and are
 * never left out. Immutable; built once per structure.
 */
public final class InternalForm {
  /** What a field shows that the object does not have. */
  private enum Absent {
    NULL,
    TEXT,
    NUMBER,
    FLAG,
    EMPTY,
    OMITTED
  }

  private record Field(String jsonName, Absent absent, @Nullable InternalForm form) {}

  private final Map<String, Field> fields;

  private InternalForm(Map<String, Field> fields) {
    this.fields = fields;
  }

  public static InternalForm empty() {
    return new InternalForm(Map.of());
  }

  /** Texts that show as empty when they are absent. */
  public InternalForm texts(String... names) {
    return with(Absent.TEXT, names);
  }

  public InternalForm numbers(String... names) {
    return with(Absent.NUMBER, names);
  }

  public InternalForm flags(String... names) {
    return with(Absent.FLAG, names);
  }

  /** Pointers, lists and maps: null when they are absent. */
  public InternalForm optional(String... names) {
    return with(Absent.NULL, names);
  }

  /** A structure, or a list of them, that shows in a form of its own. */
  public InternalForm nested(String name, InternalForm form) {
    Map<String, Field> all = new LinkedHashMap<>(fields);
    all.put(name, new Field(jsonName(name), Absent.NULL, form));
    return new InternalForm(all);
  }

  /** A structure that is part of its owner, and shows its own fields when it is absent. */
  public InternalForm structure(String name, InternalForm form) {
    Map<String, Field> all = new LinkedHashMap<>(fields);
    all.put(name, new Field(jsonName(name), Absent.EMPTY, form));
    return new InternalForm(all);
  }

  /** The fields of a structure that is embedded in this one. */
  public InternalForm embedded(InternalForm form) {
    Map<String, Field> all = new LinkedHashMap<>(fields);
    all.putAll(form.fields);
    return new InternalForm(all);
  }

  /** Fields that are left out when they are absent, as in types that have no internal form. */
  public InternalForm omitted(String... names) {
    return with(Absent.OMITTED, names);
  }

  private InternalForm with(Absent absent, String... names) {
    Map<String, Field> all = new LinkedHashMap<>(fields);
    for (String name : names) {
      all.put(name, new Field(jsonName(name), absent, null));
    }
    return new InternalForm(all);
  }

  /** {@code TopologyKey} is {@code topologyKey}; {@code APIGroup} is {@code apiGroup}. */
  private static String jsonName(String name) {
    int capitals = 0;
    while (capitals < name.length() && Character.isUpperCase(name.charAt(capitals))) {
      capitals++;
    }
    int lowered = capitals > 1 && capitals < name.length() ? capitals - 1 : capitals;
    return name.substring(0, lowered).toLowerCase(java.util.Locale.ROOT) + name.substring(lowered);
  }

  /** The value as a message shows it. */
  public String show(JsonNode value) {
    return Json.writeText(convert(value));
  }

  /**
   * The differences of two values as a message shows them: those of their indented JSON, as {@code
   * k8s.io/apimachinery/pkg/util/diff} has done it since 1.34.
   */
  public String diff(JsonNode before, JsonNode now) {
    return UnifiedDiff.of(IndentedJson.lines(convert(before)), IndentedJson.lines(convert(now)));
  }

  private JsonNode convert(JsonNode value) {
    if (value.isArray()) {
      ArrayNode list = Json.mapper().createArrayNode();
      value.forEach(item -> list.add(convert(item)));
      return list;
    }
    if (!value.isObject()) {
      return Json.mapper().nullNode();
    }
    ObjectNode shown = Json.object();
    fields.forEach((name, field) -> {
      JsonNode content = value.path(field.jsonName());
      if (field.absent() != Absent.OMITTED || !content.isMissingNode()) {
        shown.set(name, fieldOf(content, field));
      }
    });
    return shown;
  }

  private static JsonNode fieldOf(JsonNode value, Field field) {
    if (value.isMissingNode() || value.isNull()) {
      return switch (field.absent()) {
        case NULL, OMITTED -> Json.mapper().nullNode();
        case EMPTY -> Objects.requireNonNull(field.form()).convert(Json.object());
        case TEXT -> Json.mapper().getNodeFactory().textNode("");
        case NUMBER -> Json.mapper().getNodeFactory().numberNode(0);
        case FLAG -> Json.mapper().getNodeFactory().booleanNode(false);
      };
    }
    return field.form() == null ? value : field.form().convert(value);
  }
}
