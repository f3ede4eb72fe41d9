package io.binnacle.registry.core.service;

import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;

/** A range of ports to give out. */
record PortRange(int first, int last) {
  private static final int MAX_TRIES = 64;

  /**
   * @throws IllegalArgumentException when the text is no range of ports
   */
  static PortRange parse(String text) {
    int dash = text.indexOf('-');
    PortRange range =
        new PortRange(
            Integer.parseInt(text.substring(0, dash)), Integer.parseInt(text.substring(dash + 1)));
    if (range.first < 1 || range.last > 65535 || range.first > range.last) {
      throw new IllegalArgumentException(text + " is no range of ports");
    }
    return range;
  }

  boolean contains(int port) {
    return port >= first && port <= last;
  }

  OptionalInt choose(RandomGenerator random, IntPredicate taken) {
    for (int i = 0; i < MAX_TRIES; i++) {
      int candidate = random.nextInt(first, last + 1);
      if (!taken.test(candidate)) {
        return OptionalInt.of(candidate);
      }
    }
    for (int candidate = first; candidate <= last; candidate++) {
      if (!taken.test(candidate)) {
        return OptionalInt.of(candidate);
      }
    }
    return OptionalInt.empty();
  }

  @Override
  public String toString() {
    return first + "-" + last;
  }
}
