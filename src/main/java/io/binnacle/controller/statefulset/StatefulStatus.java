package io.binnacle.controller.statefulset;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.controller.workload.Statuses;
import java.util.Collection;

/** The status of a stateful set. */
final class StatefulStatus {
  private StatefulStatus() {}

  static ObjectNode of(StatefulSetView view, int collisions) {
    Collection<ApiObject> pods = view.pods().values();
    long ready = pods.stream().filter(StatefulPods::isRunningAndReady).count();
    long updated = ofRevision(pods, view.update());
    boolean complete =
        view.spec().rolling()
            && view.spec().partition() == 0
            && updated == pods.size()
            && ready == pods.size()
            && pods.size() == view.spec().replicas();
    ApiObject current = complete ? view.update() : view.current();
    ObjectNode status = Json.object();
    status.put("observedGeneration", view.set().generation());
    status.put("replicas", pods.size());
    status.put("availableReplicas", pods.stream().filter(view::isAvailable).count());
    Statuses.putCount(status, "readyReplicas", ready);
    Statuses.putCount(status, "currentReplicas", ofRevision(pods, current));
    Statuses.putCount(status, "updatedReplicas", updated);
    status.put("currentRevision", current.name());
    status.put("updateRevision", view.update().name());
    status.put("collisionCount", collisions);
    return status;
  }

  private static long ofRevision(Collection<ApiObject> pods, ApiObject revision) {
    return pods.stream()
        .filter(pod -> !pod.isBeingDeleted())
        .filter(pod -> StatefulPods.revision(pod).equals(revision.name()))
        .count();
  }
}
