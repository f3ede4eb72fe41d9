package io.binnacle.scheduler.plugin.noderesources;

import io.binnacle.scheduler.framework.ClusterEvent;
import io.binnacle.scheduler.framework.FilterPlugin;
import io.binnacle.scheduler.framework.NodeInfo;
import io.binnacle.scheduler.framework.ResourceAmounts;
import io.binnacle.scheduler.framework.SchedulingContext;
import io.binnacle.scheduler.framework.Status;
import jakarta.enterprise.context.Dependent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A pod fits where what it requests is allocatable and not requested by others. */
@Dependent
public class NodeResourcesFit implements FilterPlugin {
  @Override
  public String name() {
    return "NodeResourcesFit";
  }

  @Override
  public Set<ClusterEvent> eventsToRegister() {
    return Set.of(
        ClusterEvent.NODE_ADD,
        ClusterEvent.NODE_ALLOCATABLE_CHANGE,
        ClusterEvent.ASSIGNED_POD_UPDATE,
        ClusterEvent.ASSIGNED_POD_DELETE);
  }

  @Override
  public Status filter(SchedulingContext context, NodeInfo node) {
    Shortage shortage = new Shortage();
    if (node.pods().size() + 1 > node.allowedPods()) {
      shortage.add("Too many pods", node.allowedPods() > 0);
    }
    ResourceAmounts wanted = context.pod().requests();
    ResourceAmounts used = node.requested();
    ResourceAmounts total = node.allocatable();
    shortage.check("cpu", wanted.milliCpu(), used.milliCpu(), total.milliCpu());
    shortage.check("memory", wanted.memory(), used.memory(), total.memory());
    shortage.check(
        "ephemeral-storage",
        wanted.ephemeralStorage(),
        used.ephemeralStorage(),
        total.ephemeralStorage());
    if (!wanted.scalars().isEmpty()) {
      for (Map.Entry<String, Long> entry : new TreeMap<>(wanted.scalars()).entrySet()) {
        String name = entry.getKey();
        shortage.check(name, entry.getValue(), used.amount(name), total.amount(name));
      }
    }
    return shortage.status();
  }

  /** Collects what is missing; nothing is allocated while nothing is. */
  private static final class Shortage {
    private List<String> reasons = List.of();
    private boolean resolvable = true;

    void check(String resource, long wanted, long used, long total) {
      if (wanted > 0 && wanted > total - used) {
        add("Insufficient " + resource, wanted <= total);
      }
    }

    void add(String reason, boolean couldBeResolved) {
      if (reasons.isEmpty()) {
        reasons = new ArrayList<>(2);
      }
      reasons.add(reason);
      resolvable &= couldBeResolved;
    }

    Status status() {
      return reasons.isEmpty() ? Status.SUCCESS : new Status.Unschedulable(reasons, resolvable);
    }
  }
}
