package io.binnacle.apiserver.discovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.GroupVersion;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apiserver.discovery.DiscoveredResource.SubresourceEntry;
import java.util.List;

/**
 * The aggregated discovery document: all groups, versions and resources in one answer (KEP-3352).
 */
final class AggregatedDocuments {
  private AggregatedDocuments() {}

  /**
   * @param apiVersion {@code v2} or {@code v2beta1}, which differ in name only
   */
  static ObjectNode groups(Discovery discovery, List<String> groups, String apiVersion) {
    ObjectNode document = Json.object();
    document.put("kind", "APIGroupDiscoveryList");
    document.put("apiVersion", "apidiscovery.k8s.io/" + apiVersion);
    document.set("metadata", Json.object());
    ArrayNode items = document.putArray("items");
    for (String group : groups) {
      ObjectNode item = items.addObject();
      ObjectNode metadata = item.putObject("metadata");
      if (!group.isEmpty()) {
        metadata.put("name", group);
      }
      metadata.putNull("creationTimestamp");
      ArrayNode versions = item.putArray("versions");
      for (String version : discovery.versions(group)) {
        ObjectNode entry = versions.addObject();
        entry.put("version", version);
        ArrayNode resources = entry.putArray("resources");
        GroupVersion groupVersion = new GroupVersion(group, version);
        discovery.resources(groupVersion).forEach(resource -> resources.add(resource(resource)));
        entry.put("freshness", discovery.isStale(groupVersion) ? "Stale" : "Current");
      }
    }
    return document;
  }

  private static ObjectNode resource(DiscoveredResource resource) {
    ObjectNode entry = Json.object();
    entry.put("resource", resource.plural());
    GroupVersion at = resource.groupVersion();
    entry.set(
        "responseKind", kind(new GroupVersionKind(at.group(), at.version(), resource.kind())));
    entry.put("scope", resource.namespaced() ? "Namespaced" : "Cluster");
    entry.put("singularResource", resource.singular());
    strings(entry.putArray("verbs"), resource.verbs());
    if (!resource.shortNames().isEmpty()) {
      strings(entry.putArray("shortNames"), resource.shortNames());
    }
    if (!resource.categories().isEmpty()) {
      strings(entry.putArray("categories"), resource.categories());
    }
    if (!resource.subresources().isEmpty()) {
      ArrayNode subresources = entry.putArray("subresources");
      for (SubresourceEntry subresource : resource.subresources()) {
        ObjectNode sub = subresources.addObject();
        sub.put("subresource", subresource.name());
        sub.set("responseKind", kind(subresource.kind()));
        strings(sub.putArray("verbs"), subresource.verbs());
      }
    }
    return entry;
  }

  private static ObjectNode kind(GroupVersionKind kind) {
    ObjectNode node = Json.object();
    node.put("group", kind.group());
    node.put("version", kind.version());
    node.put("kind", kind.kind());
    return node;
  }

  private static void strings(ArrayNode array, List<String> values) {
    values.forEach(array::add);
  }
}
