package io.binnacle.controller.workload;

import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.controller.Pods;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which pods go first when there are too many: those that do least. In this order: not bound, not
 * running, not ready, cheap by the annotation {@code controller.kubernetes.io/pod-deletion-cost},
 * on a node with more of its like, ready for a shorter time, restarted more often, newer.
 */
public final class DeletionOrder {
  private static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";

  private DeletionOrder() {}

  /**
   * The first {@code count} of the pods in that order.
   *
   * @param related the pods that count as their like, they themselves among them
   */
  public static List<ApiObject> victims(
      List<ApiObject> pods, List<ApiObject> related, int count, Instant now) {
    if (count >= pods.size()) {
      return pods;
    }
    Map<String, Integer> onNode = new HashMap<>();
    related.forEach(pod -> onNode.merge(Pods.nodeName(pod), 1, Integer::sum));
    Comparator<ApiObject> order =
        Comparator.<ApiObject, Boolean>comparing(pod -> !Pods.nodeName(pod).isEmpty())
            .thenComparing(DeletionOrder::phaseRank)
            .thenComparing(Pods::isReady)
            .thenComparing(DeletionOrder::deletionCost)
            .thenComparing(pod -> -onNode.getOrDefault(Pods.nodeName(pod), 0))
            .thenComparing(pod -> magnitude(Pods.readySince(pod), now))
            .thenComparing(pod -> -mostRestarts(pod))
            .thenComparing(pod -> magnitude(pod.creationTimestamp(), now))
            .thenComparing(ApiObject::uid);
    return pods.stream().sorted(order).limit(count).toList();
  }

  private static int phaseRank(ApiObject pod) {
    return switch (Pods.phase(pod)) {
      case "Pending" -> 0;
      case "Running" -> 2;
      default -> 1;
    };
  }

  private static int deletionCost(ApiObject pod) {
    try {
      return Integer.parseInt(pod.annotations().getOrDefault(DELETION_COST, "0"));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** Ages of the same magnitude count as equal, so that not always the same nodes lose pods. */
  private static int magnitude(Optional<Instant> since, Instant now) {
    long seconds = since.map(then -> Duration.between(then, now).toSeconds()).orElse(0L);
    return 64 - Long.numberOfLeadingZeros(Math.max(seconds, 0));
  }

  private static int mostRestarts(ApiObject pod) {
    return Pods.restartCounts(pod).max().orElse(0);
  }
}
