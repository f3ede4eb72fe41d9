package io.binnacle.scheduler.plugin.nodename;

import io.binnacle.scheduler.framework.ClusterEvent;
import io.binnacle.scheduler.framework.FilterPlugin;
import io.binnacle.scheduler.framework.NodeInfo;
import io.binnacle.scheduler.framework.SchedulingContext;
import io.binnacle.scheduler.framework.Status;
import jakarta.enterprise.context.Dependent;
import java.util.Set;

/** A pod that names its node fits on no other. */
@Dependent
public class NodeName implements FilterPlugin {
  private static final Status MISMATCH =
      Status.unresolvable("node(s) didn't match the requested node name");

  @Override
  public String name() {
    return "NodeName";
  }

  @Override
  public Set<ClusterEvent> eventsToRegister() {
    return Set.of(ClusterEvent.NODE_ADD);
  }

  @Override
  public Status filter(SchedulingContext context, NodeInfo node) {
    String wanted = context.pod().nodeName();
    return wanted.isEmpty() || wanted.equals(node.name()) ? Status.SUCCESS : MISMATCH;
  }
}
