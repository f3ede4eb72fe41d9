package io.binnacle.storage.cacher;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * When the log was at which revision, about once a second: tells what is older than a retention.
 * Measured by a clock that nobody sets, so that history neither vanishes nor stays when the
 * machine's time is corrected. Used by one thread.
 */
final class RevisionTimes {
  private static final long INTERVAL = Duration.ofSeconds(1).toNanos();

  private record Mark(long nanos, long revision) {}

  private final Deque<Mark> marks = new ArrayDeque<>();
  private final LongSupplier nanoTime;
  private final long reach;

  /**
   * @param nanoTime as {@link System#nanoTime()}
   * @param reach the longest age that is asked for
   */
  RevisionTimes(LongSupplier nanoTime, Duration reach, long revision) {
    this.nanoTime = nanoTime;
    this.reach = reach.toNanos();
    restart(revision);
  }

  /** Begins anew: of what was before nothing is known. */
  void restart(long revision) {
    marks.clear();
    marks.add(new Mark(nanoTime.getAsLong(), revision));
  }

  /** Notes the revision unless the last note is fresh; answers whether it did. */
  boolean note(long revision) {
    long now = nanoTime.getAsLong();
    if (now - marks.getLast().nanos < INTERVAL) {
      return false;
    }
    marks.add(new Mark(now, revision));
    while (marks.size() > 2 && now - marks.getFirst().nanos > reach + INTERVAL) {
      marks.removeFirst();
    }
    return true;
  }

  /** The newest revision known to be older than an age; 0 when none is. */
  long olderThan(Duration age) {
    long now = nanoTime.getAsLong();
    long revision = 0;
    for (Mark mark : marks) {
      if (now - mark.nanos <= age.toNanos()) {
        break;
      }
      revision = mark.revision;
    }
    return revision;
  }
}
