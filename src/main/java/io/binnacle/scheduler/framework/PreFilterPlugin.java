package io.binnacle.scheduler.framework;

/** Looks at the pod once before the nodes are filtered. */
public interface PreFilterPlugin extends Plugin {
  /**
   * Computes what the plugin's filter needs and remembers it in the context, may narrow the nodes
   * down, or rejects the pod altogether. A {@link Status#SKIP} leaves the plugin's filter out for
   * this pod. Called on the scheduling thread.
   */
  PreFilterResult preFilter(SchedulingContext context);
}
