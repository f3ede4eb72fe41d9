package io.binnacle.controller.daemonset;

import io.binnacle.apimachinery.meta.ApiObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How soon a failed daemon is replaced: a node on which it fails again and again would otherwise
 * keep the whole cluster busy. Safe for any thread.
 */
final class FailedDaemons {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration MOST = Duration.ofMinutes(15);

  /** Delays of the same template on the same node count on. */
  private record Place(String set, long generation, String node) {}

  private record Waiting(Duration delay, Instant until, Instant forgotten) {}

  private final Clock clock;
  private final Map<Place, Waiting> waiting = new HashMap<>();

  FailedDaemons(Clock clock) {
    this.clock = clock;
  }

  /** Whether the failed pod may be replaced now; if so the next one has to wait longer. */
  synchronized boolean mayReplace(ApiObject set, ApiObject pod) {
    Instant now = clock.instant();
    Place place = new Place(set.uid(), set.generation(), DaemonPods.node(pod));
    waiting.values().removeIf(known -> known.forgotten().isBefore(now));
    Waiting known = waiting.get(place);
    if (known != null && known.until().isAfter(now)) {
      return false;
    }
    Duration delay = known == null ? FIRST : known.delay().multipliedBy(2);
    Duration bounded = delay.compareTo(MOST) > 0 ? MOST : delay;
    Instant until = now.plus(bounded);
    waiting.put(place, new Waiting(bounded, until, until.plus(MOST)));
    return true;
  }

  /** When the next of the set's failed pods may be replaced. */
  synchronized Optional<Duration> nextTurn(ApiObject set) {
    Instant now = clock.instant();
    return waiting.entrySet().stream()
        .filter(entry -> entry.getKey().set().equals(set.uid()))
        .map(entry -> Duration.between(now, entry.getValue().until()))
        .filter(Duration::isPositive)
        .min(Duration::compareTo);
  }
}
