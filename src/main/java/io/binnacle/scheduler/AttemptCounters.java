package io.binnacle.scheduler;

import java.util.concurrent.atomic.AtomicLongArray;

/** Counts how attempts to schedule a pod end, for metrics. Safe for any thread. */
public final class AttemptCounters {
  /** How an attempt ended, in Kubernetes' terms. */
  public enum Result {
    SCHEDULED,
    UNSCHEDULABLE,
    ERROR
  }

  private final AtomicLongArray counts = new AtomicLongArray(Result.values().length);

  void ended(Result result) {
    counts.incrementAndGet(result.ordinal());
  }

  public long count(Result result) {
    return counts.get(result.ordinal());
  }
}
