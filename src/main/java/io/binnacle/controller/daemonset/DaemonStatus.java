package io.binnacle.controller.daemonset;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.controller.Pods;
import io.binnacle.controller.workload.Statuses;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** Counts nodes by what they have and should have. One is filled during one reconciliation. */
final class DaemonStatus {
  /** Of several pods on a node the one that does most speaks for it. */
  private static final Comparator<ApiObject> MOST_USEFUL =
      Comparator.<ApiObject, Boolean>comparing(Pods::isReady)
          .thenComparing(pod -> pod.creationTimestamp().orElse(Instant.EPOCH));

  private final String hash;
  private final Duration minReady;
  private final Instant now;
  private int desired;
  private int current;
  private int misscheduled;
  private int ready;
  private int available;
  private int updated;

  DaemonStatus(String hash, Duration minReady, Instant now) {
    this.hash = hash;
    this.minReady = minReady;
    this.now = now;
  }

  void count(boolean shouldRun, List<ApiObject> pods) {
    if (!shouldRun) {
      misscheduled += pods.isEmpty() ? 0 : 1;
      return;
    }
    desired++;
    pods.stream().max(MOST_USEFUL).ifPresent(this::count);
  }

  private void count(ApiObject pod) {
    current++;
    ready += Pods.isReady(pod) ? 1 : 0;
    available += Pods.isAvailable(pod, minReady, now) ? 1 : 0;
    updated += DaemonPods.isOf(pod, hash) ? 1 : 0;
  }

  /** The first four are always there, the others unless they are zero. */
  ObjectNode tree(long observedGeneration, int collisions) {
    ObjectNode status = Json.object();
    status.put("currentNumberScheduled", current);
    status.put("numberMisscheduled", misscheduled);
    status.put("desiredNumberScheduled", desired);
    status.put("numberReady", ready);
    Statuses.putCount(status, "observedGeneration", observedGeneration);
    Statuses.putCount(status, "updatedNumberScheduled", updated);
    Statuses.putCount(status, "numberAvailable", available);
    Statuses.putCount(status, "numberUnavailable", desired - available);
    Statuses.putCount(status, "collisionCount", collisions);
    return status;
  }
}
