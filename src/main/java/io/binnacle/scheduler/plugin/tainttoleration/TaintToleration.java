package io.binnacle.scheduler.plugin.tainttoleration;

import io.binnacle.scheduler.framework.ClusterEvent;
import io.binnacle.scheduler.framework.FilterPlugin;
import io.binnacle.scheduler.framework.NodeInfo;
import io.binnacle.scheduler.framework.PreScorePlugin;
import io.binnacle.scheduler.framework.SchedulingContext;
import io.binnacle.scheduler.framework.ScorePlugin;
import io.binnacle.scheduler.framework.Status;
import io.binnacle.scheduler.framework.Tolerations;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import jakarta.enterprise.context.Dependent;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Keeps pods off nodes with a NoSchedule or NoExecute taint that they do not tolerate, and prefers
 * nodes with few PreferNoSchedule taints that they do not tolerate.
 */
@Dependent
public class TaintToleration implements FilterPlugin, PreScorePlugin, ScorePlugin {
  private static final String PREFER_NO_SCHEDULE = "PreferNoSchedule";

  @Override
  public String name() {
    return "TaintToleration";
  }

  @Override
  public Set<ClusterEvent> eventsToRegister() {
    return Set.of(ClusterEvent.NODE_ADD, ClusterEvent.NODE_TAINT_CHANGE);
  }

  @Override
  public Status filter(SchedulingContext context, NodeInfo node) {
    for (Taint taint : node.taints()) {
      if (!PREFER_NO_SCHEDULE.equals(taint.getEffect())
          && !Tolerations.tolerates(context.pod().spec().getTolerations(), taint)) {
        return Status.unresolvable(
            "node(s) had untolerated taint {"
                + taint.getKey()
                + ": "
                + Objects.requireNonNullElse(taint.getValue(), "")
                + "}");
      }
    }
    return Status.SUCCESS;
  }

  /** The pod's tolerations that count for PreferNoSchedule. */
  private record Preferences(List<Toleration> tolerations) {}

  @Override
  public Status preScore(SchedulingContext context, List<NodeInfo> nodes) {
    if (nodes.stream().allMatch(node -> node.taints().isEmpty())) {
      return Status.SKIP;
    }
    context.put(
        new Preferences(
            context.pod().spec().getTolerations().stream()
                .filter(toleration -> {
                  String effect = Objects.requireNonNullElse(toleration.getEffect(), "");
                  return effect.isEmpty() || effect.equals(PREFER_NO_SCHEDULE);
                })
                .toList()));
    return Status.SUCCESS;
  }

  @Override
  public long score(SchedulingContext context, NodeInfo node) {
    List<Toleration> tolerations = context.require(Preferences.class).tolerations();
    return node.taints().stream()
        .filter(taint -> PREFER_NO_SCHEDULE.equals(taint.getEffect()))
        .filter(taint -> !Tolerations.tolerates(tolerations, taint))
        .count();
  }

  @Override
  public void normalizeScore(SchedulingContext context, List<NodeInfo> nodes, long[] scores) {
    ScorePlugin.defaultNormalize(scores, true);
  }

  @Override
  public int weight() {
    return 3;
  }
}
