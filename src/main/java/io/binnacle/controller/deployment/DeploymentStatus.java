package io.binnacle.controller.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.controller.workload.StatusConditions.Condition;
import io.binnacle.controller.workload.Statuses;
import java.util.List;

/** The counts of a deployment, from those of its ReplicaSets. */
record DeploymentStatus(
    int replicas, int updated, int ready, int available, long observedGeneration) {

  static DeploymentStatus of(Rollout rollout) {
    List<ApiObject> all = rollout.all();
    return new DeploymentStatus(
        ReplicaSets.count(all, "replicas"),
        rollout.current().map(set -> ReplicaSets.count(set, "replicas")).orElse(0),
        ReplicaSets.count(all, "readyReplicas"),
        ReplicaSets.count(all, "availableReplicas"),
        rollout.deployment().generation());
  }

  /** What the deployment says of itself so far. */
  static DeploymentStatus written(ApiObject deployment) {
    JsonNode status = deployment.tree().path("status");
    return new DeploymentStatus(
        status.path("replicas").asInt(),
        status.path("updatedReplicas").asInt(),
        status.path("readyReplicas").asInt(),
        status.path("availableReplicas").asInt(),
        status.path("observedGeneration").asLong());
  }

  /** Whether the roll-out is done: all pods are of the newest revision, and available. */
  boolean isComplete(Rollout rollout) {
    int wanted = rollout.spec().replicas();
    return updated == wanted
        && replicas == wanted
        && available == wanted
        && observedGeneration >= rollout.deployment().generation();
  }

  boolean isProgressSince(DeploymentStatus before) {
    return updated > before.updated
        || replicas - updated < before.replicas - before.updated
        || ready > before.ready
        || available > before.available;
  }

  /** The condition that says whether there are enough pods to work with. */
  Condition availability(DeploymentSpec spec) {
    return available >= spec.fewestAvailable()
        ? new Condition(
            DeploymentConditions.AVAILABLE,
            "True",
            "MinimumReplicasAvailable",
            "Deployment has minimum availability.")
        : new Condition(
            DeploymentConditions.AVAILABLE,
            "False",
            "MinimumReplicasUnavailable",
            "Deployment does not have minimum availability.");
  }

  /** The tree without conditions. */
  ObjectNode tree(Rollout rollout) {
    ObjectNode status = Json.object();
    status.put("observedGeneration", observedGeneration);
    Statuses.putCount(status, "replicas", replicas);
    Statuses.putCount(status, "updatedReplicas", updated);
    Statuses.putCount(status, "readyReplicas", ready);
    Statuses.putCount(status, "availableReplicas", available);
    Statuses.putCount(status, "unavailableReplicas", ReplicaSets.wanted(rollout.all()) - available);
    JsonNode collisions = rollout.deployment().tree().path("status").path("collisionCount");
    if (collisions.isNumber()) {
      status.set("collisionCount", collisions);
    }
    if (rollout.all().stream().allMatch(DeploymentStatus::tellsTerminating)) {
      status.put("terminatingReplicas", ReplicaSets.count(rollout.all(), "terminatingReplicas"));
    }
    return status;
  }

  /** A sum with a summand missing would be wrong (KEP-3973). */
  private static boolean tellsTerminating(ApiObject set) {
    JsonNode status = set.tree().path("status");
    return status.path("observedGeneration").asLong() == 0
        || status.hasNonNull("terminatingReplicas");
  }
}
