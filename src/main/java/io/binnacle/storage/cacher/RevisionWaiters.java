package io.binnacle.storage.cacher;

import io.binnacle.storage.Snapshot;
import io.binnacle.storage.StoreException;
import io.binnacle.storage.StoreException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Readers that wait until the cache has reached a revision. Safe for any thread. */
final class RevisionWaiters {
  private record Waiter(long revision, CompletableFuture<Snapshot> snapshot) {}

  private final PriorityQueue<Waiter> waiters =
      new PriorityQueue<>(Comparator.comparingLong(Waiter::revision));
  private final Executor results;
  private StoreState reached;

  RevisionWaiters(StoreState reached, Executor results) {
    this.reached = reached;
    this.results = results;
  }

  /** Completes with REVISION_TOO_NEW when the revision is not reached within the time. */
  CompletableFuture<Snapshot> await(long revision, Duration timeout) {
    CompletableFuture<Snapshot> snapshot = new CompletableFuture<>();
    Waiter waiter = new Waiter(revision, snapshot);
    synchronized (this) {
      if (reached.revision() >= revision) {
        return CompletableFuture.completedFuture(reached);
      }
      waiters.add(waiter);
    }
    return snapshot
        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionallyCompose(failure -> {
          forget(waiter);
          return CompletableFuture.failedFuture(
              failure instanceof TimeoutException
                  ? new StoreException(
                      Reason.REVISION_TOO_NEW,
                      "revision " + revision + " is not reached yet, the newest is " + newest())
                  : failure);
        });
  }

  private synchronized void forget(Waiter waiter) {
    waiters.remove(waiter);
  }

  private synchronized long newest() {
    return reached.revision();
  }

  void reached(StoreState state) {
    List<Waiter> done = new ArrayList<>();
    synchronized (this) {
      reached = state;
      for (Waiter first = waiters.peek();
          first != null && first.revision <= state.revision();
          first = waiters.peek()) {
        done.add(waiters.remove());
      }
    }
    if (!done.isEmpty()) {
      results.execute(() -> done.forEach(waiter -> waiter.snapshot.complete(state)));
    }
  }

  /** Fails all who wait. */
  void fail(StoreException reason) {
    List<Waiter> failed;
    synchronized (this) {
      failed = List.copyOf(waiters);
      waiters.clear();
    }
    failed.forEach(waiter -> waiter.snapshot.completeExceptionally(reason));
  }
}
