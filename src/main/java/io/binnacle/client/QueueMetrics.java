package io.binnacle.client;

import java.time.Duration;

/**
 * Is told what a work queue does, as Kubernetes' workqueue metrics tell it. Called on the queue's
 * callers' threads, outside its lock; must be quick and must not fail.
 */
public interface QueueMetrics {
  /** Keeps nothing. */
  QueueMetrics NONE =
      new QueueMetrics() {
        @Override
        public void added(int depth) {}

        @Override
        public void taken(int depth, Duration waited) {}

        @Override
        public void done(Duration worked) {}

        @Override
        public void retried() {}
      };

  /** A key was added; the depth is what now waits. */
  void added(int depth);

  /** A key was taken after it had waited. */
  void taken(int depth, Duration waited);

  /** The work on a key is done. */
  void done(Duration worked);

  /** A key comes back after a failure. */
  void retried();
}
