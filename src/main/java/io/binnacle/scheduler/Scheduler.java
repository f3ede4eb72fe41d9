package io.binnacle.scheduler;

import io.binnacle.client.ListOptions;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.scheduler.cache.SchedulerCache;
import io.binnacle.scheduler.framework.QueuedPodInfo;
import io.binnacle.scheduler.queue.SchedulingQueue;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler. {@link #start} and {@link #stop} follow leadership: while it is stopped its caches
 * go on following the cluster, so that it takes over at once. Both may be called on any thread, any
 * number of times.
 *
 * <p>Concurrency: informers' threads write cache and queue, each of which has one lock; one thread
 * takes pods from the queue and decides; bindings and other calls of the API run on the executor.
 */
public final class Scheduler {
  private static final Logger LOG = System.getLogger(Scheduler.class.getName());
  private static final Duration LEFTOVER_INTERVAL = Duration.ofSeconds(30);
  private static final Duration SYNC_POLL = Duration.ofMillis(10);

  private final SchedulerRuntime runtime;
  private final SchedulingQueue queue;
  private final SchedulingCycle cycle;
  private final ClusterEventHandlers handlers;
  private final SharedInformer pods;
  private final SharedInformer nodes;
  private final SharedInformer namespaces;
  private final List<SharedInformer> informers;
  private final VolumeCaches volumes;
  private final Profiles profiles;
  private boolean observing;
  private @Nullable Thread thread;
  private @Nullable Thread last;

  /**
   * @param profiles what pods of which scheduler name are scheduled with
   * @param cluster with the scheduler's identity
   */
  public Scheduler(
      SchedulerConfiguration configuration,
      Profiles profiles,
      ClusterAccess cluster,
      SchedulerRuntime runtime) {
    this.runtime = runtime;
    this.profiles = profiles;
    pods = cluster.informers().informer(Resources.PODS, ListOptions.allNamespaces());
    nodes = cluster.informers().informer(Resources.NODES, ListOptions.allNamespaces());
    namespaces = cluster.informers().informer(Resources.NAMESPACES, ListOptions.allNamespaces());
    volumes = new VolumeCaches(cluster.informers());
    SharedInformer services =
        cluster.informers().informer(Resources.SERVICES, ListOptions.allNamespaces());
    informers = new ArrayList<>(List.of(nodes, pods, namespaces, services));
    informers.addAll(volumes.informers());
    SchedulerCache cache = new SchedulerCache(runtime.clock(), configuration.assumedPodExpiry());
    queue =
        new SchedulingQueue(
            runtime.clock(),
            new SchedulingQueue.BackOff(
                configuration.podInitialBackoff(), configuration.podMaxBackoff()),
            profiles.pluginSets());
    NominatedPods nominated = new NominatedPods();
    handlers = new ClusterEventHandlers(profiles, cache, queue, nominated);
    SchedulingAlgorithm algorithm =
        new SchedulingAlgorithm(
            configuration.percentageOfNodesToScore(), nominated, runtime.random());
    cycle =
        new SchedulingCycle(
            new SchedulingCycle.Parts(profiles, cache, queue, nominated, algorithm),
            cluster,
            runtime,
            new InformerLookups(services.lister(), namespaces.lister(), volumes).lookups(),
            new BindingCycle(cluster.client(), configuration.parallelBindings()));
  }

  /** Begins to schedule, once the caches are filled. Returns at once. */
  public synchronized void start() {
    if (thread != null) {
      return;
    }
    observe();
    queue.open();
    Thread predecessor = last;
    thread = Thread.ofPlatform().name("scheduler").daemon().start(() -> run(predecessor));
    last = thread;
  }

  /** Ends scheduling after the attempt under way; bindings under way are finished. */
  public synchronized void stop() {
    if (thread != null) {
      queue.close();
      thread.interrupt();
      thread = null;
    }
  }

  /** Whether pods are being scheduled. */
  public synchronized boolean isRunning() {
    return thread != null;
  }

  /** How many pods wait, for metrics. */
  public SchedulingQueue.Lengths pending() {
    return queue.lengths();
  }

  /** How attempts have ended, for metrics. */
  public AttemptCounters attempts() {
    return cycle.attempts();
  }

  private void observe() {
    if (!observing) {
      observing = true;
      nodes.addHandler(handlers.nodes());
      pods.addHandler(handlers.pods());
      namespaces.addHandler(handlers.namespaces());
      volumes.tell(queue::moveAllOn);
      informers.forEach(SharedInformer::start);
      runtime.timer().execute(this::flushLeftover, LEFTOVER_INTERVAL);
    }
  }

  private void run(@Nullable Thread predecessor) {
    try {
      if (predecessor != null) {
        // Its attempt may still be under way, and there is but one at a time.
        predecessor.join();
      }
      // A pod scheduled before all that is there is known could land on a full node.
      while (!informers.stream().allMatch(SharedInformer::hasSynced)) {
        LockSupport.parkNanos(SYNC_POLL.toNanos());
        if (Thread.interrupted()) {
          return;
        }
      }
      LOG.log(Level.INFO, "Scheduling pods of {0}", profiles.names());
      Optional<QueuedPodInfo> next;
      while ((next = queue.pop()).isPresent()) {
        cycle.attempt(next.get());
      }
    } catch (InterruptedException e) {
      LOG.log(Level.DEBUG, "Scheduling was stopped");
    }
  }

  private void flushLeftover() {
    queue.flushUnschedulableLeftover();
    runtime.timer().execute(this::flushLeftover, LEFTOVER_INTERVAL);
  }
}
