package io.binnacle.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.flowcontrol.BootstrapConfiguration;
import io.binnacle.apimachinery.meta.GroupVersion;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.volumes.LocalPath;
import io.binnacle.apimachinery.volumes.StorageClasses;
import io.binnacle.app.bootstrap.NetworkPlan;
import io.binnacle.client.ApiClient;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Resources;
import io.binnacle.configuration.ClusterFiles;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.apiregistration.apiservice.ApiPriorities;
import java.io.IOException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;

/**
 * The objects that every cluster has from its start: the system namespaces, the priorities of
 * system pods and of requests, the range of services, a class of storage and the service that leads
 * to the API.
 */
final class ClusterObjects {
  private static final List<String> NAMESPACES =
      List.of("default", "kube-system", "kube-public", "kube-node-lease");

  private final ApiClient client;
  private final ObjectApplier applier;

  ClusterObjects(ApiClient client) {
    this.client = client;
    this.applier = new ObjectApplier(client);
  }

  /**
   * Creates what is missing.
   *
   * @param port of the API server
   */
  void ensure(NetworkPlan network, int port) {
    for (String name : NAMESPACES) {
      applier.createIfAbsent(Resources.NAMESPACES, "", object("v1", "Namespace", name));
    }
    ensurePriorityClass("system-node-critical", 2_000_001_000, "Pods that belong to their node.");
    ensurePriorityClass(
        "system-cluster-critical", 2_000_000_000, "Pods that the cluster needs, on any node.");
    ensureServiceCidr(network.serviceCidr());
    ensureStorageClass();
    ensureFlowControl();
    applier.createIfAbsent(Resources.SERVICES, "default", service(network.apiServiceIp(), port));
    applier.apply(Resources.CONFIG_MAPS, ClusterNetwork.NAMESPACE, ClusterNetwork.of(network));
  }

  /** Tells extension API servers how to know this one and its clients. */
  void ensureExtensionAuthentication(ClusterFiles files, Clock clock) throws IOException {
    applier.createIfAbsent(
        Resources.ROLES, ExtensionAuthentication.NAMESPACE, ExtensionAuthentication.reader());
    applier.apply(
        Resources.CONFIG_MAPS,
        ExtensionAuthentication.NAMESPACE,
        ExtensionAuthentication.configMap(files),
        new ExtensionAuthentication(clock)::merged);
  }

  /** An APIService for each version of a group that this server serves itself. */
  void ensureApiServices(Collection<ResourceDefinition> definitions) {
    definitions.stream()
        .filter(definition -> ApiPriorities.isBuiltIn(definition.group()))
        .flatMap(definition ->
            definition.versions().stream()
                .map(version -> new GroupVersion(definition.group(), version)))
        .filter(version -> !version.group().equals("apiregistration.k8s.io"))
        .distinct()
        .forEach(
            version -> applier.createIfAbsent(Resources.API_SERVICES, "", apiService(version)));
  }

  private static ObjectNode apiService(GroupVersion version) {
    String name = version.version() + "." + version.group();
    ObjectNode service = object("apiregistration.k8s.io/v1", "APIService", name);
    ((ObjectNode) service.path("metadata"))
        .putObject("labels")
        .put("kube-aggregator.kubernetes.io/automanaged", "onstart");
    service
        .putObject("spec")
        .put("group", version.group())
        .put("version", version.version())
        .put("groupPriorityMinimum", ApiPriorities.ofGroup(version.group()))
        .put("versionPriority", ApiPriorities.ofVersion(version));
    return service;
  }

  private void ensureServiceCidr(String range) {
    ObjectNode cidr = object("networking.k8s.io/v1", "ServiceCIDR", "kubernetes");
    cidr.putObject("spec").putArray("cidrs").add(range);
    applier.createIfAbsent(Resources.SERVICE_CIDRS, "", cidr);
  }

  /** Claims work in a new cluster at once; in one that has classes nothing is meddled with. */
  private void ensureStorageClass() {
    if (!client.list(Resources.STORAGE_CLASSES, ListOptions.allNamespaces()).items().isEmpty()) {
      return;
    }
    ObjectNode local = object("storage.k8s.io/v1", "StorageClass", "local-path");
    ((ObjectNode) local.path("metadata"))
        .putObject("annotations")
        .put(StorageClasses.IS_DEFAULT, "true");
    local
        .put("provisioner", LocalPath.PROVISIONER)
        .put("reclaimPolicy", "Delete")
        .put("volumeBindingMode", "WaitForFirstConsumer");
    applier.createIfAbsent(Resources.STORAGE_CLASSES, "", local);
  }

  /** What has been changed since is the affair of the controller that keeps them. */
  private void ensureFlowControl() {
    for (ObjectNode level : BootstrapConfiguration.levels()) {
      applier.createIfAbsent(Resources.PRIORITY_LEVEL_CONFIGURATIONS, "", level);
    }
    for (ObjectNode schema : BootstrapConfiguration.schemas()) {
      applier.createIfAbsent(Resources.FLOW_SCHEMAS, "", schema);
    }
  }

  private void ensurePriorityClass(String name, int value, String description) {
    ObjectNode priorityClass = object("scheduling.k8s.io/v1", "PriorityClass", name);
    priorityClass.put("value", value).put("description", description);
    applier.createIfAbsent(Resources.PRIORITY_CLASSES, "", priorityClass);
  }

  static ObjectNode object(String apiVersion, String kind, String name) {
    ObjectNode object = Json.object();
    object.put("kind", kind);
    object.put("apiVersion", apiVersion);
    object.putObject("metadata").put("name", name);
    return object;
  }

  private static ObjectNode service(String serviceIp, int port) {
    ObjectNode service = object("v1", "Service", ApiServerEndpoints.SERVICE);
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
}
