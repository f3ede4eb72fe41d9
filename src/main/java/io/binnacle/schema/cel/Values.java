package io.binnacle.schema.cel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import io.binnacle.schema.structural.TextFormats;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Values of documents as values of CEL. Objects and lists are views, whose parts are converted when
 * an expression looks at them. Values fit their type: schemas are checked before rules.
 */
final class Values {
  private Values() {}

  static Object of(JsonNode value, DeclaredType type) {
    if (value.isNull() || value.isMissingNode()) {
      return NullValue.NULL_VALUE;
    }
    return switch (type.format()) {
      case OBJECT -> new ObjectView(value, type);
      case MAP -> new MapView(value, element(type));
      case LIST -> new ListView(value, element(type), type.identity());
      case TEXT -> value.asText();
      case BYTES -> CelByteString.of(Base64.getDecoder().decode(value.asText()));
      case DURATION -> TextFormats.duration(value.asText());
      case DATE -> LocalDate.parse(value.asText()).atStartOfDay().toInstant(ZoneOffset.UTC);
      case TIME -> OffsetDateTime.parse(value.asText()).toInstant();
      case FLAG -> value.asBoolean();
      case INTEGER -> value.asLong();
      case NUMBER -> value.asDouble();
      case ANY -> value.isTextual() ? value.asText() : (Object) value.asLong();
    };
  }

  private static DeclaredType element(DeclaredType type) {
    if (type.element() == null) {
      throw new IllegalStateException("a collection without a type of elements");
    }
    return type.element();
  }

  /** An object by its known fields. */
  private static final class ObjectView extends AbstractMap<String, Object> {
    private final JsonNode object;
    private final DeclaredType type;

    ObjectView(JsonNode object, DeclaredType type) {
      this.object = object;
      this.type = type;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
      return key instanceof String name
          && type.fields().containsKey(name)
          && object.has(FieldNames.unescape(name));
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
      if (!(key instanceof String name)) {
        return null;
      }
      DeclaredType field = type.fields().get(name);
      JsonNode value = object.get(FieldNames.unescape(name));
      return field == null || value == null ? null : of(value, field);
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
      Map<String, Object> entries = new LinkedHashMap<>();
      type.fields()
          .forEach((identifier, field) -> {
            JsonNode value = object.get(FieldNames.unescape(identifier));
            if (value != null) {
              entries.put(identifier, of(value, field));
            }
          });
      return entries.entrySet();
    }
  }

  /** A map whose values have one type. */
  private static final class MapView extends AbstractMap<String, Object> {
    private final JsonNode map;
    private final DeclaredType type;

    MapView(JsonNode map, DeclaredType type) {
      this.map = map;
      this.type = type;
    }

    @Override
    public int size() {
      return map.size();
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
      return key instanceof String name && map.has(name);
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
      JsonNode value = key instanceof String name ? map.get(name) : null;
      return value == null ? null : of(value, type);
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
      Map<String, Object> entries = new LinkedHashMap<>();
      if (map instanceof ObjectNode object) {
        object
            .properties()
            .forEach(entry -> entries.put(entry.getKey(), of(entry.getValue(), type)));
      }
      return entries.entrySet();
    }
  }

  /** A list, with what tells its items from each other. */
  static final class ListView extends AbstractList<Object> {
    private final JsonNode list;
    private final DeclaredType type;
    private final DeclaredType.ListIdentity identity;

    ListView(JsonNode list, DeclaredType type, DeclaredType.ListIdentity identity) {
      this.list = list;
      this.type = type;
      this.identity = identity;
    }

    DeclaredType.ListIdentity identity() {
      return identity;
    }

    @Override
    public Object get(int index) {
      JsonNode item = list instanceof ArrayNode array ? array.get(index) : null;
      if (item == null) {
        throw new IndexOutOfBoundsException(index);
      }
      return of(item, type);
    }

    @Override
    public int size() {
      return list.size();
    }
  }
}
