package io.binnacle.client;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A {@link DelayedExecutor} in real time: one thread waits, and what is due runs on a virtual
 * thread of its own. Tasks that wait when it is closed never run.
 */
public final class VirtualThreadTimer implements DelayedExecutor, Executor, AutoCloseable {
  private final String name;
  private final ScheduledThreadPoolExecutor waiting;

  /**
   * @param name the prefix of the threads' names
   */
  public VirtualThreadTimer(String name) {
    this.name = name;
    waiting =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name(name + "-timer").factory());
    waiting.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    waiting.setRemoveOnCancelPolicy(true);
    // A task that comes after the end is as one that was waiting: dropped.
    waiting.setRejectedExecutionHandler((task, executor) -> {});
  }

  @Override
  public void execute(Runnable task, Duration delay) {
    var unused = waiting.schedule(() -> execute(task), delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Runs the task now, on a virtual thread of its own. */
  @Override
  public void execute(Runnable task) {
    var unused = Thread.ofVirtual().name(name + "-", 0).start(task);
  }

  @Override
  public void close() {
    waiting.shutdownNow();
  }
}
