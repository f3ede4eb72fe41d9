package io.binnacle.controller.statefulset;

import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.controller.Pods;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A stateful set with its pods as one reconciliation sees them.
 *
 * @param current the revision that its pods had before the roll-out
 * @param update the revision that they get
 * @param pods by their numbers
 */
record StatefulSetView(
    ApiObject set,
    StatefulSpec spec,
    ApiObject current,
    ApiObject update,
    NavigableMap<Integer, ApiObject> pods,
    Instant now) {

  static NavigableMap<Integer, ApiObject> byOrdinal(ApiObject set, Collection<ApiObject> pods) {
    NavigableMap<Integer, ApiObject> numbered = new TreeMap<>();
    pods.forEach(pod -> numbered.put(StatefulPods.ordinal(set, pod), pod));
    return numbered;
  }

  Optional<ApiObject> pod(int ordinal) {
    return Optional.ofNullable(pods.get(ordinal));
  }

  /** The pods that the set does not ask for, the highest number first. */
  List<ApiObject> condemned() {
    return pods.descendingMap().entrySet().stream()
        .filter(entry -> !spec.contains(entry.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** The pod with the lowest number that is not well. */
  Optional<ApiObject> firstUnhealthy() {
    return pods.values().stream()
        .filter(pod -> !StatefulPods.isHealthy(pod))
        .min(Comparator.comparingInt(pod -> StatefulPods.ordinal(set, pod)));
  }

  boolean isAvailable(ApiObject pod) {
    return StatefulPods.isRunningAndReady(pod) && Pods.isAvailable(pod, spec.minReady(), now);
  }

  /** The revision from which a pod with the number is made. */
  ApiObject revisionFor(int ordinal) {
    return spec.keepsCurrent(ordinal) ? current : update;
  }
}
