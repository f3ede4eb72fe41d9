package io.binnacle.scheduler.plugin.nodeunschedulable;

import io.binnacle.scheduler.framework.ClusterEvent;
import io.binnacle.scheduler.framework.FilterPlugin;
import io.binnacle.scheduler.framework.NodeInfo;
import io.binnacle.scheduler.framework.SchedulingContext;
import io.binnacle.scheduler.framework.Status;
import io.fabric8.kubernetes.api.model.Toleration;
import jakarta.enterprise.context.Dependent;
import java.util.List;
import java.util.Set;

/**
 * Keeps pods off cordoned nodes, except for those that tolerate the taint that stands for the mark.
 */
@Dependent
public class NodeUnschedulable implements FilterPlugin {
  private static final String TAINT = "node.kubernetes.io/unschedulable";
  private static final Status UNSCHEDULABLE = Status.unresolvable("node(s) were unschedulable");

  @Override
  public String name() {
    return "NodeUnschedulable";
  }

  @Override
  public Set<ClusterEvent> eventsToRegister() {
    return Set.of(ClusterEvent.NODE_ADD, ClusterEvent.NODE_TAINT_CHANGE);
  }

  @Override
  public Status filter(SchedulingContext context, NodeInfo node) {
    return node.isUnschedulable() && !toleratesMark(context.pod().spec().getTolerations())
        ? UNSCHEDULABLE
        : Status.SUCCESS;
  }

  private static boolean toleratesMark(List<Toleration> tolerations) {
    return tolerations.stream().anyMatch(NodeUnschedulable::toleratesMark);
  }

  private static boolean toleratesMark(Toleration toleration) {
    String effect = toleration.getEffect();
    if (effect != null && !effect.isEmpty() && !effect.equals("NoSchedule")) {
      return false;
    }
    boolean exists = "Exists".equals(toleration.getOperator());
    String key = toleration.getKey();
    if (key == null || key.isEmpty()) {
      return exists;
    }
    String value = toleration.getValue();
    return key.equals(TAINT) && (exists || value == null || value.isEmpty());
  }
}
