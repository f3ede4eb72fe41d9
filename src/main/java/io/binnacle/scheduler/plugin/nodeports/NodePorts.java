package io.binnacle.scheduler.plugin.nodeports;

import io.binnacle.scheduler.framework.ClusterEvent;
import io.binnacle.scheduler.framework.FilterPlugin;
import io.binnacle.scheduler.framework.HostPort;
import io.binnacle.scheduler.framework.NodeInfo;
import io.binnacle.scheduler.framework.PreFilterPlugin;
import io.binnacle.scheduler.framework.PreFilterResult;
import io.binnacle.scheduler.framework.SchedulingContext;
import io.binnacle.scheduler.framework.Status;
import jakarta.enterprise.context.Dependent;
import java.util.Set;

/** A host port is taken by one pod of a node. */
@Dependent
public class NodePorts implements PreFilterPlugin, FilterPlugin {
  private static final Status TAKEN =
      Status.unschedulable("node(s) didn't have free ports for the requested pod ports");

  @Override
  public String name() {
    return "NodePorts";
  }

  @Override
  public Set<ClusterEvent> eventsToRegister() {
    return Set.of(ClusterEvent.NODE_ADD, ClusterEvent.ASSIGNED_POD_DELETE);
  }

  @Override
  public PreFilterResult preFilter(SchedulingContext context) {
    return context.pod().hostPorts().isEmpty() ? PreFilterResult.SKIP : PreFilterResult.SUCCESS;
  }

  @Override
  public Status filter(SchedulingContext context, NodeInfo node) {
    for (HostPort wanted : context.pod().hostPorts()) {
      for (HostPort used : node.usedPorts()) {
        if (wanted.conflictsWith(used)) {
          return TAKEN;
        }
      }
    }
    return Status.SUCCESS;
  }
}
