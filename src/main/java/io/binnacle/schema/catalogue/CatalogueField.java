package io.binnacle.schema.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.schema.Schema;
import io.binnacle.schema.catalogue.TypeExpression.ListOf;
import io.binnacle.schema.catalogue.TypeExpression.MapOf;
import io.binnacle.schema.catalogue.TypeExpression.Plain;
import io.binnacle.schema.catalogue.TypeExpression.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A use of a type: a field of an object, an item of a list or a value of a map. What it says of
 * lists and patches is the field's; the rest is the type's.
 */
public final class CatalogueField implements Schema {
  private final BuiltInSchemaCatalog catalog;
  private final String owner;
  private final String jsonName;
  private final int number;
  private final TypeExpression type;
  private final @Nullable CatalogueField element;
  private final Markers markers;
  // Resolved on first use; a race finds the same type twice.
  private volatile @Nullable CatalogueType target;

  /** What few fields have: kept apart, so that all others share one empty instance. */
  private record Markers(
      Set<String> patchStrategies,
      String patchMergeKey,
      String listType,
      List<String> listMapKeys,
      boolean atomicMap,
      boolean keepsZero,
      boolean alwaysPresent,
      @Nullable JsonNode defaultValue) {
    static final Markers NONE = new Markers(Set.of(), "", "", List.of(), false, false, false, null);

    static Markers read(JsonNode json) {
      String strategies = json.path("patchStrategy").asText();
      List<String> keys = new ArrayList<>();
      json.path("listMapKeys").forEach(key -> keys.add(key.asText()));
      Markers markers =
          new Markers(
              strategies.isEmpty() ? Set.of() : Set.of(strategies.split(",")),
              json.path("patchMergeKey").asText(),
              json.path("listType").asText(),
              List.copyOf(keys),
              json.path("mapType").asText().equals("atomic"),
              json.path("keepsZero").asBoolean(),
              json.path("alwaysPresent").asBoolean(),
              json.get("default"));
      return markers.equals(NONE) ? NONE : markers;
    }
  }

  private CatalogueField(
      BuiltInSchemaCatalog catalog,
      String owner,
      String jsonName,
      int number,
      TypeExpression type,
      Markers markers) {
    this.catalog = catalog;
    this.owner = owner;
    this.jsonName = jsonName;
    this.number = number;
    this.type = type;
    this.markers = markers;
    this.element =
        switch (type) {
          case ListOf list -> use(list.items());
          case MapOf map -> use(map.values());
          case Plain plain -> null;
          case Reference reference -> null;
        };
  }

  private CatalogueField use(TypeExpression of) {
    return new CatalogueField(catalog, owner, jsonName, 0, of, Markers.NONE);
  }

  static CatalogueField read(BuiltInSchemaCatalog catalog, String owner, JsonNode json) {
    boolean embedded = json.has("inline");
    return new CatalogueField(
        catalog,
        owner,
        embedded ? "" : json.path("name").asText().intern(),
        json.path("number").asInt(),
        embedded
            ? new Reference(json.path("inline").asText())
            : TypeExpression.parse(json.path("type").asText()),
        Markers.read(json));
  }

  /** The field's name; empty for an embedded message, whose fields appear in the object itself. */
  public String jsonName() {
    return jsonName;
  }

  public boolean isEmbedded() {
    return jsonName.isEmpty();
  }

  /** The number in the protobuf message, 0 where there is none. */
  public int number() {
    return number;
  }

  public TypeExpression expression() {
    return type;
  }

  /** The use of the items' or values' type. */
  public CatalogueField element() {
    if (element == null) {
      throw new IllegalStateException(jsonName + " is neither a list nor a map");
    }
    return element;
  }

  /** The type that a {@link Reference} names. */
  public CatalogueType target() {
    CatalogueType resolved = target;
    if (resolved == null) {
      resolved = catalog.type(((Reference) type).component());
      target = resolved;
    }
    return resolved;
  }

  /**
   * Whether a zero value that was sent is kept: the field tells zero from absent, or is always
   * written.
   */
  public boolean keepsZero() {
    return markers.keepsZero();
  }

  @Override
  public Type type() {
    return switch (type) {
      case Plain plain -> plain.scalar().type();
      case Reference reference -> target().type();
      case ListOf list -> Type.ARRAY;
      case MapOf map -> Type.OBJECT;
    };
  }

  @Override
  public String format() {
    return switch (type) {
      case Plain plain -> plain.scalar().format();
      case Reference reference -> target().format();
      case ListOf list -> "";
      case MapOf map -> "";
    };
  }

  @Override
  public String description() {
    return catalog.description(owner, jsonName);
  }

  @Override
  public String name() {
    return type instanceof Reference reference ? reference.component() : "";
  }

  @Override
  public Map<String, Schema> properties() {
    return type instanceof Reference ? target().properties() : Map.of();
  }

  @Override
  public Optional<Schema> additionalProperties() {
    return type instanceof MapOf ? Optional.of(element()) : Optional.empty();
  }

  @Override
  public Optional<Schema> items() {
    return type instanceof ListOf ? Optional.of(element()) : Optional.empty();
  }

  @Override
  public Set<String> required() {
    return type instanceof Reference ? target().required() : Set.of();
  }

  @Override
  public Optional<JsonNode> defaultValue() {
    return Optional.ofNullable(markers.defaultValue());
  }

  @Override
  public Set<String> patchStrategies() {
    return markers.patchStrategies();
  }

  @Override
  public String patchMergeKey() {
    return markers.patchMergeKey();
  }

  @Override
  public Optional<ListType> listType() {
    return markers.listType().isEmpty()
        ? Optional.empty()
        : Optional.of(ListType.valueOf(markers.listType().toUpperCase(Locale.ROOT)));
  }

  @Override
  public List<String> listMapKeys() {
    return markers.listMapKeys();
  }

  @Override
  public boolean atomicMap() {
    return markers.atomicMap() || (type instanceof Reference && target().atomicMap());
  }

  @Override
  public boolean alwaysPresent() {
    return markers.alwaysPresent();
  }

  @Override
  public boolean preserveUnknownFields() {
    return type instanceof Reference && target().preserveUnknownFields();
  }

  @Override
  public String toString() {
    return owner + "." + jsonName;
  }
}
