package io.binnacle.app;

import io.binnacle.client.DelayedExecutor;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * Takes turns at leader election, every second, on a timer of its own. The container's timers would
 * not do: they share their threads with requests and handshakes, and behind a thousand nodes that
 * connect at once a leader waited longer for its turn than its Lease is good for.
 */
final class ElectionTurns implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ElectionTurns.class.getName());
  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final DelayedExecutor timer;
  private final Runnable turn;
  private volatile boolean closed;

  /**
   * @param timer runs turns side by side where one takes long
   * @param turn may block for a request
   */
  ElectionTurns(DelayedExecutor timer, Runnable turn) {
    this.timer = timer;
    this.turn = turn;
  }

  void start() {
    timer.execute(this::take, PERIOD);
  }

  private void take() {
    if (closed) {
      return;
    }
    // Before the turn: where that hangs, the next one must see that the Lease runs out.
    start();
    try {
      turn.run();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "A turn of leader election failed", e);
    }
  }

  /** No turn begins any more. */
  @Override
  public void close() {
    closed = true;
  }
}
