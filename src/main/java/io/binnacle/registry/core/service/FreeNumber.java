package io.binnacle.registry.core.service;

import java.util.OptionalLong;
import java.util.function.LongPredicate;
import java.util.random.RandomGenerator;

/**
 * Finds a free one among the numbers from 0 on. The first ones are kept for those who ask for one
 * by name, as long as others are left (KEP-3070, KEP-3668).
 *
 * <p>Also where few are left each search begins at a place of its own: those that search at once
 * would otherwise all find the same one, and all but one would lose it again at the commit.
 *
 * @param kept how many are kept
 * @param size how many there are
 */
record FreeNumber(long kept, long size) {
  private static final int MAX_DRAWS = 64;

  OptionalLong choose(RandomGenerator random, LongPredicate taken) {
    OptionalLong found = choose(random, taken, kept, size);
    return found.isPresent() ? found : choose(random, taken, 0, kept);
  }

  private static OptionalLong choose(
      RandomGenerator random, LongPredicate taken, long from, long to) {
    long count = to - from;
    if (count <= 0) {
      return OptionalLong.empty();
    }
    for (int i = 0; i < MAX_DRAWS; i++) {
      long candidate = from + random.nextLong(count);
      if (!taken.test(candidate)) {
        return OptionalLong.of(candidate);
      }
    }
    long start = random.nextLong(count);
    for (long i = 0; i < count; i++) {
      long candidate = from + (start + i) % count;
      if (!taken.test(candidate)) {
        return OptionalLong.of(candidate);
      }
    }
    return OptionalLong.empty();
  }
}
