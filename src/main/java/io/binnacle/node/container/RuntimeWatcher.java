package io.binnacle.node.container;

import io.binnacle.node.runtime.ContainerRuntime;
import io.binnacle.node.runtime.ContainerRuntimeException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Notices that something started or ended in the runtime and tells whose pod it was. The runtime's
 * events are only a hint to look; the regular look finds what a lost event would have told.
 */
public final class RuntimeWatcher implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(RuntimeWatcher.class.getName());

  private final ContainerRuntime runtime;
  private final RuntimePods pods;
  private final Duration relistPeriod;
  private final Consumer<String> podChanged;
  private final Semaphore hint = new Semaphore(0);
  private Map<String, Set<String>> seen = Map.of();
  private @Nullable AutoCloseable subscription;
  private @Nullable Thread thread;

  /**
   * @param podChanged is called with the pod's uid on the watcher's thread; must be quick
   */
  public RuntimeWatcher(
      ContainerRuntime runtime,
      RuntimePods pods,
      Duration relistPeriod,
      Consumer<String> podChanged) {
    this.runtime = runtime;
    this.pods = pods;
    this.relistPeriod = relistPeriod;
    this.podChanged = podChanged;
  }

  public void start() {
    subscription = runtime.onChange(hint::release);
    thread = Thread.ofVirtual().name("runtime-watcher").start(this::run);
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        look();
        boolean hinted = hint.tryAcquire(relistPeriod.toMillis(), TimeUnit.MILLISECONDS);
        if (hinted) {
          hint.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      Map<String, Set<String>> now = pods.fingerprints();
      Set<String> uids = new HashSet<>(seen.keySet());
      uids.addAll(now.keySet());
      for (String uid : uids) {
        if (!now.getOrDefault(uid, Set.of()).equals(seen.getOrDefault(uid, Set.of()))) {
          podChanged.accept(uid);
        }
      }
      seen = now;
    } catch (ContainerRuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "the container runtime cannot be listed", e);
    }
  }

  @Override
  public void close() {
    if (thread != null) {
      thread.interrupt();
    }
    if (subscription != null) {
      try {
        subscription.close();
      } catch (Exception e) {
        LOG.log(System.Logger.Level.DEBUG, "ending the runtime's events", e);
      }
    }
  }
}
