package io.binnacle.storage.cacher;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.storage.Snapshot;
import io.binnacle.storage.StoreException;
import io.binnacle.storage.StoreException.Reason;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;

/**
 * The readable state and those before it. The committer publishes states; any thread reads. A state
 * that is not kept itself is reconstructed from the next later one that is.
 */
final class StoreCache {
  /** States kept whole: pages of a running list find theirs without reconstruction. */
  private static final int RECENT_STATES = 64;

  private static final int RECONSTRUCTED_STATES = 32;

  private final Set<GroupResource> shortLived;
  private final RevisionWaiters waiters;
  private final ConcurrentNavigableMap<Long, StoreState> recent = new ConcurrentSkipListMap<>();
  private final Map<Long, Snapshot> reconstructed = new LeastRecentlyUsed();
  private volatile StoreState current;

  private static final class LeastRecentlyUsed extends LinkedHashMap<Long, Snapshot> {
    private static final long serialVersionUID = 1L;

    LeastRecentlyUsed() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Long, Snapshot> eldest) {
      return size() > RECONSTRUCTED_STATES;
    }
  }

  StoreCache(StoreState initial, StoreSettings settings, Executor results) {
    this.shortLived = settings.shortLived();
    this.current = initial;
    this.waiters = new RevisionWaiters(initial, results);
    recent.put(initial.revision(), initial);
  }

  StoreState current() {
    return current;
  }

  /** Committer: a state that follows the current one. */
  void publish(StoreState state) {
    current = state;
    recent.put(state.revision(), state);
    if (recent.size() > RECENT_STATES) {
      recent.pollFirstEntry();
    }
    waiters.reached(state);
  }

  /** Committer: a state that does not follow from the one before. */
  void reset(StoreState state) {
    recent.clear();
    synchronized (reconstructed) {
      reconstructed.clear();
    }
    publish(state);
  }

  CompletableFuture<Snapshot> await(long revision, Duration timeout) {
    return waiters.await(revision, timeout);
  }

  void fail(StoreException reason) {
    waiters.fail(reason);
  }

  /**
   * The state at a revision that is not in the future.
   *
   * @throws StoreException REVISION_TOO_OLD
   */
  Snapshot at(long revision) {
    StoreState newest = current;
    if (newest.revision() == revision) {
      return newest;
    }
    long floor = floor(newest);
    if (revision < Math.max(1, floor)) {
      throw new StoreException(
          Reason.REVISION_TOO_OLD, revision + " is compacted, the log reaches back to " + floor);
    }
    synchronized (reconstructed) {
      return reconstructed.computeIfAbsent(revision, wanted -> reconstruct(newest, wanted));
    }
  }

  private Snapshot reconstruct(StoreState newest, long revision) {
    Map.Entry<Long, StoreState> later = recent.ceilingEntry(revision);
    StoreState base = later == null ? newest : later.getValue();
    return base.revision() == revision ? base : new HistoricSnapshot(base, revision);
  }

  /** What is lost of the short-lived resources must not hide the past of all the others. */
  private long floor(StoreState state) {
    long floor = state.floor();
    for (Iterator<ResourceState> all = state.resources(); all.hasNext(); ) {
      ResourceState resource = all.next();
      if (!shortLived.contains(resource.resource())) {
        floor = Math.max(floor, resource.floor());
      }
    }
    return floor;
  }
}
