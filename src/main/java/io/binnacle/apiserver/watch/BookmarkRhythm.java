package io.binnacle.apiserver.watch;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When a watch tells its client how far it is although nothing happened. The store reports progress
 * every few seconds; a client needs it now and then, to have a recent version to resume from, and a
 * client of server-sent events also to know that the connection lives. Used under the lock of its
 * stream.
 */
final class BookmarkRhythm {
  /** What Kubernetes keeps to. */
  private static final Duration JSON_INTERVAL = Duration.ofMinutes(1);

  private static final Duration SERVER_SENT_EVENTS_INTERVAL = Duration.ofSeconds(15);

  private final boolean wanted;
  private final boolean afterState;
  private final long intervalNanos;
  private final LongSupplier nanoTime;
  private long lastNanos;

  private BookmarkRhythm(
      boolean wanted, boolean afterState, Duration interval, LongSupplier nanoTime) {
    this.wanted = wanted;
    this.afterState = afterState;
    this.intervalNanos = interval.toNanos();
    this.nanoTime = nanoTime;
    this.lastNanos = nanoTime.getAsLong();
  }

  /**
   * For a stream of JSON documents.
   *
   * @param asked whether the client allows bookmarks
   */
  static BookmarkRhythm json(boolean asked, LongSupplier nanoTime) {
    return new BookmarkRhythm(asked, false, JSON_INTERVAL, nanoTime);
  }

  /**
   * For server-sent events: the events of the initial state carry no id, so a bookmark behind them
   * gives the client one to resume from.
   */
  static BookmarkRhythm serverSentEvents(LongSupplier nanoTime) {
    return new BookmarkRhythm(true, true, SERVER_SENT_EVENTS_INTERVAL, nanoTime);
  }

  /** Whether the client takes bookmarks at all. */
  boolean wanted() {
    return wanted;
  }

  /** Whether one follows the initial state at once. */
  boolean followsState() {
    return afterState;
  }

  /** Whether it is time for the next; if so, it counts as sent. */
  boolean due() {
    long now = nanoTime.getAsLong();
    if (!wanted || now - lastNanos < intervalNanos) {
      return false;
    }
    lastNanos = now;
    return true;
  }
}
