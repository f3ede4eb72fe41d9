package io.binnacle.controller.podautoscaler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.Timestamps;
import io.binnacle.controller.workload.Scales;
import io.binnacle.controller.workload.StatusConditions;
import io.binnacle.controller.workload.StatusConditions.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An autoscaler and its status during one reconciliation. Not thread-safe. */
final class Autoscaling {
  private static final String ABLE = "AbleToScale";
  private static final String ACTIVE = "ScalingActive";
  private static final String LIMITED = "ScalingLimited";

  /** Something that an event tells of. */
  record Trouble(String reason, String message) {}

  private final ApiObject object;
  private final JsonNode spec;
  private final Instant now;
  private final StatusConditions conditions;
  private final List<ObjectNode> measured = new ArrayList<>();
  private final ObjectNode status = Json.object();
  private String reason = "All metrics below target";
  private String decisive = "";

  Autoscaling(ApiObject object, Instant now) {
    this.object = object;
    this.spec = object.tree().path("spec");
    this.now = now;
    this.conditions = StatusConditions.of(object);
    JsonNode known = object.tree().path("status");
    for (String field : List.of("currentReplicas", "desiredReplicas", "lastScaleTime")) {
      if (known.hasNonNull(field)) {
        status.set(field, known.get(field));
      }
    }
  }

  ApiObject object() {
    return object;
  }

  Scales.Target target() {
    JsonNode target = spec.path("scaleTargetRef");
    return new Scales.Target(
        target.path("apiVersion").asText("v1"),
        target.path("kind").asText(),
        object.namespace(),
        target.path("name").asText());
  }

  JsonNode metrics() {
    return spec.path("metrics");
  }

  private int fewest() {
    return spec.path("minReplicas").asInt(1);
  }

  private int most() {
    return spec.path("maxReplicas").asInt();
  }

  /** Why the target is scaled. */
  String reason() {
    return reason;
  }

  Trouble scaleFailed(String why) {
    set(
        ABLE,
        "False",
        "FailedGetScale",
        "the HPA controller was unable to get the target's current scale: " + why);
    return new Trouble("FailedGetScale", why);
  }

  void scaleRead(int current, int wanted) {
    set(
        ABLE,
        "True",
        "SucceededGetScale",
        "the HPA controller was able to get the target's current scale");
    status.put("currentReplicas", current);
    status.put("desiredReplicas", wanted);
  }

  void disabled() {
    status.put("desiredReplicas", 0);
    set(
        ACTIVE,
        "False",
        "ScalingDisabled",
        "scaling is disabled since the replica count of the target is zero");
  }

  /** The bound that the present number is beyond: that needs no metric. */
  Optional<Integer> bounded(int wanted) {
    if (wanted > most()) {
      reason = "Current number of replicas above Spec.MaxReplicas";
      return Optional.of(most());
    }
    if (wanted < fewest()) {
      reason = "Current number of replicas below Spec.MinReplicas";
      return Optional.of(fewest());
    }
    return Optional.empty();
  }

  void noSelector() {
    set(ACTIVE, "False", "InvalidSelector", "the HPA target's scale is missing a selector");
  }

  /** Takes a metric up; the decisive one is that which asks for most. */
  void measured(MetricEvaluation.Result result, boolean isDecisive) {
    measured.add(result.status());
    if (isDecisive) {
      decisive = result.name();
      if (result.replicas() > status.path("desiredReplicas").asInt()) {
        reason = decisive + " above target";
      }
    }
  }

  Trouble metricFailed(MetricFailure failure) {
    String message = String.valueOf(failure.getMessage());
    set(
        ACTIVE,
        "False",
        failure.reason(),
        "the HPA was unable to compute the replica count: " + message);
    return new Trouble(failure.reason(), message);
  }

  void metricsRead() {
    set(
        ACTIVE,
        "True",
        "ValidMetricFound",
        "the HPA was able to successfully calculate a replica count from " + decisive);
  }

  void stabilized(int asked, int stable) {
    if (stable > asked) {
      set(
          ABLE,
          "True",
          "ScaleDownStabilized",
          "recent recommendations were higher than current one, applying the highest recent"
              + " recommendation");
    } else if (stable < asked) {
      set(
          ABLE,
          "True",
          "ScaleUpStabilized",
          "recent recommendations were lower than current one, applying the lowest recent"
              + " recommendation");
    } else {
      set(ABLE, "True", "ReadyForNewScale", "recommended size matches current size");
    }
  }

  /** Keeps the number within the bounds, and says which of them it met. */
  int limited(int wanted, int lower, int upper) {
    if (wanted > Math.min(most(), upper)) {
      boolean own = most() <= upper;
      set(
          LIMITED,
          "True",
          own ? "TooManyReplicas" : "ScaleUpLimit",
          own
              ? "the desired replica count is more than the maximum replica count"
              : "the desired replica count is increasing faster than the maximum scale rate");
      return Math.min(most(), upper);
    }
    if (wanted < Math.max(fewest(), lower)) {
      boolean own = fewest() >= lower;
      set(
          LIMITED,
          "True",
          own ? "TooFewReplicas" : "ScaleDownLimit",
          own
              ? "the desired replica count is less than the minimum replica count"
              : "the desired replica count is decreasing faster than the maximum scale rate");
      return Math.max(fewest(), lower);
    }
    set(LIMITED, "False", "DesiredWithinRange", "the desired count is within the acceptable range");
    return wanted;
  }

  void rescaled(int desired) {
    set(
        ABLE,
        "True",
        "SucceededRescale",
        "the HPA controller was able to update the target scale to " + desired);
    status.put("lastScaleTime", Timestamps.seconds(now));
  }

  void desired(int replicas) {
    status.put("desiredReplicas", replicas);
  }

  private void set(String type, String value, String why, String message) {
    conditions.put(new Condition(type, value, why, message), now);
  }

  ObjectNode status() {
    status.put("observedGeneration", object.generation());
    if (measured.isEmpty()) {
      status.putNull("currentMetrics");
    } else {
      ArrayNode list = status.putArray("currentMetrics");
      measured.forEach(list::add);
    }
    conditions.writeTo(status);
    return status;
  }
}
