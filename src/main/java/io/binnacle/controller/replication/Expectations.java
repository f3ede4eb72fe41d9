package io.binnacle.controller.replication;

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
final class Expectations {
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

  Expectations(Clock clock) {
    this.clock = clock;
  }

  synchronized void expectCreations(ObjectKey key, int count) {
    Expected fresh = new Expected(clock.instant());
    fresh.creations = count;
    expected.put(key, fresh);
  }

  synchronized void expectDeletions(ObjectKey key, Collection<String> uids) {
    Expected fresh = new Expected(clock.instant());
    fresh.deletions.addAll(uids);
    expected.put(key, fresh);
  }

  /** A creation was seen, or will not come to pass. */
  synchronized void creationObserved(ObjectKey key) {
    Expected open = expected.get(key);
    if (open != null && open.creations > 0) {
      open.creations--;
    }
  }

  /** A deletion has begun, or will not come to pass. */
  synchronized void deletionObserved(ObjectKey key, String uid) {
    Expected open = expected.get(key);
    if (open != null) {
      open.deletions.remove(uid);
    }
  }

  synchronized boolean areFulfilled(ObjectKey key) {
    Expected open = expected.get(key);
    return open == null
        || (open.creations == 0 && open.deletions.isEmpty())
        || open.since.plus(TIMEOUT).isBefore(clock.instant());
  }

  synchronized void forget(ObjectKey key) {
    expected.remove(key);
  }
}
