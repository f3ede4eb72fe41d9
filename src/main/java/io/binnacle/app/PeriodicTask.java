package io.binnacle.app;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Work that is due now and then. A tick only hands it to the executor, and never while it is still
 * under way; a failure is logged, and it is tried again when it is next due. Ticks come from one
 * thread at a time.
 */
final class PeriodicTask {
  private static final System.Logger LOG = System.getLogger(PeriodicTask.class.getName());

  private final String name;
  private final Duration interval;
  private final InstantSource clock;
  private final Executor executor;
  private final Runnable work;
  private final AtomicBoolean underWay = new AtomicBoolean();
  private volatile Instant due;

  /**
   * @param name for the log
   * @param executor the work may block on it
   */
  PeriodicTask(
      String name, Duration interval, InstantSource clock, Executor executor, Runnable work) {
    this.name = name;
    this.interval = interval;
    this.clock = clock;
    this.executor = executor;
    this.work = work;
    this.due = clock.instant().plus(interval);
  }

  /** Starts the work on a virtual thread of its own each time. */
  static PeriodicTask onVirtualThreads(
      String name, Duration interval, InstantSource clock, Runnable work) {
    Executor threads = task -> Thread.ofVirtual().name(name).start(task);
    return new PeriodicTask(name, interval, clock, threads, work);
  }

  void tick() {
    Instant now = clock.instant();
    if (now.isBefore(due) || !underWay.compareAndSet(false, true)) {
      return;
    }
    due = now.plus(interval);
    executor.execute(this::run);
  }

  private void run() {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "The " + name + " failed; it is tried again later", e);
    } finally {
      underWay.set(false);
    }
  }
}
