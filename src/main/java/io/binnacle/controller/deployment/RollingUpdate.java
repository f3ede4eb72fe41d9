package io.binnacle.controller.deployment;

import io.binnacle.apimachinery.meta.ApiObject;
import java.util.List;

/**
 * One step of a rolling update: the new ReplicaSet grows as far as the surge allows, then the old
 * ones shrink as far as enough pods stay available, those first that are not.
 */
final class RollingUpdate {
  private final ReplicaSetScale scale;

  RollingUpdate(ReplicaSetScale scale) {
    this.scale = scale;
  }

  /** The size that the new ReplicaSet can have now. */
  static int newSize(DeploymentSpec spec, List<ApiObject> all, int size) {
    if (!spec.rolling()) {
      return spec.replicas();
    }
    int room = spec.mostReplicas() - ReplicaSets.wanted(all);
    return room <= 0 ? size : size + Math.min(room, spec.replicas() - size);
  }

  /** Does what can be done now; what is left comes when pods become available. */
  void step(Rollout rollout, ApiObject current) {
    if (!grow(rollout, current)) {
      shrinkOld(rollout);
    }
  }

  private boolean grow(Rollout rollout, ApiObject current) {
    int size = ReplicaSets.wanted(current);
    int replicas = rollout.spec().replicas();
    if (size == replicas) {
      return false;
    }
    int next = size > replicas ? replicas : newSize(rollout.spec(), rollout.all(), size);
    return scale.scale(rollout, current, next);
  }

  private void shrinkOld(Rollout rollout) {
    if (rollout.activeOld().isEmpty()) {
      return;
    }
    List<ApiObject> all = rollout.all();
    int newUnavailable =
        rollout
            .current()
            .map(set -> ReplicaSets.wanted(set) - ReplicaSets.available(set))
            .orElse(0);
    int most = ReplicaSets.wanted(all) - rollout.spec().fewestAvailable() - newUnavailable;
    if (most <= 0) {
      return;
    }
    shrinkUnhealthy(rollout, most);
    // Deleting what is available is another matter: so many must stay.
    int spare =
        ReplicaSets.count(rollout.all(), "availableReplicas") - rollout.spec().fewestAvailable();
    shrink(rollout, spare);
  }

  /** Pods that serve nobody are no loss. */
  private void shrinkUnhealthy(Rollout rollout, int most) {
    int left = most;
    for (ApiObject set : byAge(rollout)) {
      int unhealthy = ReplicaSets.wanted(set) - ReplicaSets.available(set);
      int less = Math.min(left, unhealthy);
      if (less > 0) {
        scale.scale(rollout, set, ReplicaSets.wanted(set) - less);
        left -= less;
      }
    }
  }

  private void shrink(Rollout rollout, int most) {
    int left = most;
    for (ApiObject set : byAge(rollout)) {
      int less = Math.min(left, ReplicaSets.wanted(set));
      if (less > 0) {
        scale.scale(rollout, set, ReplicaSets.wanted(set) - less);
        left -= less;
      }
    }
  }

  private static List<ApiObject> byAge(Rollout rollout) {
    return rollout.activeOld().stream().sorted(ReplicaSets.BY_AGE).toList();
  }
}
