package io.binnacle.controller.serviceloadbalancer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.controller.Change;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.KeyMapper;
import io.binnacle.controller.Reconciler;
import io.binnacle.controller.Result;
import io.binnacle.controller.Watch;
import io.binnacle.controller.workload.StatusConditions;
import io.binnacle.controller.workload.Statuses;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Keys are services. */
final class ServiceLoadBalancerReconciler implements Reconciler {
  private static final String EXCLUDED = "node.kubernetes.io/exclude-from-external-load-balancers";
  private static final String SERVICE_NAME = "kubernetes.io/service-name";
  private static final String TYPE = "LoadBalancer";

  private final ControllerContext context;
  private final SharedInformer services;
  private final SharedInformer nodes;
  private final SharedInformer slices;

  ServiceLoadBalancerReconciler(ControllerContext context) {
    this.context = context;
    ListOptions all = ListOptions.allNamespaces();
    this.services = context.informers().informer(Resources.SERVICES, all);
    this.nodes = context.informers().informer(Resources.NODES, all);
    this.slices = context.informers().informer(Resources.ENDPOINT_SLICES, all);
  }

  @Override
  public List<Watch> watches() {
    return List.of(
        new Watch(services, KeyMapper.self()),
        new Watch(nodes, this::mapNode),
        new Watch(slices, this::mapSlice));
  }

  /** Most changes of nodes are heartbeats. */
  private void mapNode(Change change, Consumer<ObjectKey> enqueue) {
    ApiObject before = change.before();
    ApiObject after = change.after();
    if (before == null || after == null || !offered(before).equals(offered(after))) {
      services.lister().list("", LabelSelector.everything()).stream()
          .filter(ServiceLoadBalancerReconciler::isOurs)
          .forEach(service -> enqueue.accept(service.key()));
    }
  }

  private void mapSlice(Change change, Consumer<ObjectKey> enqueue) {
    String name = change.object().labels().getOrDefault(SERVICE_NAME, "");
    ObjectKey key = new ObjectKey(change.object().namespace(), name);
    if (services.lister().get(key).filter(found -> isOurs(found) && isLocal(found)).isPresent()) {
      enqueue.accept(key);
    }
  }

  @Override
  public Result reconcile(ObjectKey key) {
    services.lister().get(key).filter(found -> !found.isBeingDeleted()).ifPresent(this::balance);
    return Result.done();
  }

  private static boolean isOurs(ApiObject service) {
    JsonNode spec = service.tree().path("spec");
    return spec.path("type").asText().equals(TYPE) && !spec.hasNonNull("loadBalancerClass");
  }

  private static boolean isLocal(ApiObject service) {
    return service.tree().path("spec").path("externalTrafficPolicy").asText().equals("Local");
  }

  private void balance(ApiObject service) {
    boolean ours = isOurs(service);
    JsonNode before = service.tree().path("status").path("loadBalancer").path("ingress");
    boolean left =
        !service.tree().path("spec").path("type").asText().equals(TYPE) && !before.isEmpty();
    if (!ours && !left) {
      return;
    }
    ArrayNode ingress = Json.object().putArray("ingress");
    if (ours) {
      for (String address : addresses(service)) {
        ingress.addObject().put("ip", address).put("ipMode", "VIP");
      }
    }
    if (Trees.same(ingress, before)) {
      return;
    }
    ObjectNode status =
        service.tree().path("status") instanceof ObjectNode known
            ? known.deepCopy()
            : Json.object();
    ObjectNode balancer = status.putObject("loadBalancer");
    if (!ingress.isEmpty()) {
      balancer.set("ingress", ingress);
    }
    Statuses.write(context.client(), Resources.SERVICES, service, status);
    tell(service, ours, ingress);
  }

  private void tell(ApiObject service, boolean ours, ArrayNode ingress) {
    if (!ours) {
      context.recorder().normal(service, "DeletedLoadBalancer", "Deleted load balancer");
    } else if (ingress.isEmpty()) {
      context
          .recorder()
          .warning(
              service, "UnAvailableLoadBalancer", "There are no available nodes for LoadBalancer");
    } else {
      context.recorder().normal(service, "EnsuredLoadBalancer", "Ensured load balancer");
    }
  }

  /** With the policy Local only nodes that have an endpoint: the others would drop the traffic. */
  private Set<String> addresses(ApiObject service) {
    boolean local = isLocal(service);
    Set<String> withEndpoints = local ? nodesWithEndpoints(service) : Set.of();
    Set<String> addresses = new TreeSet<>();
    for (ApiObject node : nodes.lister().list("", LabelSelector.everything())) {
      String address = offered(node);
      if (!address.isEmpty() && (!local || withEndpoints.contains(node.name()))) {
        addresses.add(address);
      }
    }
    return addresses;
  }

  private Set<String> nodesWithEndpoints(ApiObject service) {
    Set<String> names = new TreeSet<>();
    LabelSelector ofService = LabelSelector.ofLabels(Map.of(SERVICE_NAME, service.name()));
    for (ApiObject slice : slices.lister().list(service.namespace(), ofService)) {
      for (JsonNode endpoint : slice.tree().path("endpoints")) {
        if (endpoint.path("conditions").path("ready").asBoolean(true)) {
          names.add(endpoint.path("nodeName").asText());
        }
      }
    }
    return names;
  }

  /**
   * The address that a node takes traffic at, the external one first; empty where it takes none.
   */
  private static String offered(ApiObject node) {
    if (node.isBeingDeleted()
        || node.labels().containsKey(EXCLUDED)
        || !StatusConditions.of(node).isTrue("Ready")) {
      return "";
    }
    for (String type : List.of("ExternalIP", "InternalIP")) {
      for (JsonNode address : node.tree().path("status").path("addresses")) {
        String value = address.path("address").asText();
        if (address.path("type").asText().equals(type) && value.indexOf(':') < 0) {
          return value;
        }
      }
    }
    return "";
  }
}
