package io.binnacle.scheduler.plugin.podtopologyspread;

import io.binnacle.scheduler.framework.ClusterEvent;
import io.binnacle.scheduler.framework.FilterPlugin;
import io.binnacle.scheduler.framework.NodeInfo;
import io.binnacle.scheduler.framework.PodInfo;
import io.binnacle.scheduler.framework.PreFilterPlugin;
import io.binnacle.scheduler.framework.PreFilterResult;
import io.binnacle.scheduler.framework.PreScorePlugin;
import io.binnacle.scheduler.framework.SchedulingContext;
import io.binnacle.scheduler.framework.ScorePlugin;
import io.binnacle.scheduler.framework.Status;
import jakarta.enterprise.context.Dependent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Topology spread constraints: a domain may have no more than {@code maxSkew} pods above the domain
 * that has fewest. Required constraints filter, preferred ones score.
 */
@Dependent
public class PodTopologySpread
    implements PreFilterPlugin, FilterPlugin, PreScorePlugin, ScorePlugin {
  private static final String REASON = "node(s) didn't match pod topology spread constraints";
  private static final Status SKEWED = Status.unschedulable(REASON);
  private static final Status NO_LABEL = Status.unresolvable(REASON + " (missing required label)");

  /** A constraint and the pods that each domain has. */
  private record Spread(Constraint constraint, Map<String, Integer> counts) {
    int fewest() {
      return counts.size() < constraint.minDomains()
          ? 0
          : counts.values().stream().mapToInt(count -> count).min().orElse(0);
    }
  }

  private record Limit(Constraint constraint, Map<String, Integer> counts, int fewest, int self) {}

  private record Required(List<Limit> limits) {}

  private record Preferred(List<Spread> spreads) {}

  @Override
  public String name() {
    return "PodTopologySpread";
  }

  @Override
  public Set<ClusterEvent> eventsToRegister() {
    return Set.of(
        ClusterEvent.NODE_ADD,
        ClusterEvent.NODE_DELETE,
        ClusterEvent.NODE_LABEL_CHANGE,
        ClusterEvent.NODE_TAINT_CHANGE,
        ClusterEvent.ASSIGNED_POD_ADD,
        ClusterEvent.ASSIGNED_POD_UPDATE,
        ClusterEvent.ASSIGNED_POD_DELETE);
  }

  @Override
  public PreFilterResult preFilter(SchedulingContext context) {
    PodInfo pod = context.pod();
    List<Constraint> constraints = Constraint.of(pod, true);
    if (constraints.isEmpty()) {
      return PreFilterResult.SKIP;
    }
    List<Limit> limits = new ArrayList<>();
    for (Spread spread : spreads(constraints, pod, context.snapshot().nodes())) {
      int self = spread.constraint.selects(pod) ? 1 : 0;
      limits.add(new Limit(spread.constraint, spread.counts, spread.fewest(), self));
    }
    context.put(new Required(limits));
    return PreFilterResult.SUCCESS;
  }

  /** Counts pods by domain, over the nodes that have all of the constraints' labels. */
  private static List<Spread> spreads(
      List<Constraint> constraints, PodInfo pod, List<NodeInfo> nodes) {
    List<Spread> spreads =
        constraints.stream().map(constraint -> new Spread(constraint, new HashMap<>())).toList();
    for (NodeInfo node : nodes) {
      if (constraints.stream().allMatch(c -> node.label(c.topologyKey()) != null)) {
        for (Spread spread : spreads) {
          if (spread.constraint.includes(node, pod)) {
            String domain = node.labels().get(spread.constraint.topologyKey());
            spread.counts.merge(domain, spread.constraint.count(node, pod), Integer::sum);
          }
        }
      }
    }
    return spreads;
  }

  @Override
  public Status filter(SchedulingContext context, NodeInfo node) {
    for (Limit limit : context.require(Required.class).limits()) {
      String domain = node.label(limit.constraint.topologyKey());
      if (domain == null) {
        return NO_LABEL;
      }
      int count = limit.counts.getOrDefault(domain, 0) + limit.self;
      if (count - limit.fewest > limit.constraint.maxSkew()) {
        return SKEWED;
      }
    }
    return Status.SUCCESS;
  }

  @Override
  public Status preScore(SchedulingContext context, List<NodeInfo> nodes) {
    List<Constraint> constraints = Constraint.of(context.pod(), false);
    if (constraints.isEmpty()) {
      return Status.SKIP;
    }
    context.put(new Preferred(spreads(constraints, context.pod(), context.snapshot().nodes())));
    return Status.SUCCESS;
  }

  /**
   * The pods that the node's domains have, a constraint with many domains counting more: one pod
   * makes less of a difference there. A node without the labels is told apart by -1.
   */
  @Override
  public long score(SchedulingContext context, NodeInfo node) {
    double score = 0;
    for (Spread spread : context.require(Preferred.class).spreads()) {
      String domain = node.label(spread.constraint.topologyKey());
      if (domain == null) {
        return -1;
      }
      double weight = Math.log(spread.counts.size() + 2.0);
      score += spread.counts.getOrDefault(domain, 0) * weight + spread.constraint.maxSkew() - 1;
    }
    return Math.round(score);
  }

  @Override
  public void normalizeScore(SchedulingContext context, List<NodeInfo> nodes, long[] scores) {
    long min = Long.MAX_VALUE;
    long max = 0;
    for (long score : scores) {
      if (score >= 0) {
        min = Math.min(min, score);
        max = Math.max(max, score);
      }
    }
    for (int i = 0; i < scores.length; i++) {
      if (scores[i] < 0) {
        scores[i] = 0;
      } else {
        scores[i] = max == 0 ? MAX_NODE_SCORE : MAX_NODE_SCORE * (max + min - scores[i]) / max;
      }
    }
  }

  @Override
  public int weight() {
    return 2;
  }
}
