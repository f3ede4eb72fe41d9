package io.binnacle.registry.generic;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceCatalog;
import io.binnacle.registry.ResourceDefinition;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The catalog of the built-in kinds: it never changes. */
public final class DefaultResourceCatalog implements ResourceCatalog {
  private final Map<GroupResource, ResourceDefinition> byResource = new TreeMap<>();
  private final Map<GroupVersionKind, ResourceDefinition> byKind = new HashMap<>();

  /**
   * @throws IllegalArgumentException when two kinds claim the same name
   */
  public DefaultResourceCatalog(Iterable<? extends BuiltInResource> builtIns) {
    for (BuiltInResource builtIn : builtIns) {
      ResourceDefinition definition = builtIn.definition();
      if (byResource.put(definition.groupResource(), definition) != null) {
        throw new IllegalArgumentException("two kinds are " + definition.groupResource());
      }
      for (String version : definition.versions()) {
        byKind.put(
            new GroupVersionKind(definition.group(), version, definition.kind()), definition);
      }
    }
  }

  @Override
  public Optional<ResourceDefinition> find(GroupResource resource) {
    return Optional.ofNullable(byResource.get(resource));
  }

  @Override
  public Optional<ResourceDefinition> find(GroupVersionKind kind) {
    return Optional.ofNullable(byKind.get(kind));
  }

  @Override
  public Collection<ResourceDefinition> all() {
    return List.copyOf(byResource.values());
  }

  @Override
  public long generation() {
    return 1;
  }
}
