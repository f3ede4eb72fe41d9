package io.binnacle.controller;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.GroupVersion;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.client.ApiClient;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Asks the API which resources there are, custom ones included, each in the preferred version of
 * its group. Blocks for some requests.
 */
public final class ApiDiscovery {
  /** One resource, as discovery tells of it. */
  public record DiscoveredResource(
      GroupVersionResource resource, String kind, boolean namespaced, Set<String> verbs) {
    public DiscoveredResource {
      verbs = Set.copyOf(verbs);
    }
  }

  /**
   * What was found.
   *
   * @param failure why a group's resources are not known, if some group did not answer
   */
  public record Discovered(List<DiscoveredResource> resources, Optional<ApiException> failure) {
    public Discovered {
      resources = List.copyOf(resources);
    }
  }

  private final ApiClient client;

  public ApiDiscovery(ApiClient client) {
    this.client = client;
  }

  /** A group that does not answer does not hide the others. */
  public Discovered discover() {
    List<DiscoveredResource> resources = new ArrayList<>();
    Optional<ApiException> failure = Optional.empty();
    try {
      resources.addAll(resourcesOf(new GroupVersion("", "v1"), "/api/v1"));
      for (JsonNode group : client.getRaw("/apis").path("groups")) {
        String preferred = group.path("preferredVersion").path("groupVersion").asText();
        try {
          resources.addAll(resourcesOf(GroupVersion.parse(preferred), "/apis/" + preferred));
        } catch (ApiException e) {
          failure = Optional.of(e);
        }
      }
    } catch (ApiException e) {
      failure = Optional.of(e);
    }
    return new Discovered(resources, failure);
  }

  private List<DiscoveredResource> resourcesOf(GroupVersion groupVersion, String path) {
    List<DiscoveredResource> resources = new ArrayList<>();
    for (JsonNode entry : client.getRaw(path).path("resources")) {
      String name = entry.path("name").asText();
      if (name.contains("/")) {
        continue;
      }
      Set<String> verbs = new HashSet<>();
      entry.path("verbs").forEach(verb -> verbs.add(verb.asText()));
      resources.add(
          new DiscoveredResource(
              groupVersion.resource(name),
              entry.path("kind").asText(),
              entry.path("namespaced").asBoolean(),
              verbs));
    }
    return resources;
  }
}
