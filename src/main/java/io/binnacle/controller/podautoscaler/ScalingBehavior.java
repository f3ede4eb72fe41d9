package io.binnacle.controller.podautoscaler;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.resource.Quantity;
import io.binnacle.apimachinery.runtime.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;

/**
 * How fast an autoscaler may grow and shrink its target (KEP-853): over a window the recommendation
 * that changes least counts, and each direction has policies.
 */
final class ScalingBehavior {
  private static final String DEFAULT =
      """
      {"scaleUp":{"stabilizationWindowSeconds":0,"selectPolicy":"Max","policies":[
         {"type":"Pods","value":4,"periodSeconds":15},
         {"type":"Percent","value":100,"periodSeconds":15}]},
       "scaleDown":{"selectPolicy":"Max","policies":[
         {"type":"Percent","value":100,"periodSeconds":15}]}}
      """;
  private static final double WHOLE = 100;

  private final JsonNode behavior;
  private final PodAutoscalerConfiguration configuration;

  ScalingBehavior(ApiObject autoscaler, PodAutoscalerConfiguration configuration) {
    JsonNode given = autoscaler.tree().path("spec").path("behavior");
    this.behavior = given.isObject() ? given : Json.readTrusted(DEFAULT);
    this.configuration = configuration;
  }

  private JsonNode up() {
    return behavior.path("scaleUp");
  }

  private JsonNode down() {
    return behavior.path("scaleDown");
  }

  ReplicaCalculator.Tolerance tolerance() {
    return new ReplicaCalculator.Tolerance(tolerance(up()), tolerance(down()));
  }

  /** Each direction may have one of its own (KEP-4951). */
  private double tolerance(JsonNode direction) {
    JsonNode own = direction.path("tolerance");
    return own.isValueNode() && !own.isNull()
        ? Quantity.parse(own.asText()).milliValue() / 1000.0
        : configuration.tolerancePercent() / WHOLE;
  }

  private Duration window(JsonNode direction, Duration absent) {
    JsonNode seconds = direction.path("stabilizationWindowSeconds");
    return seconds.isNumber() ? Duration.ofSeconds(seconds.asLong()) : absent;
  }

  /** The recommendation that changes least of those in the window of its direction. */
  int stabilize(ScalingHistory history, int current, int recommendation, Instant now) {
    int lowest = history.lowest(now.minus(window(up(), Duration.ZERO)), recommendation);
    int highest =
        history.highest(
            now.minus(window(down(), configuration.downscaleStabilization())), recommendation);
    return Math.min(Math.max(current, lowest), highest);
  }

  /** The most replicas that there may be now. */
  int upperLimit(ScalingHistory history, int current, Instant now) {
    return limit(
        up(),
        current,
        policy -> {
          int start = start(history, current, policy, now);
          double value = policy.path("value").asDouble();
          return isPods(policy)
              ? start + (int) value
              : (int) Math.ceil(start * (1 + value / WHOLE));
        },
        true);
  }

  /** The fewest replicas that there may be now. */
  int lowerLimit(ScalingHistory history, int current, Instant now) {
    return limit(
        down(),
        current,
        policy -> {
          int start = start(history, current, policy, now);
          double value = policy.path("value").asDouble();
          return isPods(policy) ? start - (int) value : (int) (start * (1 - value / WHOLE));
        },
        false);
  }

  private interface Bound {
    int of(JsonNode policy);
  }

  private static int limit(JsonNode direction, int current, Bound bound, boolean grows) {
    String select = direction.path("selectPolicy").asText("Max");
    if (select.equals("Disabled")) {
      return current;
    }
    IntStream bounds = direction.path("policies").valueStream().mapToInt(bound::of);
    // "Max" is the policy that changes most: upwards the highest bound, downwards the lowest.
    boolean highest = select.equals("Max") == grows;
    int limit = (highest ? bounds.max() : bounds.min()).orElse(current);
    return grows ? Math.max(limit, current) : Math.min(limit, current);
  }

  private static boolean isPods(JsonNode policy) {
    return policy.path("type").asText().equals("Pods");
  }

  /** How many there were when the policy's period began. */
  private static int start(ScalingHistory history, int current, JsonNode policy, Instant now) {
    return current - history.balance(now.minusSeconds(policy.path("periodSeconds").asLong()));
  }
}
