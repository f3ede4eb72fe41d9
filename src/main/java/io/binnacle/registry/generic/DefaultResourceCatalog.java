package io.binnacle.registry.generic;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceCatalog;
import io.binnacle.registry.ResourceDefinition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The catalog of the built-in kinds, which never change, and of custom resources, which are
 * replaced as a whole. Readers see one state or the next, and wait for nobody.
 */
public final class DefaultResourceCatalog implements ResourceCatalog {
  private final List<ResourceDefinition> builtIn;
  private volatile Definitions definitions;

  /** The definitions at one time. */
  private record Definitions(
      Map<GroupResource, ResourceDefinition> byResource,
      Map<GroupVersionResource, ResourceDefinition> byVersion,
      Map<GroupVersionKind, ResourceDefinition> byKind,
      long generation) {

    static Definitions of(
        Iterable<ResourceDefinition> builtIn,
        Iterable<ResourceDefinition> custom,
        long generation) {
      Map<GroupResource, ResourceDefinition> byResource = new TreeMap<>();
      Map<GroupVersionResource, ResourceDefinition> byVersion = new HashMap<>();
      Map<GroupVersionKind, ResourceDefinition> byKind = new HashMap<>();
      for (ResourceDefinition definition : builtIn) {
        if (byResource.put(definition.groupResource(), definition) != null) {
          throw new IllegalArgumentException("two kinds are " + definition.groupResource());
        }
        for (String version : definition.versions()) {
          byVersion.put(resource(definition, version), definition);
          byKind.put(kind(definition, version), definition);
        }
      }
      for (ResourceDefinition definition : custom) {
        byResource.putIfAbsent(definition.groupResource(), definition);
        String version = definition.custom().orElseThrow().version();
        if (definition.versions().contains(version)) {
          byVersion.putIfAbsent(resource(definition, version), definition);
        }
        byKind.putIfAbsent(kind(definition, version), definition);
      }
      return new Definitions(byResource, byVersion, byKind, generation);
    }

    private static GroupVersionResource resource(ResourceDefinition definition, String version) {
      return new GroupVersionResource(definition.group(), version, definition.plural());
    }

    private static GroupVersionKind kind(ResourceDefinition definition, String version) {
      return new GroupVersionKind(definition.group(), version, definition.kind());
    }
  }

  /**
   * @throws IllegalArgumentException when two kinds claim the same name
   */
  public DefaultResourceCatalog(Iterable<? extends BuiltInResource> builtIns) {
    List<ResourceDefinition> declared = new ArrayList<>();
    builtIns.forEach(builtIn -> declared.add(builtIn.definition()));
    this.builtIn = List.copyOf(declared);
    this.definitions = Definitions.of(this.builtIn, List.of(), 1);
  }

  /**
   * Puts these custom resources in the place of all others. A name that is taken, by a built-in
   * kind or by one before it, is left to who has it.
   *
   * @param custom one definition a version, the preferred version of a resource first; the versions
   *     that are not served are found by their kind alone
   */
  public synchronized void replaceCustomResources(Collection<ResourceDefinition> custom) {
    definitions = Definitions.of(builtIn, custom, definitions.generation() + 1);
  }

  @Override
  public Optional<ResourceDefinition> find(GroupResource resource) {
    return Optional.ofNullable(definitions.byResource().get(resource));
  }

  @Override
  public Optional<ResourceDefinition> find(GroupVersionKind kind) {
    return Optional.ofNullable(definitions.byKind().get(kind));
  }

  @Override
  public Optional<ResourceDefinition> find(GroupVersionResource resource) {
    return Optional.ofNullable(definitions.byVersion().get(resource));
  }

  @Override
  public Collection<ResourceDefinition> all() {
    return List.copyOf(definitions.byResource().values());
  }

  @Override
  public long generation() {
    return definitions.generation();
  }
}
