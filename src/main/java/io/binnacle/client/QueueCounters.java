package io.binnacle.client;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a work queue does, to be read by whoever publishes metrics. Safe for any thread. */
public final class QueueCounters implements QueueMetrics {
  private final AtomicInteger depth = new AtomicInteger();
  private final LongAdder adds = new LongAdder();
  private final LongAdder takes = new LongAdder();
  private final LongAdder completions = new LongAdder();
  private final LongAdder retries = new LongAdder();
  private final LongAdder waitedNanos = new LongAdder();
  private final LongAdder workedNanos = new LongAdder();

  @Override
  public void added(int newDepth) {
    depth.set(newDepth);
    adds.increment();
  }

  @Override
  public void taken(int newDepth, Duration waited) {
    depth.set(newDepth);
    takes.increment();
    waitedNanos.add(waited.toNanos());
  }

  @Override
  public void done(Duration worked) {
    completions.increment();
    workedNanos.add(worked.toNanos());
  }

  @Override
  public void retried() {
    retries.increment();
  }

  public int depth() {
    return depth.get();
  }

  public long adds() {
    return adds.sum();
  }

  public long takes() {
    return takes.sum();
  }

  /** How often the work on a key has ended, whether well or not. */
  public long completions() {
    return completions.sum();
  }

  public long retries() {
    return retries.sum();
  }

  /** How long keys have waited, all together. */
  public Duration waited() {
    return Duration.ofNanos(waitedNanos.sum());
  }

  /** How long keys have been worked on, all together. */
  public Duration worked() {
    return Duration.ofNanos(workedNanos.sum());
  }
}
