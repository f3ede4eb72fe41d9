package io.binnacle.client;

import java.time.Duration;

/**
 * Runs tasks later. {@link #execute} returns at once and may be called on any thread; a task runs
 * on a thread on which it may block. What time is meant the implementation says: tests turn it by
 * hand.
 */
@FunctionalInterface
public interface DelayedExecutor {
  void execute(Runnable task, Duration delay);
}
