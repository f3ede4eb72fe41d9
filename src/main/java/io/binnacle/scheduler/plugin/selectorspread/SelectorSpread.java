package io.binnacle.scheduler.plugin.selectorspread;

import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.scheduler.framework.NodeInfo;
import io.binnacle.scheduler.framework.PodInfo;
import io.binnacle.scheduler.framework.PreScorePlugin;
import io.binnacle.scheduler.framework.SchedulingContext;
import io.binnacle.scheduler.framework.ScorePlugin;
import io.binnacle.scheduler.framework.Status;
import jakarta.enterprise.context.Dependent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * Spreads the pods of one controller, or of one service where no controller has them, over zones
 * and nodes, unless the pod says itself how it wants to be spread. Where nodes have zones, the zone
 * counts twice as much as the node.
 */
@Dependent
public class SelectorSpread implements PreScorePlugin, ScorePlugin {
  private static final String ZONE_LABEL = "topology.kubernetes.io/zone";

  /** How many pods of the group each node and each zone has. */
  private record Counts(Map<String, Integer> byNode, Map<String, Integer> byZone) {}

  @Override
  public String name() {
    return "SelectorSpread";
  }

  @Override
  public Status preScore(SchedulingContext context, List<NodeInfo> nodes) {
    if (!context.pod().spec().getTopologySpreadConstraints().isEmpty()) {
      return Status.SKIP;
    }
    Optional<ToIntFunction<NodeInfo>> group = group(context);
    if (group.isEmpty()) {
      return Status.SKIP;
    }
    Map<String, Integer> byNode = HashMap.newHashMap(nodes.size());
    Map<String, Integer> byZone = new HashMap<>();
    for (NodeInfo node : nodes) {
      int count = group.get().applyAsInt(node);
      byNode.put(node.name(), count);
      String zone = node.label(ZONE_LABEL);
      if (zone != null) {
        byZone.merge(zone, count, Integer::sum);
      }
    }
    context.put(new Counts(byNode, byZone));
    return Status.SUCCESS;
  }

  /** Counts a node's pods that are spread together with the pod; empty where it is on its own. */
  private static Optional<ToIntFunction<NodeInfo>> group(SchedulingContext context) {
    Optional<String> controller = context.pod().controllerUid();
    if (controller.isPresent()) {
      return controller.map(uid -> node -> node.podsOfController(uid));
    }
    List<LabelSelector> selectors = context.lookups().serviceSelectors().selecting(context.pod());
    if (selectors.isEmpty()) {
      return Optional.empty();
    }
    String namespace = context.pod().namespace();
    Predicate<PodInfo> member =
        other ->
            other.namespace().equals(namespace)
                && !other.isTerminating()
                && selectors.stream().allMatch(selector -> selector.matches(other.labels()));
    return Optional.of(node -> Math.toIntExact(node.pods().stream().filter(member).count()));
  }

  @Override
  public long score(SchedulingContext context, NodeInfo node) {
    return context.require(Counts.class).byNode().getOrDefault(node.name(), 0);
  }

  /** The fewer, the better: nodes and zones are each rated against the fullest. */
  @Override
  public void normalizeScore(SchedulingContext context, List<NodeInfo> nodes, long[] scores) {
    Counts counts = context.require(Counts.class);
    long fullestNode = counts.byNode().values().stream().mapToInt(n -> n).max().orElse(0);
    long fullestZone = counts.byZone().values().stream().mapToInt(n -> n).max().orElse(0);
    for (int i = 0; i < scores.length; i++) {
      long byNode = rate(scores[i], fullestNode);
      String zone = nodes.get(i).label(ZONE_LABEL);
      if (zone == null || counts.byZone().isEmpty()) {
        scores[i] = byNode;
      } else {
        long byZone = rate(counts.byZone().getOrDefault(zone, 0), fullestZone);
        scores[i] = (byNode + 2 * byZone) / 3;
      }
    }
  }

  private static long rate(long count, long fullest) {
    return fullest == 0 ? MAX_NODE_SCORE : MAX_NODE_SCORE * (fullest - count) / fullest;
  }

  @Override
  public int weight() {
    return 2;
  }
}
