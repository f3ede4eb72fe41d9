package io.binnacle.scheduler.plugin.noderesources;

import io.binnacle.scheduler.framework.NodeInfo;
import io.binnacle.scheduler.framework.ResourceAmounts;
import io.binnacle.scheduler.framework.SchedulingContext;
import io.binnacle.scheduler.framework.ScorePlugin;
import jakarta.enterprise.context.Dependent;

/**
 * Prefers nodes whose CPU and memory would be used to a similar degree, so that none is left over
 * that cannot be used for want of the other.
 */
@Dependent
public class NodeResourcesBalancedAllocation implements ScorePlugin {
  @Override
  public String name() {
    return "NodeResourcesBalancedAllocation";
  }

  @Override
  public long score(SchedulingContext context, NodeInfo node) {
    ResourceAmounts wanted = context.pod().requests();
    ResourceAmounts used = node.requested();
    ResourceAmounts total = node.allocatable();
    double cpu = fraction(used.milliCpu() + wanted.milliCpu(), total.milliCpu());
    double memory = fraction(used.memory() + wanted.memory(), total.memory());
    // The standard deviation of two values is half their distance.
    return Math.round((1 - Math.abs(cpu - memory) / 2) * MAX_NODE_SCORE);
  }

  private static double fraction(long used, long total) {
    return total == 0 ? 1 : Math.min(1.0, (double) used / total);
  }
}
