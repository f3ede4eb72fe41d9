package io.binnacle.controller.podautoscaler;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** What was recommended and done of late for one autoscaler. One worker at a time uses it. */
final class ScalingHistory {
  /** The longest window or period that there can be. */
  private static final Duration LONGEST = Duration.ofHours(1);

  private record Entry(Instant time, int replicas) {}

  private final Deque<Entry> recommendations = new ArrayDeque<>();
  private final Deque<Entry> changes = new ArrayDeque<>();

  void recommended(Instant now, int replicas) {
    add(recommendations, now, replicas);
  }

  /** A change by so many replicas, negative for fewer. */
  void changed(Instant now, int by) {
    add(changes, now, by);
  }

  private static void add(Deque<Entry> entries, Instant now, int replicas) {
    entries.addLast(new Entry(now, replicas));
    while (!entries.isEmpty() && entries.getFirst().time().isBefore(now.minus(LONGEST))) {
      entries.removeFirst();
    }
  }

  /** The lowest recommendation of the window, the given one among them. */
  int lowest(Instant since, int recommendation) {
    return recommendations.stream()
        .filter(entry -> entry.time().isAfter(since))
        .mapToInt(Entry::replicas)
        .reduce(recommendation, Math::min);
  }

  int highest(Instant since, int recommendation) {
    return recommendations.stream()
        .filter(entry -> entry.time().isAfter(since))
        .mapToInt(Entry::replicas)
        .reduce(recommendation, Math::max);
  }

  /** How many replicas have come, less those that have gone. */
  int balance(Instant since) {
    return changes.stream()
        .filter(entry -> entry.time().isAfter(since))
        .mapToInt(Entry::replicas)
        .sum();
  }
}
