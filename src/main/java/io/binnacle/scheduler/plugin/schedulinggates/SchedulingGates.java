package io.binnacle.scheduler.plugin.schedulinggates;

import io.binnacle.scheduler.framework.ClusterEvent;
import io.binnacle.scheduler.framework.PodInfo;
import io.binnacle.scheduler.framework.PreEnqueuePlugin;
import io.binnacle.scheduler.framework.Status;
import io.fabric8.kubernetes.api.model.PodSchedulingGate;
import jakarta.enterprise.context.Dependent;
import java.util.Set;
import java.util.stream.Collectors;

/** A pod with scheduling gates is not scheduled: whoever put them there takes them away. */
@Dependent
public class SchedulingGates implements PreEnqueuePlugin {
  @Override
  public String name() {
    return "SchedulingGates";
  }

  @Override
  public Set<ClusterEvent> eventsToRegister() {
    return Set.of();
  }

  @Override
  public Status preEnqueue(PodInfo pod) {
    if (pod.spec().getSchedulingGates().isEmpty()) {
      return Status.SUCCESS;
    }
    String gates =
        pod.spec().getSchedulingGates().stream()
            .map(PodSchedulingGate::getName)
            .collect(Collectors.joining(", "));
    return Status.unresolvable("waiting for scheduling gates: [" + gates + "]");
  }
}
