package io.binnacle.node.stats;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Makes rates of counters of processor time. Safe for any thread. */
final class CpuRate {
  /** Samples that lie closer together than this say too little. */
  private static final Duration SHORTEST = Duration.ofMillis(500);

  private record Sample(Instant at, long nanoseconds, long nanoCores) {}

  private final Map<String, Sample> samples = new ConcurrentHashMap<>();

  /** Adds a sample. Gives the rate in billionths of a processor; 0 with the first. */
  long add(String id, Instant at, long nanoseconds) {
    return samples.merge(
            id,
            new Sample(at, nanoseconds, 0),
            (before, now) -> {
              Duration between = Duration.between(before.at, at);
              if (between.compareTo(SHORTEST) < 0) {
                return before;
              }
              double used = Math.max(0, nanoseconds - before.nanoseconds);
              return new Sample(at, nanoseconds, (long) (used / between.toNanos() * 1e9));
            })
        .nanoCores;
  }

  void retain(Set<String> ids) {
    samples.keySet().retainAll(ids);
  }
}
