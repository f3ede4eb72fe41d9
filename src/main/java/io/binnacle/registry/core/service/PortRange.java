package io.binnacle.registry.core.service;

import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;

/** A range of ports to give out. */
record PortRange(int first, int last) {
  private static final int MIN_STATIC = 16;
  private static final int MAX_STATIC = 128;

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

  /** A free port, at random. */
  OptionalInt choose(RandomGenerator random, IntPredicate taken) {
    OptionalLong chosen =
        new FreeNumber(kept(), size()).choose(random, n -> taken.test(first + (int) n));
    return chosen.isPresent()
        ? OptionalInt.of(first + (int) chosen.getAsLong())
        : OptionalInt.empty();
  }

  private int size() {
    return last - first + 1;
  }

  /** How many ports at the lower end are left to those who ask by name (KEP-3668). */
  private int kept() {
    return size() <= MIN_STATIC ? 0 : Math.clamp(size() / 32, MIN_STATIC, MAX_STATIC);
  }

  @Override
  public String toString() {
    return first + "-" + last;
  }
}
