package io.binnacle.controller.nodelifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.client.PatchType;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Deletion;
import io.binnacle.controller.Parallel;
import io.binnacle.controller.Pods;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What happens to the pods of a node that is not well. */
final class PodEviction {
  private final ControllerContext context;
  private final Optional<Duration> mostForLostNodes;
  private final TaintSightings sightings;

  PodEviction(ControllerContext context, Optional<Duration> mostForLostNodes) {
    this.context = context;
    this.mostForLostNodes = mostForLostNodes;
    this.sightings = new TaintSightings(context.clock());
  }

  /** Takes the pods of a node that is not ready out of their services. */
  void markNotReady(List<ApiObject> pods) {
    Instant now = context.clock().instant();
    List<ApiObject> ready = pods.stream().filter(Pods::isReady).toList();
    throwFirst(
        Parallel.forEach(
            context.executor(),
            ready,
            pod -> {
              patchStatus(pod, NodeHealth.podNotReady(pod, now));
              context.recorder().warning(pod, "NodeNotReady", "Node is not ready");
            }));
  }

  /** Deletes the node's pods that must no longer stay; answers when the next one has to go. */
  Optional<Instant> evict(String node, List<ApiObject> pods, JsonNode taints) {
    sightings.retain(node, pods, taints);
    Instant now = context.clock().instant();
    Optional<Instant> next = Optional.empty();
    List<ApiObject> due = new ArrayList<>();
    for (ApiObject pod : pods) {
      if (pod.isBeingDeleted()) {
        continue;
      }
      Optional<Instant> time = Tolerance.evictionTime(pod, taints, mostForLostNodes, sightings);
      if (time.isPresent() && !time.get().isAfter(now)) {
        due.add(pod);
      } else if (time.isPresent() && (next.isEmpty() || time.get().isBefore(next.get()))) {
        next = time;
      }
    }
    throwFirst(Parallel.forEach(context.executor(), due, pod -> evict(pod, now)));
    return next;
  }

  /** The node is no more. */
  void forget(String node) {
    sightings.forget(node);
  }

  private void evict(ApiObject pod, Instant now) {
    context.recorder().normal(pod, "TaintManagerEviction", "Marking for deletion Pod " + pod.key());
    patchStatus(pod, NodeHealth.podEvicted(pod, now));
    Deletion.ofOnly(pod, Resources.PODS, context.client());
  }

  private void patchStatus(ApiObject pod, ObjectNode patch) {
    try {
      context
          .client()
          .patch(Resources.PODS, pod.namespace(), pod.name(), "status", PatchType.STRATEGIC, patch);
    } catch (ApiException e) {
      // The pod may have gone meanwhile, or another of its name may be there.
      if (!e.isNotFound() && !e.isConflict()) {
        throw e;
      }
    }
  }

  private static void throwFirst(List<ApiException> refusals) {
    if (!refusals.isEmpty()) {
      throw refusals.getFirst();
    }
  }
}
