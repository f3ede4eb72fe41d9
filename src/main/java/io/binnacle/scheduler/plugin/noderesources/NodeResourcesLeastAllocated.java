package io.binnacle.scheduler.plugin.noderesources;

import io.binnacle.scheduler.framework.NodeInfo;
import io.binnacle.scheduler.framework.ResourceAmounts;
import io.binnacle.scheduler.framework.SchedulingContext;
import io.binnacle.scheduler.framework.ScorePlugin;
import jakarta.enterprise.context.Dependent;

/**
 * Prefers nodes with much CPU and memory to spare, so that load spreads. CPU and memory count
 * alike.
 */
@Dependent
public class NodeResourcesLeastAllocated implements ScorePlugin {
  @Override
  public String name() {
    return "NodeResourcesLeastAllocated";
  }

  @Override
  public long score(SchedulingContext context, NodeInfo node) {
    ResourceAmounts wanted = context.pod().nonZeroRequests();
    ResourceAmounts used = node.nonZeroRequested();
    ResourceAmounts total = node.allocatable();
    long cpu = share(used.milliCpu() + wanted.milliCpu(), total.milliCpu());
    long memory = share(used.memory() + wanted.memory(), total.memory());
    return (cpu + memory) / 2;
  }

  private static long share(long used, long total) {
    return total == 0 || used > total ? 0 : (total - used) * MAX_NODE_SCORE / total;
  }
}
