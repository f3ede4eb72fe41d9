package io.binnacle.controller.podgc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.ListOptions;
import io.binnacle.client.PatchType;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.client.Timestamps;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Parallel;
import io.binnacle.controller.Pods;
import io.binnacle.controller.Reconciler;
import io.binnacle.controller.Result;
import io.binnacle.controller.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Sweeps over all pods; there is one key, so one sweep at a time. */
final class PodGarbageReconciler implements Reconciler {
  private static final ObjectKey SWEEP = ObjectKey.clusterScoped("sweep");
  private static final String OUT_OF_SERVICE = "node.kubernetes.io/out-of-service";

  private final ControllerContext context;
  private final PodGarbageCollectorConfiguration configuration;
  private final SharedInformer pods;
  private final SharedInformer nodes;

  /** Nodes that pods name and nobody knows, and until when they are waited for; for one sweep. */
  private final Map<String, Instant> missing = new HashMap<>();

  /** Nodes that have been deleted under the eyes of this controller. */
  private final Set<String> deleted = ConcurrentHashMap.newKeySet();

  PodGarbageReconciler(ControllerContext context, PodGarbageCollectorConfiguration configuration) {
    this.context = context;
    this.configuration = configuration;
    this.pods = context.informers().informer(Resources.PODS, ListOptions.allNamespaces());
    this.nodes = context.informers().informer(Resources.NODES, ListOptions.allNamespaces());
  }

  @Override
  public List<Watch> watches() {
    // A node that goes begins its quarantine now rather than at the next sweep.
    return List.of(
        new Watch(
            nodes,
            (change, enqueue) -> {
              if (change.isDeletion()) {
                deleted.add(change.object().name());
                enqueue.accept(SWEEP);
              }
            }));
  }

  @Override
  public List<ObjectKey> initialKeys() {
    return List.of(SWEEP);
  }

  @Override
  public Result reconcile(ObjectKey key) {
    List<ApiObject> all = pods.lister().list("", LabelSelector.everything());
    Map<ApiObject, String> garbage = new LinkedHashMap<>();
    Set<String> gone = goneNodes(all);
    for (ApiObject pod : all) {
      String node = Pods.nodeName(pod);
      if (gone.contains(node)) {
        garbage.put(pod, "PodGC: node no longer exists");
      } else if (pod.isBeingDeleted() && node.isEmpty()) {
        garbage.put(pod, "");
      } else if (pod.isBeingDeleted() && isOutOfService(node)) {
        garbage.put(pod, "PodGC: node is out of service");
      }
    }
    surplusTerminated(all).forEach(pod -> garbage.putIfAbsent(pod, ""));
    Parallel.forEach(
            context.executor(),
            List.copyOf(garbage.entrySet()),
            entry -> remove(entry.getKey(), entry.getValue()))
        .stream()
        .findFirst()
        .ifPresent(refusal -> {
          throw refusal;
        });
    return Result.after(nextSweep());
  }

  private Duration nextSweep() {
    Instant now = context.clock().instant();
    return missing.values().stream()
        .map(end -> Duration.between(now, end))
        .filter(Duration::isPositive)
        .min(Duration::compareTo)
        .filter(wait -> wait.compareTo(configuration.period()) < 0)
        .orElse(configuration.period());
  }

  private Set<String> goneNodes(List<ApiObject> all) {
    Instant now = context.clock().instant();
    Set<String> named = new HashSet<>();
    all.forEach(pod -> named.add(Pods.nodeName(pod)));
    named.remove("");
    named.removeIf(node -> nodes.lister().get(ObjectKey.clusterScoped(node)).isPresent());
    missing.keySet().retainAll(named);
    deleted.retainAll(named);
    named.forEach(node -> missing.putIfAbsent(node, now.plus(patience(node))));
    named.removeIf(node -> now.isBefore(missing.getOrDefault(node, now)));
    named.removeIf(this::isThereAfterAll);
    return named;
  }

  /** A node of which nothing has been seen yet may be about to register. */
  private Duration patience(String node) {
    Duration quarantine = configuration.quarantine();
    return deleted.contains(node) ? quarantine : quarantine.plus(configuration.period());
  }

  /** The cache may be behind, and this cannot be undone. */
  private boolean isThereAfterAll(String node) {
    try {
      context.client().get(Resources.NODES, "", node);
      return true;
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return false;
      }
      throw e;
    }
  }

  /** An administrator has said that the node is off and stays off. */
  private boolean isOutOfService(String name) {
    return nodes
        .lister()
        .get(ObjectKey.clusterScoped(name))
        .filter(node -> !Pods.condition(node, "Ready").path("status").asText().equals("True"))
        .map(PodGarbageReconciler::hasOutOfServiceTaint)
        .orElse(false);
  }

  private static boolean hasOutOfServiceTaint(ApiObject node) {
    for (JsonNode taint : node.tree().path("spec").path("taints")) {
      if (taint.path("key").asText().equals(OUT_OF_SERVICE)) {
        return true;
      }
    }
    return false;
  }

  /** The oldest beyond the threshold. */
  private List<ApiObject> surplusTerminated(List<ApiObject> all) {
    List<ApiObject> ended =
        new ArrayList<>(
            all.stream().filter(Pods::isTerminal).filter(pod -> !pod.isBeingDeleted()).toList());
    int surplus = ended.size() - configuration.terminatedPodThreshold();
    if (configuration.terminatedPodThreshold() == 0 || surplus <= 0) {
      return List.of();
    }
    ended.sort(
        Comparator.comparing((ApiObject pod) -> pod.creationTimestamp().orElse(Instant.EPOCH))
            .thenComparing(ApiObject::key));
    return ended.subList(0, surplus);
  }

  /**
   * @param why what to tell of a pod that did not end by itself, or empty
   */
  private void remove(ApiObject pod, String why) {
    try {
      if (!Pods.isTerminal(pod)) {
        context
            .client()
            .patch(
                Resources.PODS,
                pod.namespace(),
                pod.name(),
                "status",
                PatchType.STRATEGIC,
                failed(pod, why));
      }
      context
          .client()
          .delete(
              Resources.PODS, pod.namespace(), pod.name(), DeleteOptions.now().onlyUid(pod.uid()));
    } catch (ApiException e) {
      // Gone meanwhile, or another of its name is there.
      if (!e.isNotFound() && !e.isConflict()) {
        throw e;
      }
    }
  }

  private ObjectNode failed(ApiObject pod, String why) {
    ObjectNode patch = Json.object();
    patch.putObject("metadata").put("uid", pod.uid());
    ObjectNode status = patch.putObject("status").put("phase", "Failed");
    if (!why.isEmpty()) {
      status
          .putArray("conditions")
          .addObject()
          .put("type", "DisruptionTarget")
          .put("status", "True")
          .put("reason", "DeletionByPodGC")
          .put("message", why)
          .put("lastTransitionTime", Timestamps.seconds(context.clock().instant()));
    }
    return patch;
  }
}
