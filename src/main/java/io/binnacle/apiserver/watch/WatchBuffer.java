package io.binnacle.apiserver.watch;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What waits for one client, bounded by the stream that uses it under its lock. */
final class WatchBuffer {
  /** What may wait for one client before it counts as too slow. */
  private static final int MAX_BYTES = 8 * 1024 * 1024;

  private static final int MAX_EVENTS = 10_000;

  private final WatchBudget budget;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private long bytes;

  WatchBuffer(WatchBudget budget) {
    this.budget = budget;
  }

  void add(Waiting next) {
    waiting.add(next);
    bytes += next.bytes();
    budget.add(next.bytes());
  }

  @Nullable Waiting poll() {
    Waiting next = waiting.poll();
    if (next != null) {
      bytes -= next.bytes();
      budget.remove(next.bytes());
    }
    return next;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  void clear() {
    waiting.clear();
    budget.remove(bytes);
    bytes = 0;
  }

  /** Whether the client has fallen too far behind. */
  boolean isOverfull() {
    return bytes > MAX_BYTES || waiting.size() > MAX_EVENTS || budget.isTooMuch(bytes);
  }
}
