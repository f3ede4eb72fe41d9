package io.binnacle.controller.deployment;

import io.binnacle.apimachinery.meta.ApiObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Follows a change of the deployment's size, also in the middle of a roll-out or while it is
 * paused: then every ReplicaSet gets its share, so that the mix of revisions stays as it is.
 */
final class ProportionalScaling {
  private final ReplicaSetScale scale;

  ProportionalScaling(ReplicaSetScale scale) {
    this.scale = scale;
  }

  void follow(Rollout rollout) {
    int replicas = rollout.spec().replicas();
    List<ApiObject> active = ReplicaSets.active(rollout.all());
    if (active.size() <= 1) {
      Optional<ApiObject> only =
          active.isEmpty() ? activeOrNewest(rollout) : Optional.of(active.getFirst());
      only.ifPresent(set -> scale.scale(rollout, set, replicas));
      return;
    }
    if (rollout.current().filter(set -> isSaturated(set, replicas)).isPresent()) {
      rollout.activeOld().forEach(set -> scale.scale(rollout, set, 0));
      return;
    }
    if (rollout.spec().rolling()) {
      share(rollout, active);
    }
  }

  private static Optional<ApiObject> activeOrNewest(Rollout rollout) {
    Optional<ApiObject> current = rollout.current();
    return current.isPresent() ? current : rollout.old().stream().max(ReplicaSets.BY_AGE);
  }

  private static boolean isSaturated(ApiObject set, int replicas) {
    return ReplicaSets.wanted(set) == replicas
        && ReplicaSets.annotated(set, ReplicaSets.DESIRED) == replicas
        && ReplicaSets.available(set) == replicas;
  }

  private void share(Rollout rollout, List<ApiObject> active) {
    DeploymentSpec spec = rollout.spec();
    int allowed = spec.replicas() > 0 ? spec.mostReplicas() : 0;
    int toAdd = allowed - ReplicaSets.wanted(active);
    // More goes to the newest first, less is taken from the oldest first.
    List<ApiObject> order = new ArrayList<>(active);
    order.sort(toAdd > 0 ? ReplicaSets.BY_SIZE_NEWER : ReplicaSets.BY_SIZE_OLDER);
    List<Integer> sizes = new ArrayList<>();
    int added = 0;
    for (ApiObject set : order) {
      int share = share(rollout, set, toAdd, added);
      sizes.add(ReplicaSets.wanted(set) + share);
      added += share;
    }
    // What rounding leaves goes to the greatest.
    sizes.set(0, Math.max(0, sizes.getFirst() + toAdd - added));
    for (int i = 0; i < order.size(); i++) {
      scale.scale(rollout, order.get(i), sizes.get(i));
    }
  }

  private static int share(Rollout rollout, ApiObject set, int toAdd, int added) {
    int left = toAdd - added;
    if (left == 0) {
      return 0;
    }
    int fraction = fraction(rollout, set);
    return toAdd > 0 ? Math.min(fraction, left) : Math.max(fraction, left);
  }

  /** How many more the ReplicaSet would have, had it grown as the deployment has. */
  private static int fraction(Rollout rollout, ApiObject set) {
    int size = ReplicaSets.wanted(set);
    if (rollout.spec().replicas() == 0) {
      return -size;
    }
    int before = ReplicaSets.annotated(set, ReplicaSets.MAXIMUM);
    if (before == 0) {
      before = ReplicaSets.count(rollout.deployment(), "replicas");
    }
    if (before == 0) {
      return 0;
    }
    double grown = (double) size * rollout.spec().mostReplicas() / before;
    return (int) Math.round(grown) - size;
  }
}
