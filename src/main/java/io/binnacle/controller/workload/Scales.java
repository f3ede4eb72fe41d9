package io.binnacle.controller.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.GroupVersion;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.ApiClient;
import io.binnacle.client.PatchType;
import io.binnacle.controller.ApiDiscovery;
import io.binnacle.controller.ApiDiscovery.DiscoveredResource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The subresource {@code scale} of objects of any kind, custom ones included. Which resource a kind
 * is, is asked once and remembered.
 */
public final class Scales {
  /** An object that can be scaled. */
  public record Target(String apiVersion, String kind, String namespace, String name) {}

  /**
   * Its scale.
   *
   * @param selector of its pods, in the form of a query; empty where it does not say
   */
  public record Scale(GroupVersionResource resource, int wanted, int current, String selector) {}

  private record Kind(String group, String kind) {}

  private final ApiClient client;
  private final ApiDiscovery discovery;
  private final Map<Kind, GroupVersionResource> known = new ConcurrentHashMap<>();

  public Scales(ApiClient client) {
    this.client = client;
    this.discovery = new ApiDiscovery(client);
  }

  /**
   * Reads the scale; empty where there is no such object, or it cannot be scaled.
   *
   * @throws ApiException where the server fails
   */
  public Optional<Scale> find(Target target) {
    Optional<GroupVersionResource> resource = resource(target);
    if (resource.isEmpty()) {
      return Optional.empty();
    }
    try {
      JsonNode scale = client.getRaw(path(resource.get(), target));
      return Optional.of(
          new Scale(
              resource.get(),
              scale.path("spec").path("replicas").asInt(),
              scale.path("status").path("replicas").asInt(),
              scale.path("status").path("selector").asText()));
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Sets the number of replicas. */
  public void set(Target target, Scale scale, int replicas) {
    ObjectNode patch = Json.object();
    patch.putObject("spec").put("replicas", replicas);
    client.patch(
        scale.resource(), target.namespace(), target.name(), "scale", PatchType.MERGE, patch);
  }

  private Optional<GroupVersionResource> resource(Target target) {
    Kind kind = new Kind(GroupVersion.parse(target.apiVersion()).group(), target.kind());
    GroupVersionResource resource = known.get(kind);
    if (resource == null) {
      for (DiscoveredResource found : discovery.discover().resources()) {
        known.put(new Kind(found.resource().group(), found.kind()), found.resource());
      }
      resource = known.get(kind);
    }
    return Optional.ofNullable(resource);
  }

  private static String path(GroupVersionResource resource, Target target) {
    String root = resource.group().isEmpty() ? "/api/" : "/apis/";
    return root
        + resource.groupVersion().apiVersion()
        + "/namespaces/"
        + target.namespace()
        + "/"
        + resource.resource()
        + "/"
        + target.name()
        + "/scale";
  }
}
