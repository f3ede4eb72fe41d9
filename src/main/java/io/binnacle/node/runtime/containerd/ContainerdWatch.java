package io.binnacle.node.runtime.containerd;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Starts the private containerd again when it has ended, which may happen to it as to any process;
 * its pods run on meanwhile and are taken over. On a virtual thread of its own. Closing it leaves
 * containerd running.
 */
public final class ContainerdWatch implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(ContainerdWatch.class.getName());

  private final PrivateContainerd containerd;
  private final Duration period;
  private final Semaphore stopped = new Semaphore(0);

  private ContainerdWatch(PrivateContainerd containerd, Duration period) {
    this.containerd = containerd;
    this.period = period;
  }

  /** Begins to look after a containerd that runs, once in each period. */
  public static ContainerdWatch begin(PrivateContainerd containerd, Duration period) {
    ContainerdWatch watch = new ContainerdWatch(containerd, period);
    Thread.ofVirtual().name("containerd-watch").start(watch::run);
    return watch;
  }

  private void run() {
    try {
      while (!stopped.tryAcquire(period.toMillis(), TimeUnit.MILLISECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      if (containerd.isRunning()) {
        return;
      }
      LOGGER.log(System.Logger.Level.WARNING, "containerd has ended: it is started again");
      if (containerd.start() instanceof ContainerdOutcome.Unavailable(String reason)) {
        LOGGER.log(System.Logger.Level.ERROR, "containerd does not come back: {0}", reason);
      }
    } catch (IOException | RuntimeException e) {
      LOGGER.log(System.Logger.Level.ERROR, "containerd cannot be looked after", e);
    }
  }

  @Override
  public void close() {
    stopped.release();
  }
}
