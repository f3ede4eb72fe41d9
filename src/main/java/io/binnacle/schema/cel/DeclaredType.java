package io.binnacle.schema.cel;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableMap;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import io.binnacle.apimachinery.runtime.Trees;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A schema as CEL sees it: the type, and how large values can be where nothing else bounds them but
 * the size of a request. Values of unknown structure have no type and cannot be reached.
 *
 * @param celType what the checker knows
 * @param fields those of an object, by identifier
 * @param element the items of a list, the values of a map
 * @param identity what makes items of a list different from each other
 * @param maxElements the most characters, items or entries
 * @param minSize the least number of bytes of a value
 */
record DeclaredType(
    CelType celType,
    Format format,
    Map<String, DeclaredType> fields,
    @Nullable DeclaredType element,
    ListIdentity identity,
    long maxElements,
    long minSize) {
  /** The largest request that the API takes. */
  static final long MAX_REQUEST = 3 * 1024 * 1024;

  private static final long MAX_DURATION = 32;
  private static final long DATE = 12;
  private static final long MAX_DATE_TIME = 37;
  private static final long MIN_DATE_TIME = 22;

  /** How values are read. */
  enum Format {
    OBJECT,
    MAP,
    LIST,
    TEXT,
    BYTES,
    DURATION,
    DATE,
    TIME,
    FLAG,
    INTEGER,
    NUMBER,
    ANY
  }

  /** The list type, and the keys of a map. */
  record ListIdentity(String type, List<String> keys) {
    static final ListIdentity ATOMIC = new ListIdentity("atomic", List.of());

    static ListIdentity of(JsonNode schema) {
      String type = schema.path("x-kubernetes-list-type").asText();
      return type.isEmpty()
          ? ATOMIC
          : new ListIdentity(type, Trees.texts(schema.path("x-kubernetes-list-map-keys")));
    }
  }

  /**
   * The type of a resource, whose kind, version and names are always there.
   *
   * @param name of the type, such as {@code object}; told in messages
   */
  static Optional<DeclaredType> ofResource(JsonNode schema, String name) {
    return Optional.ofNullable(of(schema, true, name));
  }

  private static @Nullable DeclaredType of(JsonNode schema, boolean isResource, String name) {
    if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
      return simple(SimpleType.DYN, Format.ANY, MAX_REQUEST - 2, 1);
    }
    return switch (isResource ? "object" : schema.path("type").asText()) {
      case "object" -> ofObject(schema, isResource, name);
      case "array" -> ofList(schema, name);
      case "string" -> ofText(schema);
      case "boolean" -> simple(SimpleType.BOOL, Format.FLAG, 1, 4);
      case "integer" -> simple(SimpleType.INT, Format.INTEGER, 1, 1);
      case "number" -> simple(SimpleType.DOUBLE, Format.NUMBER, 1, 1);
      default -> null;
    };
  }

  private static DeclaredType simple(CelType type, Format format, long max, long min) {
    return new DeclaredType(type, format, Map.of(), null, ListIdentity.ATOMIC, max, min);
  }

  private static @Nullable DeclaredType ofObject(JsonNode schema, boolean isResource, String name) {
    JsonNode values = schema.path("additionalProperties");
    if (values.isObject()) {
      DeclaredType value = of(values, isEmbedded(values), name + ".@values");
      if (value == null) {
        return null;
      }
      // Six bytes are the least that a key, its quotes, the colon and the comma take.
      long most = bound(schema, "maxProperties", (MAX_REQUEST - 2) / (value.minSize + 6));
      MapType type = MapType.create(SimpleType.STRING, value.celType);
      return new DeclaredType(type, Format.MAP, Map.of(), value, ListIdentity.ATOMIC, most, 2);
    }
    Map<String, DeclaredType> fields = new LinkedHashMap<>();
    long minSize = 2;
    List<String> required = Trees.texts(schema.path("required"));
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      JsonNode document = property.getValue();
      String field = property.getKey();
      DeclaredType type = of(document, isEmbedded(document), name + "." + field);
      String identifier = FieldNames.escape(field).orElse(null);
      if (type != null && identifier != null) {
        fields.put(identifier, type);
        if (required.contains(field) && !document.has("default")) {
          minSize += type.minSize + field.length() + 4;
        }
      }
    }
    if (isResource) {
      addResourceFields(fields, name);
    }
    return new DeclaredType(
        struct(name, fields), Format.OBJECT, fields, null, ListIdentity.ATOMIC, 1, minSize);
  }

  private static void addResourceFields(Map<String, DeclaredType> fields, String name) {
    DeclaredType text = simple(SimpleType.STRING, Format.TEXT, MAX_REQUEST - 2, 2);
    fields.put("apiVersion", text);
    fields.put("kind", text);
    Map<String, DeclaredType> metadata = Map.of("name", text, "generateName", text);
    fields.put(
        "metadata",
        new DeclaredType(
            struct(name + ".metadata", metadata),
            Format.OBJECT,
            metadata,
            null,
            ListIdentity.ATOMIC,
            1,
            2));
  }

  /** Names with dots could be taken for selections of a variable's fields; no name has a colon. */
  private static StructType struct(String name, Map<String, DeclaredType> fields) {
    ImmutableMap.Builder<String, CelType> types = ImmutableMap.builder();
    fields.forEach((field, type) -> types.put(field, type.celType));
    ImmutableMap<String, CelType> known = types.buildOrThrow();
    return StructType.create(
        ":" + name, known.keySet(), field -> Optional.ofNullable(known.get(field)));
  }

  private static boolean isEmbedded(JsonNode schema) {
    return schema.path("x-kubernetes-embedded-resource").asBoolean();
  }

  private static @Nullable DeclaredType ofList(JsonNode schema, String name) {
    JsonNode items = schema.path("items");
    DeclaredType item = of(items, isEmbedded(items), name + ".@items");
    if (item == null) {
      return null;
    }
    long most = bound(schema, "maxItems", (MAX_REQUEST - 2) / (item.minSize + 1));
    return new DeclaredType(
        ListType.create(item.celType),
        Format.LIST,
        Map.of(),
        item,
        ListIdentity.of(schema),
        most,
        2);
  }

  private static DeclaredType ofText(JsonNode schema) {
    return switch (schema.path("format").asText()) {
      case "byte" ->
          simple(SimpleType.BYTES, Format.BYTES, bound(schema, "maxLength", MAX_REQUEST - 2), 2);
      case "duration" -> simple(SimpleType.DURATION, Format.DURATION, MAX_DURATION, 4);
      case "date" -> simple(SimpleType.TIMESTAMP, Format.DATE, DATE, DATE);
      case "date-time" -> simple(SimpleType.TIMESTAMP, Format.TIME, MAX_DATE_TIME, MIN_DATE_TIME);
      default -> simple(SimpleType.STRING, Format.TEXT, longestText(schema), 2);
    };
  }

  private static long longestText(JsonNode schema) {
    if (schema.path("maxLength").isNumber()) {
      // The bound counts characters, sizes are bytes: four are the most that one takes.
      return Math.max(0, schema.path("maxLength").asLong()) * 4;
    }
    long longest = -1;
    for (JsonNode value : schema.path("enum")) {
      longest = Math.max(longest, value.asText().length());
    }
    return longest >= 0 ? longest : MAX_REQUEST - 2;
  }

  private static long bound(JsonNode schema, String field, long otherwise) {
    return schema.path(field).isNumber() ? Math.max(0, schema.path(field).asLong()) : otherwise;
  }

  /** The type of a field by its name in documents; null where expressions cannot reach it. */
  @Nullable DeclaredType field(String name) {
    return FieldNames.escape(name).map(fields::get).orElse(null);
  }

  /** How often at most a value of this type stands in a request. */
  long maxCardinality() {
    return MAX_REQUEST / (minSize + 1);
  }
}
