package io.binnacle.node.runtime.logs;

import java.time.Duration;

/** How a reader waits for a log to grow. */
@FunctionalInterface
public interface LogWait {
  /**
   * Waits on the reader's thread.
   *
   * @param idle how often it has waited in vain since something was read last, from 0
   */
  void await(int idle) throws InterruptedException;

  /** Waits 20 ms at first, and up to 250 ms when nothing comes: a look costs two system calls. */
  static LogWait polling() {
    return idle -> Thread.sleep(Duration.ofMillis(Math.min(250, 20L << Math.min(idle, 4))));
  }
}
