package io.binnacle.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Delays that grow with every failure and are spread by chance, so that clients which failed
 * together do not come back together. Not safe for several threads.
 */
public final class Backoff {
  private final Duration first;
  private final Duration most;
  private final RandomGenerator random;
  private int failures;

  public Backoff(Duration first, Duration most, RandomGenerator random) {
    this.first = first;
    this.most = most;
    this.random = random;
  }

  /** Counts a failure and gives the delay to wait now: between one and two times the step. */
  public Duration next() {
    double step = Math.min(most.toMillis(), first.toMillis() * Math.pow(2, Math.min(failures, 32)));
    failures++;
    return Duration.ofMillis((long) (step * (1 + random.nextDouble())));
  }

  /** All is well: the next failure waits shortly again. */
  public void reset() {
    failures = 0;
  }
}
