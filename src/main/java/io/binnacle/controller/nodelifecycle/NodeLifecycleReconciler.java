package io.binnacle.controller.nodelifecycle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Lister;
import io.binnacle.client.PatchType;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.controller.Change;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Pods;
import io.binnacle.controller.Reconciler;
import io.binnacle.controller.Result;
import io.binnacle.controller.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Looks after one node; the key is the node's. Comes back to each node every monitor period. */
final class NodeLifecycleReconciler implements Reconciler {
  /** The index of pods by their node; other controllers may share it. */
  static final String BY_NODE = "nodeName";

  private static final String NODE_LEASES = "kube-node-lease";

  private final ControllerContext context;
  private final NodeLifecycleConfiguration configuration;
  private final SharedInformer nodeInformer;
  private final SharedInformer leaseInformer;
  private final SharedInformer podInformer;
  private final Lister nodes;
  private final NodeHeartbeats heartbeats;
  private final PodEviction eviction;
  private final ZoneDisruption disruption;
  private final NodeCensus census;

  NodeLifecycleReconciler(ControllerContext context, NodeLifecycleConfiguration configuration) {
    this.context = context;
    this.configuration = configuration;
    this.nodeInformer = context.informers().informer(Resources.NODES, ListOptions.allNamespaces());
    this.leaseInformer =
        context.informers().informer(Resources.LEASES, ListOptions.inNamespace(NODE_LEASES));
    this.podInformer = context.informers().informer(Resources.PODS, ListOptions.allNamespaces());
    podInformer.addIndexer(BY_NODE, pod -> List.of(Pods.nodeName(pod)));
    this.nodes = nodeInformer.lister();
    this.heartbeats = new NodeHeartbeats(context.clock());
    this.eviction = new PodEviction(context, configuration.podEvictionTimeout());
    this.disruption = new ZoneDisruption(configuration, context.clock());
    this.census = new NodeCensus(heartbeats::lastSeen, configuration.nodeMonitorGracePeriod());
  }

  @Override
  public List<Watch> watches() {
    return List.of(
        new Watch(nodeInformer, this::mapNode),
        new Watch(leaseInformer, this::mapLease),
        new Watch(podInformer, this::mapPod));
  }

  private void mapNode(Change change, Consumer<ObjectKey> enqueue) {
    ApiObject node = change.object();
    if (change.isDeletion()) {
      forget(node.name());
    } else {
      heartbeats.nodeSeen(node);
      census.nodeSeen(node, context.clock().instant());
      enqueue.accept(node.key());
    }
  }

  private void forget(String node) {
    heartbeats.forget(node);
    census.forget(node);
    eviction.forget(node);
  }

  /** Only noted: a node is looked at by the clock, not at each of its heartbeats. */
  private void mapLease(Change change, Consumer<ObjectKey> enqueue) {
    if (!change.isDeletion()) {
      heartbeats.leaseSeen(change.object());
      census.heartbeatSeen(change.object().name(), context.clock().instant());
    }
  }

  /** A pod that comes to a tainted node may have to go at once. */
  private void mapPod(Change change, Consumer<ObjectKey> enqueue) {
    String node = Pods.nodeName(change.object());
    if (!node.isEmpty() && !change.isDeletion()) {
      nodes
          .get(ObjectKey.clusterScoped(node))
          .filter(found -> !found.tree().path("spec").path("taints").isEmpty())
          .ifPresent(found -> enqueue.accept(found.key()));
    }
  }

  @Override
  public Result reconcile(ObjectKey key) {
    Optional<ApiObject> found = nodes.get(key);
    if (found.isEmpty()) {
      forget(key.name());
      return Result.done();
    }
    Instant now = context.clock().instant();
    ApiObject node = found.get();
    if (isSilent(node, now) && !readyStatus(node).equals("Unknown")) {
      node = markUnknown(node, now);
    }
    node = writeTaints(node, now);
    List<ApiObject> pods = podInformer.lister().byIndex(BY_NODE, key.name());
    if (readyStatus(node).equals("Unknown")) {
      // An agent that lives, ready or not, says itself how its pods are.
      eviction.markNotReady(pods);
    }
    Optional<Instant> next =
        eviction.evict(key.name(), pods, node.tree().path("spec").path("taints"));
    Duration period = configuration.nodeMonitorPeriod();
    return Result.after(
        next.map(time -> Duration.between(now, time))
            .filter(wait -> wait.compareTo(period) < 0)
            .orElse(period));
  }

  private boolean isSilent(ApiObject node, Instant now) {
    Duration grace =
        readyStatus(node).isEmpty()
            ? configuration.nodeStartupGracePeriod()
            : configuration.nodeMonitorGracePeriod();
    return heartbeats.lastSeen(node.name()).plus(grace).isBefore(now);
  }

  /** {@code True}, {@code False}, {@code Unknown}, or empty where nobody has written it yet. */
  private static String readyStatus(ApiObject node) {
    return Pods.condition(node, "Ready").path("status").asText();
  }

  private ApiObject markUnknown(ApiObject node, Instant now) {
    ApiObject marked =
        context.client().updateStatus(Resources.NODES, "", NodeHealth.unknown(node, now));
    context
        .recorder()
        .normal(marked, "NodeNotReady", "Node " + node.name() + " status is now: NodeNotReady");
    return marked;
  }

  private ApiObject writeTaints(ApiObject node, Instant now) {
    ArrayNode taints = NodeTaints.desired(node, isGivenUp(node, now), now);
    boolean none = taints.isEmpty() && node.tree().path("spec").path("taints").isEmpty();
    if (none || taints.equals(node.tree().path("spec").path("taints"))) {
      return node;
    }
    ObjectNode patch = Json.object();
    // The list as a whole, and only if nobody else has changed it meanwhile.
    patch.putObject("metadata").put("resourceVersion", node.resourceVersion());
    patch.putObject("spec").set("taints", taints);
    return context.client().patch(Resources.NODES, "", node.name(), "", PatchType.MERGE, patch);
  }

  /**
   * Whether the pods of a node that is not ready are to leave it. Where no node at all is ready it
   * is more likely that this server is cut off than that all nodes have died, and there is nowhere
   * to go: then pods stay.
   */
  private boolean isGivenUp(ApiObject node, Instant now) {
    if (Set.of("", "True").contains(readyStatus(node))) {
      return false;
    }
    NodeCensus.Zone zone = NodeCensus.Zone.of(node);
    return census.isAnyOtherWell(node.name(), now)
        && (NodeTaints.isGivenUp(node)
            || disruption.mayGiveUp(node.name(), zone, census.zone(zone, now)));
  }
}
