package io.binnacle.node.source;

import io.binnacle.node.model.NodePod;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A source that is read again and again, on a virtual thread of its own. What cannot be read now
 * changes nothing: pods only go when they are seen to be gone.
 */
abstract class PollingSource implements PodSource {
  private static final System.Logger LOG = System.getLogger(PollingSource.class.getName());

  private final String name;
  private final Duration period;
  private final Semaphore stopped = new Semaphore(0);
  private Map<String, NodePod> told = Map.of();
  private volatile boolean synced;
  private @Nullable String lastProblem;

  PollingSource(String name, Duration period) {
    this.name = name;
    this.period = period;
  }

  /**
   * All pods that the source has now.
   *
   * @throws IOException where it cannot be read as a whole
   */
  abstract List<NodePod> read() throws IOException, InterruptedException;

  /**
   * Waits until the source is to be read again, on its own thread: the period, or less where the
   * source learns of a change. Gives false when the source was closed.
   */
  boolean awaitNext(Duration period) throws InterruptedException {
    return !stopped.tryAcquire(period.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public final void start(PodListener listener) {
    Thread.ofVirtual().name("source-" + name).start(() -> run(listener));
  }

  @Override
  public final boolean hasSynced() {
    return synced;
  }

  @Override
  public void close() {
    stopped.release();
  }

  private void run(PodListener listener) {
    try {
      do {
        poll(listener);
      } while (awaitNext(period));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void poll(PodListener listener) throws InterruptedException {
    try {
      tell(read(), listener);
      lastProblem = null;
      synced = true;
    } catch (IOException e) {
      String problem = e.toString();
      if (!problem.equals(lastProblem)) {
        LOG.log(System.Logger.Level.WARNING, "{0} cannot be read: {1}", name, problem);
      }
      lastProblem = problem;
    } catch (RuntimeException e) {
      if (!e.toString().equals(lastProblem)) {
        LOG.log(System.Logger.Level.ERROR, name + " cannot be read", e);
      }
      lastProblem = e.toString();
    }
  }

  private void tell(List<NodePod> pods, PodListener listener) {
    Map<String, NodePod> now = new LinkedHashMap<>();
    pods.forEach(pod -> now.putIfAbsent(pod.uid(), pod));
    told.values().stream().filter(pod -> !now.containsKey(pod.uid())).forEach(listener::podRemoved);
    Map<String, NodePod> next = new LinkedHashMap<>();
    now.forEach((uid, pod) -> {
      NodePod before = told.get(uid);
      next.put(uid, before == null ? pod : before);
      if (before == null) {
        listener.podChanged(pod);
      }
    });
    told = next;
  }
}
