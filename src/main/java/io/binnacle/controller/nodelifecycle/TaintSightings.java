package io.binnacle.controller.nodelifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.controller.Pods;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Since when a pod has been on a node with a taint: what its tolerationSeconds count from. What the
 * API says outlives a change of leader; where it does not say when the taint came, as with those
 * that people set, it is the moment at which both were first seen here. Safe for any thread.
 */
final class TaintSightings {
  private record Sighting(String podUid, JsonNode taint) {}

  private final Clock clock;
  private final Map<String, Map<Sighting, Instant>> byNode = new ConcurrentHashMap<>();

  TaintSightings(Clock clock) {
    this.clock = clock;
  }

  Instant since(ApiObject pod, JsonNode taint) {
    JsonNode added = taint.path("timeAdded");
    if (!added.isTextual()) {
      return byNode
          .computeIfAbsent(Pods.nodeName(pod), node -> new ConcurrentHashMap<>())
          .computeIfAbsent(new Sighting(pod.uid(), taint), sighting -> clock.instant());
    }
    Instant tainted = Instant.parse(added.asText());
    Instant arrived = arrival(pod);
    return arrived.isAfter(tainted) ? arrived : tainted;
  }

  private static Instant arrival(ApiObject pod) {
    JsonNode scheduled = Pods.condition(pod, "PodScheduled");
    JsonNode time = scheduled.path("lastTransitionTime");
    return scheduled.path("status").asText().equals("True") && time.isTextual()
        ? Instant.parse(time.asText())
        : pod.creationTimestamp().orElse(Instant.MIN);
  }

  /** Forgets what was seen of pods and taints that the node no longer has. */
  void retain(String node, Iterable<ApiObject> pods, JsonNode taints) {
    Map<Sighting, Instant> seen = byNode.get(node);
    if (seen == null) {
      return;
    }
    Set<String> uids = new HashSet<>();
    pods.forEach(pod -> uids.add(pod.uid()));
    Set<JsonNode> present = new HashSet<>();
    taints.forEach(present::add);
    seen.keySet()
        .removeIf(
            sighting -> !uids.contains(sighting.podUid()) || !present.contains(sighting.taint()));
    if (seen.isEmpty()) {
      byNode.remove(node);
    }
  }

  void forget(String node) {
    byNode.remove(node);
  }
}
