package io.binnacle.controller.replication;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.controller.Pods;
import io.binnacle.controller.workload.PodTemplates;
import io.binnacle.controller.workload.StatusConditions;
import io.binnacle.controller.workload.StatusConditions.Condition;
import io.binnacle.controller.workload.Statuses;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The status of what keeps a number of pods. */
final class ReplicaStatus {
  private static final String FAILURE = "ReplicaFailure";

  private final ApiObject controller;
  private final int count;
  private final Instant now;
  private final ObjectNode status = Json.object();

  /** Counts the pods. Numbers that are zero are left out, except {@code replicas}. */
  ReplicaStatus(ApiObject controller, List<ApiObject> pods, Instant now) {
    this.controller = controller;
    this.count = pods.size();
    this.now = now;
    LabelSelector templateLabels =
        LabelSelector.ofLabels(
            Trees.textMap(PodTemplates.of(controller).path("metadata").path("labels")));
    Duration minReady = minReady(controller);
    status.put("replicas", count);
    Statuses.putCount(
        status,
        "fullyLabeledReplicas",
        pods.stream().filter(pod -> templateLabels.matches(pod.labels())));
    Statuses.putCount(status, "readyReplicas", pods.stream().filter(Pods::isReady));
    Statuses.putCount(
        status,
        "availableReplicas",
        pods.stream().filter(pod -> Pods.isAvailable(pod, minReady, now)));
    status.put("observedGeneration", controller.generation());
  }

  static Duration minReady(ApiObject controller) {
    return Duration.ofSeconds(controller.tree().path("spec").path("minReadySeconds").asLong());
  }

  static int wanted(ApiObject controller) {
    return controller.tree().path("spec").path("replicas").asInt(1);
  }

  /** Unlike the others this count is told when it is zero, too. */
  void countTerminating(long terminating) {
    status.put("terminatingReplicas", terminating);
  }

  /** The whole status. */
  ObjectNode withFailure(Optional<ApiException> failure) {
    StatusConditions conditions = StatusConditions.of(controller);
    if (failure.isEmpty()) {
      conditions.remove(FAILURE);
    } else if (conditions.get(FAILURE).isEmpty()) {
      String reason = count < wanted(controller) ? "FailedCreate" : "FailedDelete";
      conditions.set(
          new Condition(FAILURE, "True", reason, String.valueOf(failure.get().getMessage())), now);
    }
    conditions.writeTo(status);
    return status;
  }
}
