package io.binnacle.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.app.bootstrap.NetworkPlan;
import io.binnacle.client.ApiClient;
import io.binnacle.client.Resources;
import java.util.List;
import java.util.Optional;

/**
 * The objects that every cluster has from its start: the system namespaces, the priorities of
 * system pods and the service that leads to the API.
 */
final class ClusterObjects {
  private static final List<String> NAMESPACES =
      List.of("default", "kube-system", "kube-public", "kube-node-lease");
  private static final String SERVICE = "kubernetes";

  private final ApiClient client;

  ClusterObjects(ApiClient client) {
    this.client = client;
  }

  /**
   * Creates what is missing and corrects the API's address.
   *
   * @param address where the API server is reached from the nodes
   */
  void ensure(NetworkPlan network, String address, int port) {
    for (String name : NAMESPACES) {
      createIfAbsent(Resources.NAMESPACES, "", object("v1", "Namespace", name));
    }
    ensurePriorityClass("system-node-critical", 2_000_001_000, "Pods that belong to their node.");
    ensurePriorityClass(
        "system-cluster-critical", 2_000_000_000, "Pods that the cluster needs, on any node.");
    createIfAbsent(Resources.SERVICES, "default", service(network.apiServiceIp(), port));
    createOrReplace(Resources.CONFIG_MAPS, ClusterNetwork.NAMESPACE, ClusterNetwork.of(network));
    createOrReplace(Resources.ENDPOINTS, "default", endpoints(address, port));
    createOrReplace(Resources.ENDPOINT_SLICES, "default", endpointSlice(address, port));
  }

  private void ensurePriorityClass(String name, int value, String description) {
    ObjectNode priorityClass = object("scheduling.k8s.io/v1", "PriorityClass", name);
    priorityClass.put("value", value).put("description", description);
    createIfAbsent(Resources.PRIORITY_CLASSES, "", priorityClass);
  }

  private static ObjectNode object(String apiVersion, String kind, String name) {
    ObjectNode object = Json.object();
    object.put("kind", kind);
    object.put("apiVersion", apiVersion);
    object.putObject("metadata").put("name", name);
    return object;
  }

  private static ObjectNode service(String serviceIp, int port) {
    ObjectNode service = object("v1", "Service", SERVICE);
    ((ObjectNode) service.path("metadata"))
        .putObject("labels")
        .put("component", "apiserver")
        .put("provider", "kubernetes");
    ObjectNode spec = service.putObject("spec");
    spec.put("type", "ClusterIP");
    spec.put("clusterIP", serviceIp);
    spec.putArray("ports")
        .addObject()
        .put("name", "https")
        .put("protocol", "TCP")
        .put("port", 443)
        .put("targetPort", port);
    return service;
  }

  private static ObjectNode endpoints(String address, int port) {
    ObjectNode endpoints = object("v1", "Endpoints", SERVICE);
    ((ObjectNode) endpoints.path("metadata"))
        .putObject("labels")
        .put("endpointslice.kubernetes.io/skip-mirror", "true");
    ObjectNode subset = endpoints.putArray("subsets").addObject();
    subset.putArray("addresses").addObject().put("ip", address);
    subset
        .putArray("ports")
        .addObject()
        .put("name", "https")
        .put("port", port)
        .put("protocol", "TCP");
    return endpoints;
  }

  private static ObjectNode endpointSlice(String address, int port) {
    ObjectNode slice = object("discovery.k8s.io/v1", "EndpointSlice", SERVICE);
    ((ObjectNode) slice.path("metadata"))
        .putObject("labels")
        .put("kubernetes.io/service-name", SERVICE);
    slice.put("addressType", "IPv4");
    ObjectNode endpoint = slice.putArray("endpoints").addObject();
    endpoint.putArray("addresses").add(address);
    endpoint.putObject("conditions").put("ready", true);
    slice
        .putArray("ports")
        .addObject()
        .put("name", "https")
        .put("port", port)
        .put("protocol", "TCP");
    return slice;
  }

  private void createIfAbsent(GroupVersionResource resource, String namespace, ObjectNode object) {
    if (find(resource, namespace, object).isEmpty()) {
      create(resource, namespace, object);
    }
  }

  private void createOrReplace(GroupVersionResource resource, String namespace, ObjectNode object) {
    Optional<ApiObject> known = find(resource, namespace, object);
    if (known.isEmpty()) {
      create(resource, namespace, object);
    } else {
      ObjectNode metadata = (ObjectNode) object.path("metadata");
      metadata.put("resourceVersion", known.get().resourceVersion());
      client.update(resource, namespace, object);
    }
  }

  /** Another server may be starting, too. */
  private void create(GroupVersionResource resource, String namespace, ObjectNode object) {
    try {
      client.create(resource, namespace, object);
    } catch (ApiException e) {
      if (!e.isAlreadyExists()) {
        throw e;
      }
    }
  }

  private Optional<ApiObject> find(
      GroupVersionResource resource, String namespace, ObjectNode object) {
    try {
      String name = object.path("metadata").path("name").asText();
      return Optional.of(client.get(resource, namespace, name));
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
