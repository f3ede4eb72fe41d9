package io.binnacle.scheduler.framework;

import java.util.List;

/** Looks at the pod and the nodes that it fits on before they are scored. */
public interface PreScorePlugin extends Plugin {
  /**
   * Computes what the plugin's score needs and remembers it in the context. A {@link Status#SKIP}
   * leaves the plugin's score out for this pod. Called on the scheduling thread.
   */
  Status preScore(SchedulingContext context, List<NodeInfo> nodes);
}
