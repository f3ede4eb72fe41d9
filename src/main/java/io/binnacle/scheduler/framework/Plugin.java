package io.binnacle.scheduler.framework;

import java.util.Set;

/**
 * One scheduling concern. A plugin implements the extension points that it takes part in; it is one
 * instance for all pods and holds no state between calls but what {@link SchedulingContext} keeps.
 */
public interface Plugin {
  /** The name that configuration, algorithm providers and messages use. */
  String name();

  /**
   * Which changes of the cluster can make a pod schedulable that this plugin has rejected: such
   * pods are tried again when one of them happens. The default is every change.
   */
  default Set<ClusterEvent> eventsToRegister() {
    return ClusterEvent.ALL;
  }
}
