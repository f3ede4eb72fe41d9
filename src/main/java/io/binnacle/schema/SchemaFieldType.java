package io.binnacle.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.binnacle.apimachinery.managedfields.FieldType;
import io.binnacle.apimachinery.runtime.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A schema as field ownership sees it. The view of a schema makes the views of its parts once, so
 * one view of a kind should serve all its objects. Safe for any thread.
 */
public final class SchemaFieldType implements FieldType {
  private final Schema schema;
  private final Form form;
  private final boolean atomic;
  private final List<String> keys;
  private final boolean freeFields;
  private final Map<String, Optional<FieldType>> declared = new ConcurrentHashMap<>();
  // Made on first use, since schemas may be recursive; a race makes the same view twice.
  private volatile @Nullable FieldType element;

  public SchemaFieldType(Schema schema) {
    this.schema = schema;
    this.form = formOf(schema);
    this.freeFields = hasFreeFields(schema);
    this.keys = keysOf(schema);
    this.atomic =
        switch (form) {
          case MAP -> schema.atomicMap();
          case LIST -> isAtomicList(schema);
          case SCALAR, DEDUCED -> false;
        };
  }

  private static Form formOf(Schema schema) {
    return switch (schema.type()) {
      case OBJECT -> Form.MAP;
      case ARRAY -> Form.LIST;
      case STRING, INTEGER, NUMBER, BOOLEAN -> Form.SCALAR;
      case ANY ->
          switch (schema.format()) {
            case "quantity", "int-or-string" -> Form.SCALAR;
            default -> schema.properties().isEmpty() ? Form.DEDUCED : Form.MAP;
          };
    };
  }

  private static boolean hasFreeFields(Schema schema) {
    return schema.preserveUnknownFields()
        || (schema.properties().isEmpty() && schema.additionalProperties().isEmpty());
  }

  /** A list that says nothing of itself is merged as strategic merge patch merges it. */
  private static boolean isAtomicList(Schema schema) {
    return schema
        .listType()
        .map(type -> type == Schema.ListType.ATOMIC)
        .orElseGet(() -> !schema.patchStrategies().contains("merge"));
  }

  private static List<String> keysOf(Schema schema) {
    Schema.ListType type = schema.listType().orElse(null);
    if (type == null) {
      return schema.patchMergeKey().isEmpty() ? List.of() : List.of(schema.patchMergeKey());
    }
    return type == Schema.ListType.MAP ? schema.listMapKeys() : List.of();
  }

  @Override
  public Form form() {
    return form;
  }

  @Override
  public Scalar scalar() {
    return switch (schema.type()) {
      case INTEGER, NUMBER -> Scalar.NUMERIC;
      case BOOLEAN -> Scalar.BOOLEAN;
      case STRING -> schema.format().equals("date-time") ? Scalar.UNTYPED : Scalar.STRING;
      case OBJECT, ARRAY, ANY -> Scalar.UNTYPED;
    };
  }

  @Override
  public boolean atomic() {
    return atomic;
  }

  @Override
  public @Nullable FieldType declared(String name) {
    Optional<FieldType> known = declared.get(name);
    if (known != null) {
      return known.orElse(null);
    }
    Schema field = schema.properties().get(name);
    if (field == null) {
      // Not remembered: anybody may ask for any name.
      return null;
    }
    return declared
        .computeIfAbsent(name, key -> Optional.of(new SchemaFieldType(field)))
        .orElse(null);
  }

  @Override
  public @Nullable FieldType undeclared() {
    Optional<Schema> values = schema.additionalProperties();
    if (values.isPresent()) {
      return elementOf(values.get());
    }
    return freeFields ? DEDUCED : null;
  }

  @Override
  public FieldType items() {
    return schema.items().map(this::elementOf).orElse(DEDUCED);
  }

  private FieldType elementOf(Schema of) {
    FieldType known = element;
    if (known == null) {
      known = new SchemaFieldType(of);
      element = known;
    }
    return known;
  }

  @Override
  public List<String> keys() {
    return keys;
  }

  @Override
  public @Nullable JsonNode defaultOfKey(String key) {
    return schema
        .items()
        .map(items -> items.properties().get(key))
        .flatMap(Schema::defaultValue)
        .orElse(null);
  }

  @Override
  public @Nullable JsonNode implied(String name) {
    Schema field = schema.properties().get(name);
    if (field == null) {
      return null;
    }
    if (field.alwaysPresent()) {
      return Json.object();
    }
    boolean typed = !schema.name().isEmpty() && schema.required().contains(name);
    return typed ? zero(field) : null;
  }

  /** What Kubernetes' types have where nothing was said. */
  private static JsonNode zero(Schema field) {
    JsonNodeFactory nodes = Json.mapper().getNodeFactory();
    return switch (field.type()) {
      case STRING -> nodes.textNode("");
      case INTEGER, NUMBER -> nodes.numberNode(0);
      case BOOLEAN -> nodes.booleanNode(false);
      case OBJECT -> field.properties().isEmpty() ? nodes.nullNode() : nodes.objectNode();
      case ARRAY, ANY -> nodes.nullNode();
    };
  }

  @Override
  public String toString() {
    return schema.toString();
  }
}
