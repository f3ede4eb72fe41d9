package io.binnacle.apiserver.discovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.GroupVersion;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apiserver.discovery.DiscoveredResource.SubresourceEntry;
import java.util.List;

/**
 * The discovery documents of one path each: APIVersions, APIGroupList, APIGroup, APIResourceList
 * (meta/v1).
 */
final class LegacyDocuments {
  private LegacyDocuments() {}

  static ObjectNode apiVersions(Discovery discovery, String serverAddress) {
    ObjectNode document = Json.object();
    document.put("kind", "APIVersions");
    ArrayNode versions = document.putArray("versions");
    discovery.versions("").forEach(versions::add);
    ObjectNode address = document.putArray("serverAddressByClientCIDRs").addObject();
    address.put("clientCIDR", "0.0.0.0/0");
    address.put("serverAddress", serverAddress);
    return document;
  }

  static ObjectNode groupList(Discovery discovery) {
    ObjectNode document = Json.object();
    document.put("kind", "APIGroupList");
    document.put("apiVersion", "v1");
    ArrayNode groups = document.putArray("groups");
    discovery.namedGroups().forEach(group -> groups.add(groupEntry(discovery, group)));
    return document;
  }

  static ObjectNode group(Discovery discovery, String group) {
    ObjectNode document = Json.object();
    document.put("kind", "APIGroup");
    document.put("apiVersion", "v1");
    document.setAll(groupEntry(discovery, group));
    return document;
  }

  private static ObjectNode groupEntry(Discovery discovery, String group) {
    ObjectNode entry = Json.object();
    entry.put("name", group);
    ArrayNode versions = entry.putArray("versions");
    List<String> served = discovery.versions(group);
    served.forEach(version -> versions.add(versionEntry(group, version)));
    entry.set("preferredVersion", versionEntry(group, served.getFirst()));
    return entry;
  }

  private static ObjectNode versionEntry(String group, String version) {
    ObjectNode entry = Json.object();
    entry.put("groupVersion", new GroupVersion(group, version).apiVersion());
    entry.put("version", version);
    return entry;
  }

  static ObjectNode resourceList(GroupVersion groupVersion, List<DiscoveredResource> resources) {
    ObjectNode document = Json.object();
    document.put("kind", "APIResourceList");
    if (!groupVersion.group().isEmpty()) {
      document.put("apiVersion", "v1");
    }
    document.put("groupVersion", groupVersion.apiVersion());
    ArrayNode entries = document.putArray("resources");
    for (DiscoveredResource resource : resources) {
      entries.add(resourceEntry(resource));
      resource
          .subresources()
          .forEach(subresource -> entries.add(subresourceEntry(resource, subresource)));
    }
    return document;
  }

  private static ObjectNode resourceEntry(DiscoveredResource resource) {
    ObjectNode entry = Json.object();
    entry.put("name", resource.plural());
    entry.put("singularName", resource.singular());
    entry.put("namespaced", resource.namespaced());
    entry.put("kind", resource.kind());
    strings(entry.putArray("verbs"), resource.verbs());
    if (!resource.shortNames().isEmpty()) {
      strings(entry.putArray("shortNames"), resource.shortNames());
    }
    if (!resource.categories().isEmpty()) {
      strings(entry.putArray("categories"), resource.categories());
    }
    if (resource.verbs().contains("create") && resource.verbs().contains("list")) {
      entry.put("storageVersionHash", StorageVersionHash.of(resource.stored(), resource.kind()));
    }
    return entry;
  }

  private static ObjectNode subresourceEntry(
      DiscoveredResource resource, SubresourceEntry subresource) {
    ObjectNode entry = Json.object();
    entry.put("name", resource.plural() + "/" + subresource.name());
    entry.put("singularName", "");
    entry.put("namespaced", resource.namespaced());
    GroupVersionKind kind = subresource.kind();
    if (!kind.groupVersion().equals(resource.groupVersion())) {
      entry.put("group", kind.group());
      entry.put("version", kind.version());
    }
    entry.put("kind", kind.kind());
    strings(entry.putArray("verbs"), subresource.verbs());
    return entry;
  }

  private static void strings(ArrayNode array, List<String> values) {
    values.forEach(array::add);
  }
}
