package io.binnacle.controller.replication;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.Timestamps;
import io.binnacle.controller.Pods;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The status of a replication controller. */
final class ReplicaStatus {
  private static final String FAILURE = "ReplicaFailure";

  private ReplicaStatus() {}

  static Duration minReady(ApiObject controller) {
    return Duration.ofSeconds(controller.tree().path("spec").path("minReadySeconds").asLong());
  }

  static int wanted(ApiObject controller) {
    return controller.tree().path("spec").path("replicas").asInt(1);
  }

  /** Numbers that are zero are left out, except {@code replicas}, as the API writes them. */
  static ObjectNode of(
      ApiObject controller, List<ApiObject> pods, Optional<ApiException> failure, Instant now) {
    ObjectNode template = Json.object();
    template.set(
        "matchLabels",
        controller.tree().path("spec").path("template").path("metadata").path("labels"));
    LabelSelector templateLabels = LabelSelector.ofStructured(template);
    Duration minReady = minReady(controller);
    ObjectNode status = Json.object();
    status.put("replicas", pods.size());
    putCount(
        status,
        "fullyLabeledReplicas",
        pods.stream().filter(pod -> templateLabels.matches(pod.labels())).count());
    putCount(status, "readyReplicas", pods.stream().filter(Pods::isReady).count());
    putCount(
        status,
        "availableReplicas",
        pods.stream().filter(pod -> Pods.isAvailable(pod, minReady, now)).count());
    // As an int, which is what a parsed tree holds: otherwise equal trees would seem to differ.
    status.put("observedGeneration", Math.toIntExact(controller.generation()));
    ArrayNode conditions = conditions(controller, pods.size(), failure, now);
    if (!conditions.isEmpty()) {
      status.set("conditions", conditions);
    }
    return status;
  }

  private static void putCount(ObjectNode status, String field, long count) {
    if (count > 0) {
      status.put(field, (int) count);
    }
  }

  private static ArrayNode conditions(
      ApiObject controller, int count, Optional<ApiException> failure, Instant now) {
    ArrayNode conditions = Json.mapper().createArrayNode();
    Optional<JsonNode> known = Optional.empty();
    for (JsonNode condition : controller.tree().path("status").path("conditions")) {
      if (condition.path("type").asText().equals(FAILURE)) {
        known = Optional.of(condition);
      } else {
        conditions.add(condition);
      }
    }
    if (failure.isPresent() && known.isEmpty()) {
      conditions
          .addObject()
          .put("type", FAILURE)
          .put("status", "True")
          .put("lastTransitionTime", Timestamps.seconds(now))
          .put("reason", count < wanted(controller) ? "FailedCreate" : "FailedDelete")
          .put("message", failure.get().getMessage());
    } else if (failure.isPresent()) {
      known.ifPresent(conditions::add);
    }
    return conditions;
  }
}
