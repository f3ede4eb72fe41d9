package io.binnacle.controller.statefulset;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.controller.workload.NumberOrPercent;
import java.time.Duration;

/**
 * What a stateful set asks for.
 *
 * @param start the number of its first pod
 * @param ordered whether a pod is touched only when all before it are available
 * @param rolling whether pods of older revisions are replaced
 * @param partition so many of the first pods keep the current revision
 * @param maxUnavailable how many pods may be missing while others are replaced
 */
record StatefulSpec(
    int replicas,
    int start,
    boolean ordered,
    boolean rolling,
    int partition,
    int maxUnavailable,
    Duration minReady) {

  static StatefulSpec of(ApiObject set) {
    JsonNode spec = set.tree().path("spec");
    int replicas = spec.path("replicas").asInt(1);
    JsonNode update = spec.path("updateStrategy").path("rollingUpdate");
    int unavailable =
        update.hasNonNull("maxUnavailable")
            ? NumberOrPercent.roundedUp(update.path("maxUnavailable"), replicas)
            : 1;
    return new StatefulSpec(
        replicas,
        spec.path("ordinals").path("start").asInt(),
        !spec.path("podManagementPolicy").asText().equals("Parallel"),
        !spec.path("updateStrategy").path("type").asText().equals("OnDelete"),
        update.path("partition").asInt(),
        Math.max(unavailable, 1),
        Duration.ofSeconds(spec.path("minReadySeconds").asLong()));
  }

  boolean contains(int ordinal) {
    return ordinal >= start && ordinal < start + replicas;
  }

  /** Whether a pod with the number is made from the current revision, not from the new one. */
  boolean keepsCurrent(int ordinal) {
    return rolling && ordinal < start + partition;
  }
}
