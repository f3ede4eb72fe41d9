package io.binnacle.node.pod;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The waits before something that failed is tried again: from the first wait it doubles up to the
 * longest, and begins anew after twice the longest without a failure. For one thread.
 */
final class RestartBackOff {
  private record Entry(Duration length, Instant since) {}

  private final Clock clock;
  private final Duration first;
  private final Duration longest;
  private final Map<String, Entry> entries = new HashMap<>();

  RestartBackOff(Clock clock, Duration first, Duration longest) {
    this.clock = clock;
    this.first = first;
    this.longest = longest;
  }

  /** The time until which to wait after the failure at the given time; empty when it has passed. */
  Optional<Instant> waitUntil(String key, Instant failedAt) {
    Entry entry = entries.get(key);
    if (entry == null) {
      return Optional.empty();
    }
    Instant until = failedAt.plus(entry.length);
    return clock.instant().isBefore(until) ? Optional.of(until) : Optional.empty();
  }

  /** The length of the wait that is in force. */
  Duration currentWait(String key) {
    Entry entry = entries.get(key);
    return entry == null ? Duration.ZERO : entry.length;
  }

  /** Another try begins now after the failure at the given time: the next wait is longer. */
  void tryAgain(String key, Instant failedAt) {
    Entry entry = entries.get(key);
    Instant now = clock.instant();
    if (entry == null || failedAt.isAfter(entry.since.plus(longest.multipliedBy(2)))) {
      entries.put(key, new Entry(first, now));
    } else {
      Duration doubled = entry.length.multipliedBy(2);
      entries.put(key, new Entry(doubled.compareTo(longest) > 0 ? longest : doubled, now));
    }
  }

  void forget(String key) {
    entries.remove(key);
  }
}
