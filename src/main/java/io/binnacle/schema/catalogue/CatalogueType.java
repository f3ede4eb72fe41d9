package io.binnacle.schema.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.schema.Schema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A named type of the catalogue. */
public final class CatalogueType implements Schema {
  private final BuiltInSchemaCatalog catalog;
  private final String name;
  private final Form form;
  private final boolean atomic;
  private final Set<String> required;
  private final List<CatalogueField> fields;
  // Computed on first use; a race computes the same value twice.
  private volatile @Nullable Map<String, Schema> properties;

  private CatalogueType(BuiltInSchemaCatalog catalog, String name, JsonNode json) {
    this.catalog = catalog;
    this.name = name;
    this.form = Form.named(json.path("form").asText());
    this.atomic = json.path("atomic").asBoolean();
    Set<String> names = new LinkedHashSet<>();
    json.path("required").forEach(field -> names.add(field.asText()));
    this.required = Collections.unmodifiableSet(names);
    List<CatalogueField> read = new ArrayList<>();
    json.path("fields").forEach(field -> read.add(CatalogueField.read(catalog, name, field)));
    this.fields = List.copyOf(read);
  }

  static CatalogueType read(BuiltInSchemaCatalog catalog, String name, JsonNode json) {
    return new CatalogueType(catalog, name, json);
  }

  /** How the type's JSON relates to its protobuf message. */
  public Form form() {
    return form;
  }

  /** The fields of the protobuf message, embedded messages among them. */
  public List<CatalogueField> fields() {
    return fields;
  }

  /** The field of this number in the protobuf message. */
  public Optional<CatalogueField> field(int number) {
    for (CatalogueField field : fields) {
      if (field.number() == number) {
        return Optional.of(field);
      }
    }
    return Optional.empty();
  }

  @Override
  public Type type() {
    return form.type();
  }

  @Override
  public String format() {
    return form.format();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return catalog.description(name, "");
  }

  @Override
  public Map<String, Schema> properties() {
    if (form != Form.OBJECT) {
      return Map.of();
    }
    Map<String, Schema> known = properties;
    if (known == null) {
      Map<String, Schema> collected = new LinkedHashMap<>();
      for (CatalogueField field : fields) {
        if (field.isEmbedded()) {
          collected.putAll(field.target().properties());
        } else {
          collected.put(field.jsonName(), field);
        }
      }
      known = Collections.unmodifiableMap(collected);
      properties = known;
    }
    return known;
  }

  @Override
  public Optional<Schema> additionalProperties() {
    return Optional.empty();
  }

  @Override
  public Optional<Schema> items() {
    return Optional.empty();
  }

  @Override
  public Set<String> required() {
    return required;
  }

  @Override
  public Optional<JsonNode> defaultValue() {
    return Optional.empty();
  }

  @Override
  public Set<String> patchStrategies() {
    return Set.of();
  }

  @Override
  public String patchMergeKey() {
    return "";
  }

  @Override
  public Optional<ListType> listType() {
    return Optional.empty();
  }

  @Override
  public List<String> listMapKeys() {
    return List.of();
  }

  @Override
  public boolean atomicMap() {
    return atomic;
  }

  @Override
  public boolean preserveUnknownFields() {
    return form.opaque();
  }

  @Override
  public String toString() {
    return name;
  }
}
