package io.binnacle.apiserver.aggregation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.GroupVersion;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apiserver.discovery.DiscoveredResource;
import io.binnacle.apiserver.discovery.DiscoveredResource.SubresourceEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an extension API server tells of itself.
 *
 * @param resources as its APIResourceList has them
 * @param openApiV3 the address of its OpenAPI v3 document, with the document's hash
 * @param openApiV2 its OpenAPI v2 document
 */
record ExtensionDocuments(
    List<DiscoveredResource> resources,
    Optional<String> openApiV3,
    Optional<ObjectNode> openApiV2) {
  static final ExtensionDocuments NONE =
      new ExtensionDocuments(List.of(), Optional.empty(), Optional.empty());

  ExtensionDocuments {
    resources = List.copyOf(resources);
  }

  /** Reads an APIResourceList; a subresource follows what it belongs to or comes before it. */
  static List<DiscoveredResource> resources(GroupVersion groupVersion, JsonNode list) {
    Map<String, List<SubresourceEntry>> subresources = new LinkedHashMap<>();
    for (JsonNode entry : list.path("resources")) {
      String[] names = entry.path("name").asText().split("/", 2);
      if (names.length == 2) {
        subresources
            .computeIfAbsent(names[0], name -> new ArrayList<>())
            .add(
                new SubresourceEntry(
                    names[1], kind(groupVersion, entry), Trees.texts(entry.path("verbs"))));
      }
    }
    List<DiscoveredResource> resources = new ArrayList<>();
    for (JsonNode entry : list.path("resources")) {
      String name = entry.path("name").asText();
      if (!name.contains("/")) {
        resources.add(resource(groupVersion, entry, subresources.getOrDefault(name, List.of())));
      }
    }
    return resources;
  }

  private static DiscoveredResource resource(
      GroupVersion groupVersion, JsonNode entry, List<SubresourceEntry> subresources) {
    return new DiscoveredResource(
        groupVersion,
        entry.path("name").asText(),
        entry.path("singularName").asText(),
        entry.path("kind").asText(),
        entry.path("namespaced").asBoolean(),
        Trees.texts(entry.path("verbs")),
        Trees.texts(entry.path("shortNames")),
        Trees.texts(entry.path("categories")),
        subresources,
        groupVersion);
  }

  /** Where an entry does not say of which group its kind is, it is of the list's. */
  private static GroupVersionKind kind(GroupVersion groupVersion, JsonNode entry) {
    String version = entry.path("version").asText();
    String kind = entry.path("kind").asText();
    return version.isEmpty()
        ? groupVersion.kind(kind)
        : new GroupVersionKind(entry.path("group").asText(), version, kind);
  }
}
