package io.binnacle.controller.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.controller.workload.NumberOrPercent;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a Deployment asks for, its defaults applied and its percentages worked out.
 *
 * @param maxSurge how many pods there may be beyond the replicas during a roll-out
 * @param maxUnavailable how many of the replicas may be missing during a roll-out
 * @param progressDeadline empty when the roll-out may stand still for as long as it likes
 * @param historyLimit how many old ReplicaSets are kept; empty for all
 */
record DeploymentSpec(
    int replicas,
    boolean rolling,
    int maxSurge,
    int maxUnavailable,
    boolean paused,
    int minReadySeconds,
    Optional<Duration> progressDeadline,
    OptionalInt historyLimit) {

  static DeploymentSpec of(ApiObject deployment) {
    JsonNode spec = deployment.tree().path("spec");
    int replicas = spec.path("replicas").asInt(1);
    boolean rolling = !spec.path("strategy").path("type").asText().equals("Recreate");
    JsonNode update = spec.path("strategy").path("rollingUpdate");
    int surge = NumberOrPercent.roundedUp(update.path("maxSurge"), replicas);
    int unavailable = NumberOrPercent.roundedDown(update.path("maxUnavailable"), replicas);
    if (surge == 0 && unavailable == 0) {
      // Both can be rounded to nothing, and then nothing could move.
      unavailable = 1;
    }
    return new DeploymentSpec(
        replicas,
        rolling,
        rolling ? surge : 0,
        rolling ? Math.min(unavailable, replicas) : 0,
        spec.path("paused").asBoolean(),
        spec.path("minReadySeconds").asInt(),
        deadline(spec.path("progressDeadlineSeconds")),
        limit(spec.path("revisionHistoryLimit")));
  }

  /** The greatest number stands for none. */
  private static OptionalInt limit(JsonNode number) {
    return number.isNumber() && number.asInt() != Integer.MAX_VALUE
        ? OptionalInt.of(number.asInt())
        : OptionalInt.empty();
  }

  private static Optional<Duration> deadline(JsonNode seconds) {
    OptionalInt limit = limit(seconds);
    return limit.isPresent() ? Optional.of(Duration.ofSeconds(limit.getAsInt())) : Optional.empty();
  }

  /** The most pods that there may be. */
  int mostReplicas() {
    return replicas + maxSurge;
  }

  /** The fewest that must be available. */
  int fewestAvailable() {
    return replicas - maxUnavailable;
  }
}
