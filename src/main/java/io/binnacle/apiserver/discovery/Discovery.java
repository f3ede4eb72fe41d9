package io.binnacle.apiserver.discovery;

import io.binnacle.apimachinery.meta.GroupVersion;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.apimachinery.meta.VersionOrder;
import io.binnacle.registry.ResourceCatalog;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.apiregistration.apiservice.ApiPriorities;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Everything that is served, by group and version: the stored resources of the catalog and those
 * that the server computes, such as metrics, and those of extension API servers. Immutable; made
 * anew when one of them changes.
 */
final class Discovery {
  /**
   * Groups in the order of /apis, the core group first; each with its versions, the preferred one
   * first.
   */
  private final Map<String, Map<String, List<DiscoveredResource>>> groups = new LinkedHashMap<>();

  private final Map<GroupVersion, ExtensionGroupVersion> extensions = new HashMap<>();

  private final Set<String> builtInGroups = new HashSet<>();

  /**
   * @param elsewhere what other servers serve, in place of what this one may serve itself
   */
  Discovery(
      ResourceCatalog catalog,
      Collection<DiscoveredResource> computed,
      Collection<ExtensionGroupVersion> elsewhere) {
    elsewhere.forEach(extension -> extensions.put(extension.groupVersion(), extension));
    Map<String, Map<String, List<DiscoveredResource>>> sorted = new TreeMap<>(groupOrder());
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
    elsewhere.forEach(extension ->
        versions(sorted, extension.groupVersion().group())
            .put(extension.groupVersion().version(), extension.resources()));
    groups.putAll(sorted);
  }

  /** The highest priority of its versions is that of a group. */
  private Comparator<String> groupOrder() {
    Map<String, Integer> priorities = new HashMap<>();
    for (ExtensionGroupVersion extension : extensions.values()) {
      priorities.merge(extension.groupVersion().group(), extension.groupPriority(), Integer::max);
    }
    return Comparator.<String>comparingInt(
            group -> priorities.getOrDefault(group, ApiPriorities.ofGroup(group)))
        .reversed()
        .thenComparing(Comparator.naturalOrder());
  }

  private Comparator<String> versionOrder(String group) {
    boolean own = extensions.keySet().stream().noneMatch(version -> version.group().equals(group));
    return own
        ? VersionOrder.INSTANCE
        : Comparator.<String>comparingInt(
                version -> versionPriority(new GroupVersion(group, version)))
            .reversed()
            .thenComparing(VersionOrder.INSTANCE);
  }

  private int versionPriority(GroupVersion version) {
    ExtensionGroupVersion extension = extensions.get(version);
    return extension == null ? ApiPriorities.ofVersion(version) : extension.versionPriority();
  }

  private Map<String, List<DiscoveredResource>> versions(
      Map<String, Map<String, List<DiscoveredResource>>> groups, String group) {
    return groups.computeIfAbsent(group, name -> new TreeMap<>(versionOrder(name)));
  }

  private void add(
      Map<String, Map<String, List<DiscoveredResource>>> groups, DiscoveredResource resource) {
    GroupVersion at = resource.groupVersion();
    versions(groups, at.group())
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

  /** Whether what is told of the resources may be out of date. */
  boolean isStale(GroupVersion groupVersion) {
    ExtensionGroupVersion extension = extensions.get(groupVersion);
    return extension != null && !extension.fresh();
  }

  List<DiscoveredResource> resources(GroupVersion groupVersion) {
    return groups
        .getOrDefault(groupVersion.group(), Map.of())
        .getOrDefault(groupVersion.version(), List.of());
  }
}
