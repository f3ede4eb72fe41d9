package io.binnacle.controller.workload;

import io.binnacle.apimachinery.meta.ObjectKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a controller has asked for and not yet seen. Until all of it is seen, or has been waited for
 * too long, its cache says nothing about how many pods there are. Safe for any thread.
 */
public final class Expectations {
  /** A watch that is this late has lost something. */
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  private static final class Expected {
    private int creations;
    private final Set<String> deletions = new HashSet<>();
    private final Instant since;

    Expected(Instant since) {
      this.since = since;
    }
  }

  private final Clock clock;
  private final Map<ObjectKey, Expected> expected = new HashMap<>();

  public Expectations(Clock clock) {
    this.clock = clock;
  }

  /** More creations will be seen. */
  public synchronized void expectCreations(ObjectKey key, int count) {
    open(key).creations += count;
  }

  /** More deletions will be seen. */
  public synchronized void expectDeletions(ObjectKey key, Collection<String> uids) {
    open(key).deletions.addAll(uids);
  }

  /** What is still waited for; what is settled or was waited for in vain is forgotten. */
  private Expected open(ObjectKey key) {
    Expected current = expected.get(key);
    if (current == null || areFulfilled(key)) {
      current = new Expected(clock.instant());
      expected.put(key, current);
    }
    return current;
  }

  /** A creation was seen, or will not come to pass. */
  public synchronized void creationObserved(ObjectKey key) {
    Expected open = expected.get(key);
    if (open != null && open.creations > 0) {
      open.creations--;
    }
  }

  /** A deletion has begun, or will not come to pass. */
  public synchronized void deletionObserved(ObjectKey key, String uid) {
    Expected open = expected.get(key);
    if (open != null) {
      open.deletions.remove(uid);
    }
  }

  public synchronized boolean areFulfilled(ObjectKey key) {
    Expected open = expected.get(key);
    return open == null
        || (open.creations == 0 && open.deletions.isEmpty())
        || open.since.plus(TIMEOUT).isBefore(clock.instant());
  }

  public synchronized void forget(ObjectKey key) {
    expected.remove(key);
  }
}
