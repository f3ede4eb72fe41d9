package io.binnacle.scheduler.framework;

/** Says whether a pod can run on a node. */
public interface FilterPlugin extends Plugin {
  /**
   * Called on the scheduling thread for each node until enough are found. The node may differ from
   * the snapshot's by pods that are expected there. No side effect.
   */
  Status filter(SchedulingContext context, NodeInfo node);
}
