package io.binnacle.scheduler.framework;

import java.util.concurrent.CompletionStage;

/** Delays or refuses the binding of a pod that has its node. */
public interface PermitPlugin extends Plugin {
  /**
   * Called on the scheduling thread; returns at once. Binding waits for the stage, which the plugin
   * must complete in any case, after a time-out of its own at the latest.
   */
  CompletionStage<Status> permit(SchedulingContext context, String nodeName);
}
