package io.binnacle.schema.structural;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.schema.Schema;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The structure that an OpenAPI v3 document gives to custom resources: which fields there are,
 * their types, defaults and list types. What values must fulfil besides is said by {@link
 * ValueRules}.
 */
public final class StructuralSchema implements Schema {
  private static final String PRESERVE = "x-kubernetes-preserve-unknown-fields";
  private static final String INT_OR_STRING = "x-kubernetes-int-or-string";
  private static final String EMBEDDED = "x-kubernetes-embedded-resource";
  private static final ObjectNode TEXT = Json.object().put("type", "string");

  private final ObjectNode document;
  private final Type type;
  private final Map<String, Schema> properties;
  private final @Nullable Schema additionalProperties;
  private final @Nullable Schema items;
  private final Set<String> required;
  private final boolean preserving;

  private StructuralSchema(ObjectNode document, boolean isResource, Schema objectMetadata) {
    this.document = document;
    this.type = typeOf(document.path("type").asText());
    this.properties = properties(document, isResource, objectMetadata);
    JsonNode values = document.path("additionalProperties");
    // "true" allows any value, which is kept as it is.
    this.additionalProperties =
        values instanceof ObjectNode schema
            ? new StructuralSchema(schema, false, objectMetadata)
            : null;
    this.preserving =
        document.path(PRESERVE).asBoolean() || (values.isBoolean() && values.asBoolean());
    this.items =
        document.get("items") instanceof ObjectNode schema
            ? new StructuralSchema(schema, false, objectMetadata)
            : null;
    this.required =
        Collections.unmodifiableSet(new LinkedHashSet<>(Trees.texts(document.path("required"))));
  }

  /**
   * The schema of a custom resource.
   *
   * @param document {@code openAPIV3Schema}, structural; taken over
   * @param objectMetadata the schema of ObjectMeta, which every resource has
   */
  public static StructuralSchema ofResource(ObjectNode document, Schema objectMetadata) {
    return new StructuralSchema(document, true, objectMetadata);
  }

  private static Map<String, Schema> properties(
      ObjectNode document, boolean isResource, Schema objectMetadata) {
    Map<String, Schema> all = new LinkedHashMap<>();
    if (isResource || document.path(EMBEDDED).asBoolean()) {
      all.put("apiVersion", new StructuralSchema(TEXT, false, objectMetadata));
      all.put("kind", new StructuralSchema(TEXT, false, objectMetadata));
      all.put("metadata", objectMetadata);
    }
    for (Map.Entry<String, JsonNode> property : document.path("properties").properties()) {
      if (property.getValue() instanceof ObjectNode schema) {
        all.putIfAbsent(property.getKey(), new StructuralSchema(schema, false, objectMetadata));
      }
    }
    return Collections.unmodifiableMap(all);
  }

  private static Type typeOf(String name) {
    return name.isEmpty() ? Type.ANY : Type.valueOf(name.toUpperCase(Locale.ROOT));
  }

  @Override
  public Type type() {
    return type;
  }

  @Override
  public String format() {
    return document.path(INT_OR_STRING).asBoolean()
        ? "int-or-string"
        : document.path("format").asText();
  }

  @Override
  public String description() {
    return document.path("description").asText();
  }

  @Override
  public String name() {
    return "";
  }

  @Override
  public Map<String, Schema> properties() {
    return properties;
  }

  @Override
  public Optional<Schema> additionalProperties() {
    return Optional.ofNullable(additionalProperties);
  }

  @Override
  public Optional<Schema> items() {
    return Optional.ofNullable(items);
  }

  @Override
  public Set<String> required() {
    return required;
  }

  @Override
  public Optional<JsonNode> defaultValue() {
    return Optional.ofNullable(document.get("default"));
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
    String name = document.path("x-kubernetes-list-type").asText();
    return name.isEmpty()
        ? Optional.empty()
        : Optional.of(ListType.valueOf(name.toUpperCase(Locale.ROOT)));
  }

  @Override
  public List<String> listMapKeys() {
    return Trees.texts(document.path("x-kubernetes-list-map-keys"));
  }

  @Override
  public boolean atomicMap() {
    return document.path("x-kubernetes-map-type").asText().equals("atomic");
  }

  @Override
  public boolean preserveUnknownFields() {
    return preserving;
  }

  @Override
  public boolean verbatim() {
    return true;
  }

  @Override
  public boolean nullable() {
    return document.path("nullable").asBoolean();
  }

  @Override
  public boolean embeddedResource() {
    return document.path(EMBEDDED).asBoolean();
  }

  @Override
  public Optional<ObjectNode> document() {
    return Optional.of(document);
  }
}
