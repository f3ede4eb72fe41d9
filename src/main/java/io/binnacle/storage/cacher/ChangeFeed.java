package io.binnacle.storage.cacher;

import io.binnacle.storage.Change;
import io.binnacle.storage.StoreException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The way of what is committed: first it becomes readable, then watches get it, then those are told
 * who wrote it. Fed by the committer alone.
 */
final class ChangeFeed {
  private final StoreCache cache;
  private final WatchDispatcher watches;
  private final Executor results;

  ChangeFeed(StoreCache cache, WatchDispatcher watches, Executor results) {
    this.cache = cache;
    this.watches = watches;
    this.results = results;
  }

  StoreState current() {
    return cache.current();
  }

  /**
   * A state that follows the current one.
   *
   * @param changes that led to it; none when only history was dropped
   * @param told run on the thread of results when all this is done
   */
  void publish(StoreState state, List<Change> changes, List<Runnable> told) {
    if (state != cache.current()) {
      cache.publish(state);
    }
    watches.publish(state, changes, () -> tell(told));
  }

  /** A state that does not follow from the one before. */
  void reset(StoreState state) {
    cache.reset(state);
    watches.reset(state);
  }

  /** Answers those whose groups came to nothing. */
  void tell(List<Runnable> told) {
    if (told.isEmpty()) {
      return;
    }
    try {
      results.execute(() -> told.forEach(Runnable::run));
    } catch (RejectedExecutionException e) {
      // The store is closing, and its threads took longer than it waited for them.
      told.forEach(Runnable::run);
    }
  }

  /** Nothing is fed any more: readers who wait for more wait in vain. */
  void end(StoreException reason) {
    cache.fail(reason);
  }
}
