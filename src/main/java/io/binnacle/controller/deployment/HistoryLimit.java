package io.binnacle.controller.deployment;

import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.client.ApiClient;
import io.binnacle.client.Resources;
import io.binnacle.controller.Deletion;
import java.util.Comparator;
import java.util.List;

/** Removes old revisions beyond the limit, the oldest first; none that still has pods. */
final class HistoryLimit {
  private final ApiClient client;

  HistoryLimit(ApiClient client) {
    this.client = client;
  }

  void enforce(Rollout rollout) {
    if (rollout.spec().historyLimit().isEmpty()) {
      return;
    }
    List<ApiObject> old =
        rollout.old().stream()
            .filter(set -> !set.isBeingDeleted())
            .sorted(Comparator.comparingLong(Revisions::of).thenComparing(ReplicaSets.BY_AGE))
            .toList();
    int surplus = old.size() - rollout.spec().historyLimit().getAsInt();
    old.stream()
        .limit(Math.max(surplus, 0))
        .filter(HistoryLimit::isAtRest)
        .forEach(set -> Deletion.ofOnly(set, Resources.REPLICA_SETS, client));
  }

  private static boolean isAtRest(ApiObject set) {
    return ReplicaSets.wanted(set) == 0
        && ReplicaSets.count(set, "replicas") == 0
        && set.generation() <= ReplicaSets.count(set, "observedGeneration");
  }
}
