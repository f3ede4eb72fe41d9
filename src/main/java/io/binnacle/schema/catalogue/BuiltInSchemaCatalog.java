package io.binnacle.schema.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.GroupVersion;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.schema.Schema;
import io.binnacle.schema.SchemaCatalog;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The schemas of Kubernetes' own kinds. A package of types is read when the first of its types is
 * asked for; descriptions, which only documents need, are read apart and given up when memory is
 * short. Safe for any thread.
 */
public final class BuiltInSchemaCatalog implements SchemaCatalog {
  /** The kinds that every group version has, such as DeleteOptions, are kept under this name. */
  private static final String EVERY_GROUP = "meta";

  private static final String META_PACKAGE = "io.k8s.apimachinery.pkg.apis.meta.v1.";

  private final JsonNode kinds;
  private final Map<String, Map<String, CatalogueType>> packages = new ConcurrentHashMap<>();
  private final Map<String, SoftReference<JsonNode>> descriptions = new ConcurrentHashMap<>();
  private final Map<String, List<GroupVersionKind>> kindsByComponent = new HashMap<>();

  public BuiltInSchemaCatalog() {
    kinds = resource("kinds.json").orElseThrow(() -> new IllegalStateException("no catalogue"));
    kinds
        .properties()
        .forEach(group ->
            group
                .getValue()
                .properties()
                .forEach(kind -> addKind(group.getKey(), kind.getKey(), kind.getValue())));
  }

  private void addKind(String groupVersion, String kind, JsonNode component) {
    List<GroupVersionKind> list =
        kindsByComponent.computeIfAbsent(component.asText(), key -> new ArrayList<>(1));
    if (!groupVersion.equals(EVERY_GROUP)) {
      list.add(GroupVersion.parse(groupVersion).kind(kind));
    } else if (component.asText().endsWith("Options") || kind.equals("WatchEvent")) {
      kinds.fieldNames().forEachRemaining(name -> addEvery(list, name, kind));
    } else {
      list.add(new GroupVersionKind("", "v1", kind));
    }
  }

  private static void addEvery(List<GroupVersionKind> list, String groupVersion, String kind) {
    if (!groupVersion.equals(EVERY_GROUP)) {
      list.add(GroupVersion.parse(groupVersion).kind(kind));
    }
  }

  @Override
  public Optional<Schema> forKind(GroupVersionKind kind) {
    JsonNode component = kinds.path(kind.group() + "/" + kind.version()).path(kind.kind());
    if (component.isMissingNode()) {
      component = kinds.path(EVERY_GROUP).path(kind.kind());
    }
    return component.isTextual() ? named(component.asText()) : Optional.empty();
  }

  @Override
  public Optional<Schema> named(String name) {
    return Optional.ofNullable(find(name));
  }

  @Override
  public List<GroupVersionKind> kindsOf(String name) {
    return List.copyOf(kindsByComponent.getOrDefault(name, List.of()));
  }

  /** Every kind that the catalogue knows, but those that every group version has. */
  public Set<GroupVersionKind> kinds() {
    Set<GroupVersionKind> all = new LinkedHashSet<>();
    for (Map.Entry<String, JsonNode> group : kinds.properties()) {
      if (!group.getKey().equals(EVERY_GROUP)) {
        GroupVersion version = GroupVersion.parse(group.getKey());
        group.getValue().fieldNames().forEachRemaining(kind -> all.add(version.kind(kind)));
      }
    }
    return all;
  }

  /** The type of a kind, as {@link #forKind} finds it. */
  public Optional<CatalogueType> typeOf(GroupVersionKind kind) {
    return forKind(kind).map(CatalogueType.class::cast);
  }

  /** The type of {@code metadata} in objects. */
  public CatalogueType objectMetadata() {
    return type(META_PACKAGE + "ObjectMeta");
  }

  /** The type of {@code metadata} in lists. */
  public CatalogueType listMetadata() {
    return type(META_PACKAGE + "ListMeta");
  }

  /** The type of a component that must exist. */
  CatalogueType type(String component) {
    CatalogueType type = find(component);
    if (type == null) {
      throw new IllegalStateException("the catalogue has no " + component);
    }
    return type;
  }

  private @Nullable CatalogueType find(String component) {
    int dot = component.lastIndexOf('.');
    return dot < 0
        ? null
        : packages.computeIfAbsent(component.substring(0, dot), this::readPackage).get(component);
  }

  private Map<String, CatalogueType> readPackage(String name) {
    Map<String, CatalogueType> types = new HashMap<>();
    resource(name + ".json")
        .ifPresent(file ->
            file.path("types")
                .properties()
                .forEach(type -> {
                  String component = name + "." + type.getKey();
                  types.put(component, CatalogueType.read(this, component, type.getValue()));
                }));
    return types;
  }

  /** The description of a type, or of one of its fields. */
  String description(String component, String field) {
    int dot = component.lastIndexOf('.');
    String packageName = component.substring(0, dot);
    SoftReference<JsonNode> reference = descriptions.get(packageName);
    JsonNode file = reference == null ? null : reference.get();
    if (file == null) {
      file = resource("descriptions/" + packageName + ".json").orElseGet(Json::object);
      descriptions.put(packageName, new SoftReference<>(file));
    }
    return file.path(component.substring(dot + 1)).path(field).asText();
  }

  private static Optional<JsonNode> resource(String name) {
    try (InputStream stream = BuiltInSchemaCatalog.class.getResourceAsStream(name)) {
      return stream == null ? Optional.empty() : Optional.of(Json.mapper().readTree(stream));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
