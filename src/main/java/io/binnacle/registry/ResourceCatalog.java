package io.binnacle.registry;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import java.util.Collection;
import java.util.Optional;

/** The definitions in force. Safe for any thread; custom resources come and go. */
public interface ResourceCatalog {
  Optional<ResourceDefinition> find(GroupResource resource);

  Optional<ResourceDefinition> find(GroupVersionKind kind);

  /** The definition of a resource in a version that is served. */
  Optional<ResourceDefinition> find(GroupVersionResource resource);

  /** All definitions, ordered by group and plural. */
  Collection<ResourceDefinition> all();

  /** Changes whenever a definition does: what discovery and OpenAPI documents are cached by. */
  long generation();
}
