package io.binnacle.apiserver.endpoint;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lets a request's own thread wait for its result where that comes soon: a read waits for the head
 * of the log, a write for its commit, both a few milliseconds. To wake that thread costs much less
 * than to hand the answer to another one. No more than a few threads wait at a time, and none for
 * long: the others' answers are written when they come, and hold no thread until then. Safe for any
 * thread.
 */
final class ShortWait {
  /** Half of the threads that the container keeps for requests. */
  private static final int THREADS = 16;

  private static final Duration PATIENCE = Duration.ofMillis(50);

  private final Semaphore threads = new Semaphore(THREADS);

  /** Waits a little where the result is not there; gives whether it is there, or has failed. */
  boolean isOver(CompletableFuture<?> result) {
    if (result.isDone() || !threads.tryAcquire()) {
      return result.isDone();
    }
    try {
      result.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (ExecutionException | CancellationException e) {
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      threads.release();
    }
  }
}
