package io.binnacle.apiserver.discovery;

import io.binnacle.apimachinery.meta.GroupVersion;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.apimachinery.meta.VersionOrder;
import io.binnacle.registry.ResourceCatalog;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.apiregistration.apiservice.ApiPriorities;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Everything that is served, by group and version: the stored resources of the catalog and those
 * that the server computes, such as metrics. Immutable; made anew when the catalog's generation
 * changes.
 */
final class Discovery {
  /**
   * Groups in the order of /apis, the core group first; each with its versions, the preferred one
   * first.
   */
  private final Map<String, Map<String, List<DiscoveredResource>>> groups = new LinkedHashMap<>();

  private final Set<String> builtInGroups = new HashSet<>();

  Discovery(ResourceCatalog catalog, Collection<DiscoveredResource> computed) {
    Map<String, Map<String, List<DiscoveredResource>>> sorted =
        new TreeMap<>(ApiPriorities.GROUP_ORDER);
    for (ResourceDefinition definition : catalog.all()) {
      for (String version : definition.versions()) {
        catalog
            .find(new GroupVersionResource(definition.group(), version, definition.plural()))
            .ifPresent(served -> add(sorted, DiscoveredResource.of(served, version)));
      }
      if (!definition.isCustom()) {
        builtInGroups.add(definition.group());
      }
    }
    computed.forEach(resource -> builtInGroups.add(resource.groupVersion().group()));
    computed.forEach(resource -> add(sorted, resource));
    groups.putAll(sorted);
  }

  private static void add(
      Map<String, Map<String, List<DiscoveredResource>>> groups, DiscoveredResource resource) {
    GroupVersion at = resource.groupVersion();
    groups
        .computeIfAbsent(at.group(), group -> new TreeMap<>(VersionOrder.INSTANCE))
        .computeIfAbsent(at.version(), version -> new ArrayList<>())
        .add(resource);
  }

  /** The names of the groups other than core. */
  List<String> namedGroups() {
    return groups.keySet().stream().filter(group -> !group.isEmpty()).toList();
  }

  /** Whether the group has kinds that never go away. */
  boolean isBuiltIn(String group) {
    return builtInGroups.contains(group);
  }

  /** The versions of a group, empty where there is no such group. */
  List<String> versions(String group) {
    return List.copyOf(groups.getOrDefault(group, Map.of()).keySet());
  }

  List<DiscoveredResource> resources(GroupVersion groupVersion) {
    return groups
        .getOrDefault(groupVersion.group(), Map.of())
        .getOrDefault(groupVersion.version(), List.of());
  }
}
