package io.binnacle.node;

import io.binnacle.node.runtime.ContainerRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Does what is to be done from time to time, each duty on a virtual thread of its own. */
final class Housekeeping implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Housekeeping.class.getName());
  private static final Duration SOON = Duration.ofSeconds(1);

  /** What a duty does. What fails is tried again when the duty is due again. */
  @FunctionalInterface
  interface Work {
    void run() throws IOException;
  }

  /** Something to do. Nothing is done before the agent is ready for it. */
  record Duty(String name, Duration period, Work work) {}

  /** Says whether work may begin: while sources have not told of all pods, some look unknown. */
  @FunctionalInterface
  interface Readiness {
    boolean isReady();
  }

  private final List<Duty> duties;
  private final Readiness readiness;
  private final Semaphore stopped = new Semaphore(0);

  Housekeeping(List<Duty> duties, Readiness readiness) {
    this.duties = List.copyOf(duties);
    this.readiness = readiness;
  }

  void start() {
    duties.forEach(
        duty -> Thread.ofVirtual().name("housekeeping-" + duty.name()).start(() -> keep(duty)));
  }

  private void keep(Duty duty) {
    try {
      Duration pause = SOON;
      while (!stopped.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        if (readiness.isReady()) {
          attempt(duty);
          pause = duty.period();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void attempt(Duty duty) {
    try {
      duty.work().run();
    } catch (ContainerRuntimeException | IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "{0} waits: {1}", duty.name(), e.getMessage());
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "the duty " + duty.name() + " failed", e);
    }
  }

  /** Ends after what is being done. Returns at once. */
  @Override
  public void close() {
    stopped.release(duties.size());
  }
}
