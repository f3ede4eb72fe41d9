package io.binnacle.scheduler.plugin.queuesort;

import io.binnacle.scheduler.framework.QueueSortPlugin;
import io.binnacle.scheduler.framework.QueuedPodInfo;
import jakarta.enterprise.context.Dependent;

/** Pods of higher priority first; among equals the one that has waited longest. */
@Dependent
public class PrioritySort implements QueueSortPlugin {
  @Override
  public String name() {
    return "PrioritySort";
  }

  @Override
  public int compare(QueuedPodInfo first, QueuedPodInfo second) {
    int byPriority = Integer.compare(second.pod().priority(), first.pod().priority());
    return byPriority != 0 ? byPriority : first.timestamp().compareTo(second.timestamp());
  }
}
