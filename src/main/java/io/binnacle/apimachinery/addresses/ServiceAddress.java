package io.binnacle.apimachinery.addresses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import java.util.List;
import java.util.Optional;

/** An IPAddress that is a cluster address of a service (KEP-1880). */
public final class ServiceAddress {
  private static final String MANAGED_BY = "ipaddress.kubernetes.io/managed-by";
  private static final String ALLOCATOR = "ipallocator.k8s.io";
  private static final String HEADLESS = "None";

  private ServiceAddress() {}

  /** The addresses that a service has; a headless one has none. */
  public static List<String> of(JsonNode service) {
    return Trees.texts(service.path("spec").path("clusterIPs")).stream()
        .filter(address -> !address.equals(HEADLESS))
        .toList();
  }

  /** The IPAddress that keeps an address for a service. */
  public static ObjectNode tree(ObjectKey service, String address) {
    ObjectNode tree = Json.object();
    tree.put("kind", "IPAddress").put("apiVersion", "networking.k8s.io/v1");
    tree.putObject("metadata")
        .put("name", address)
        .putObject("labels")
        .put("ipaddress.kubernetes.io/ip-family", address.contains(":") ? "IPv6" : "IPv4")
        .put(MANAGED_BY, ALLOCATOR);
    tree.putObject("spec")
        .putObject("parentRef")
        .put("resource", "services")
        .put("namespace", service.namespace())
        .put("name", service.name());
    return tree;
  }

  /** Whether the API has made it with its service; others are whoever's made them. */
  public static boolean isManaged(ApiObject address) {
    return address.labels().getOrDefault(MANAGED_BY, "").equals(ALLOCATOR);
  }

  /** The service that it is kept for. */
  public static Optional<ObjectKey> service(ApiObject address) {
    JsonNode parent = address.tree().path("spec").path("parentRef");
    return parent.path("resource").asText().equals("services")
        ? Optional.of(
            new ObjectKey(parent.path("namespace").asText(), parent.path("name").asText()))
        : Optional.empty();
  }
}
