package io.binnacle.scheduler.framework;

/** Runs a profile's preFilter and filter plugins on hypotheses. */
@FunctionalInterface
public interface FilterRunner {
  /** Whether the pod would fit on the node, which takes its namesake's place in the snapshot. */
  boolean fits(SchedulingContext context, NodeInfo hypothesis);
}
