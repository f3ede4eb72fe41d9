package io.binnacle.scheduler.framework;

/** Keeps account of what a pod takes beyond its node's resources. */
public interface ReservePlugin extends Plugin {
  /** Called on the scheduling thread once a node is chosen. */
  Status reserve(SchedulingContext context, String nodeName);

  /** Undoes {@link #reserve}, also where that failed or never ran. Idempotent, never fails. */
  void unreserve(SchedulingContext context, String nodeName);
}
