package io.binnacle.controller.nodelifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.taints.Taint;
import io.binnacle.apimachinery.taints.Toleration;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** How long a pod may stay on a node with NoExecute taints. */
final class Tolerance {
  private Tolerance() {}

  /**
   * When the pod has to go; empty when it may stay.
   *
   * @param mostForLostNodes ends earlier the tolerations of a lost node that end at all
   * @param sightings knows since when the pod has had to tolerate a taint
   */
  static Optional<Instant> evictionTime(
      ApiObject pod,
      JsonNode taints,
      Optional<Duration> mostForLostNodes,
      TaintSightings sightings) {
    Optional<Instant> earliest = Optional.empty();
    for (JsonNode taint : taints) {
      if (!taint.path("effect").asText().equals(NodeTaints.NO_EXECUTE)) {
        continue;
      }
      Optional<Instant> end = end(pod, taint, mostForLostNodes, sightings.since(pod, taint));
      if (end.isPresent() && (earliest.isEmpty() || end.get().isBefore(earliest.get()))) {
        earliest = end;
      }
    }
    return earliest;
  }

  private static Optional<Instant> end(
      ApiObject pod, JsonNode taint, Optional<Duration> mostForLostNodes, Instant since) {
    boolean tolerated = false;
    Optional<Duration> shortest = Optional.empty();
    for (JsonNode toleration : pod.tree().path("spec").path("tolerations")) {
      if (Toleration.of(toleration).tolerates(Taint.of(taint))) {
        tolerated = true;
        if (toleration.hasNonNull("tolerationSeconds")) {
          Duration seconds =
              Duration.ofSeconds(Math.max(0, toleration.path("tolerationSeconds").asLong()));
          if (shortest.isEmpty() || seconds.compareTo(shortest.get()) < 0) {
            shortest = Optional.of(seconds);
          }
        }
      }
    }
    if (!tolerated) {
      return Optional.of(since);
    }
    boolean lost =
        Set.of(NodeTaints.NOT_READY, NodeTaints.UNREACHABLE).contains(taint.path("key").asText());
    return shortest
        .map(own -> mostForLostNodes.filter(most -> lost && most.compareTo(own) < 0).orElse(own))
        .map(since::plus);
  }
}
