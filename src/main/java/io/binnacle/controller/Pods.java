package io.binnacle.controller;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What controllers ask of a pod. */
public final class Pods {
  private Pods() {}

  /** The phase; a pod whose status nobody has written is pending. */
  public static String phase(ApiObject pod) {
    return pod.tree().path("status").path("phase").asText("Pending");
  }

  /** Whether its containers have all ended for good. */
  public static boolean isTerminal(ApiObject pod) {
    String phase = phase(pod);
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  /** Whether it counts as a replica: it runs or will, and nobody has deleted it. */
  public static boolean isActive(ApiObject pod) {
    return !isTerminal(pod) && !pod.isBeingDeleted();
  }

  /** Whether it is on its way out, with containers that may still run. */
  public static boolean isTerminating(ApiObject pod) {
    return !isTerminal(pod) && pod.isBeingDeleted();
  }

  public static boolean isReady(ApiObject pod) {
    return condition(pod, "Ready").path("status").asText().equals("True");
  }

  /** Since when the pod is ready; empty when it is not. */
  public static Optional<Instant> readySince(ApiObject pod) {
    JsonNode since = condition(pod, "Ready").path("lastTransitionTime");
    return isReady(pod) && since.isTextual()
        ? Optional.of(Instant.parse(since.asText()))
        : Optional.empty();
  }

  /** Whether it has been ready for so long. */
  public static boolean isAvailable(ApiObject pod, Duration minReady, Instant now) {
    return isReady(pod)
        && (minReady.isZero()
            || readySince(pod).filter(since -> !since.plus(minReady).isAfter(now)).isPresent());
  }

  /** When the next of the pods becomes available by mere passing of time. */
  public static Optional<Duration> nextAvailability(
      List<ApiObject> pods, Duration minReady, Instant now) {
    return pods.stream()
        .filter(pod -> !isAvailable(pod, minReady, now))
        .flatMap(pod -> readySince(pod).stream())
        .map(since -> Duration.between(now, since.plus(minReady)))
        .min(Duration::compareTo);
  }

  /** The condition of the type, a missing node where there is none. */
  public static JsonNode condition(ApiObject object, String type) {
    for (JsonNode condition : object.tree().path("status").path("conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition;
      }
    }
    return object.tree().path("status").path("conditions").path(type);
  }

  /** How often its containers have been restarted, each for itself. */
  public static IntStream restartCounts(ApiObject pod) {
    return pod.tree()
        .path("status")
        .path("containerStatuses")
        .valueStream()
        .mapToInt(container -> container.path("restartCount").asInt());
  }

  /** How often its containers, init containers too, have been restarted in all. */
  public static int restarts(ApiObject pod) {
    JsonNode init = pod.tree().path("status").path("initContainerStatuses");
    return restartCounts(pod).sum()
        + init.valueStream().mapToInt(status -> status.path("restartCount").asInt()).sum();
  }

  /** The node that it is bound to, or empty. */
  public static String nodeName(ApiObject pod) {
    return pod.tree().path("spec").path("nodeName").asText();
  }
}
