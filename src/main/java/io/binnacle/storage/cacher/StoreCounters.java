package io.binnacle.storage.cacher;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** What a store counts while it works. Safe for any thread. */
final class StoreCounters {
  final LongAdder commits = new LongAdder();
  final LongAdder groups = new LongAdder();
  final LongAdder refusedGroups = new LongAdder();
  final LongAdder failedGroups = new LongAdder();
  final LongAdder mutations = new LongAdder();
  final LongAdder overloads = new LongAdder();
  final LongAdder commitNanos = new LongAdder();
  final LongAccumulator largestCommit = new LongAccumulator(Math::max, 0);
  final LongAccumulator knownHead = new LongAccumulator(Math::max, 0);
  final AtomicInteger queuedGroups = new AtomicInteger();
  final AtomicInteger watches = new AtomicInteger();

  /** When the log last answered, in the clock's milliseconds. */
  final AtomicLong lastContact = new AtomicLong();
}
