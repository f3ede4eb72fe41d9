package io.binnacle.controller;

import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.client.ApiClient;
import io.binnacle.client.EventSource;
import io.binnacle.client.LeaderElector;
import io.binnacle.client.QueueCounters;
import io.binnacle.client.QueuedEventRecorder;
import io.binnacle.client.SharedInformerFactory;
import io.binnacle.client.WorkQueue;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs the controllers while this process holds the Lease {@code
 * kube-system/binnacle-controller-manager}. Nothing happens unless {@link #tick} is called, every
 * second or so, by a timer: it renews the Lease and enqueues what is due for a resync, and leaves
 * the work to the workers.
 */
public final class ControllerRuntime implements AutoCloseable {
  public static final ObjectKey LEASE = new ObjectKey("kube-system", "binnacle-controller-manager");

  /** The user that elects and whose eyes the shared informers are. */
  public static final String USER = "system:kube-controller-manager";

  private static final Logger LOG = System.getLogger(ControllerRuntime.class.getName());
  private static final Duration SYNC_CHECK = Duration.ofMillis(50);
  private static final Duration START_AGAIN = Duration.ofSeconds(5);

  /** What ends when leadership does; controllers that could not be started join later. */
  private record Term(SharedInformerFactory informers, List<RunningController> controllers) {}

  private final List<Controller> controllers;
  private final ControllerEnvironment environment;
  private final ControllerConfiguration configuration;
  private final LeaderElector elector;
  private final Map<String, QueueCounters> counters = new LinkedHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Term term;
  private Instant lastResync = Instant.MIN;

  /**
   * Reads the configuration, of the controllers too.
   *
   * @param all every controller there is; those run that {@code binnacle.controllers} selects
   * @throws io.binnacle.configuration.ConfigurationException when a property is wrong
   */
  public ControllerRuntime(List<Controller> all, ControllerEnvironment environment) {
    this.environment = environment;
    this.configuration = environment.configuration().read(ControllerConfiguration.class);
    this.controllers =
        environment.configuration().read(ControllerSelection.class).select(List.copyOf(all));
    for (Controller controller : controllers) {
      counters.put(controller.name(), new QueueCounters());
      controller.configurations().forEach(type -> environment.configuration().read(type));
    }
    this.elector =
        new LeaderElector(
            environment.clients().forUser(USER),
            LEASE,
            environment.identity(),
            new LeaderElector.Timing(
                configuration.leaseDuration(),
                configuration.renewDeadline(),
                configuration.retryPeriod()),
            environment.clock(),
            new LeaderElector.Listener() {
              @Override
              public void onStartedLeading() {
                environment.executor().execute(ControllerRuntime.this::begin);
              }

              @Override
              public void onStoppedLeading() {
                end();
              }
            });
  }

  /** Elects, and enqueues what is due. May block for one request. */
  public void tick() {
    elector.tick();
    resyncWhenDue();
  }

  public boolean isLeader() {
    return elector.isLeader();
  }

  /** What the queues have counted, by controller. */
  public Map<String, QueueCounters> counters() {
    return Map.copyOf(counters);
  }

  private void begin() {
    SharedInformerFactory informers =
        new SharedInformerFactory(
            environment.clients().forUser(USER),
            environment.executor(),
            environment.timer(),
            environment.random());
    List<Controller> failed = new ArrayList<>();
    Term begun = new Term(informers, new CopyOnWriteArrayList<>());
    for (Controller controller : controllers) {
      attempt(controller, informers)
          .ifPresentOrElse(begun.controllers()::add, () -> failed.add(controller));
    }
    if (!failed.isEmpty() && begun.controllers().isEmpty()) {
      LOG.log(Level.ERROR, "No controller can be started here, giving the lease up");
      close(begun);
      elector.release();
      return;
    }
    lock.lock();
    try {
      if (!elector.isLeader() || term != null) {
        close(begun);
        return;
      }
      term = begun;
      lastResync = environment.clock().instant();
    } finally {
      lock.unlock();
    }
    begun.controllers().forEach(controller -> open(begun, controller));
    failed.forEach(controller -> startLater(begun, controller));
    LOG.log(
        Level.INFO,
        "Running the controllers {0}",
        begun.controllers().stream().map(RunningController::name).toList());
  }

  /** Empty where it fails: one controller's trouble must not keep the others from running. */
  private Optional<RunningController> attempt(
      Controller controller, SharedInformerFactory informers) {
    try {
      return Optional.of(run(controller, informers));
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "The controller " + controller.name() + " could not be started", e);
      return Optional.empty();
    }
  }

  private void open(Term of, RunningController controller) {
    controller.startInformers();
    startWorkersWhenSynced(of, controller);
  }

  private void startLater(Term of, Controller controller) {
    environment
        .timer()
        .execute(
            () -> environment.executor().execute(() -> startAgain(of, controller)), START_AGAIN);
  }

  private void startAgain(Term of, Controller controller) {
    if (!isCurrent(of)) {
      return;
    }
    Optional<RunningController> attempted = attempt(controller, of.informers());
    if (attempted.isEmpty()) {
      startLater(of, controller);
      return;
    }
    RunningController started = attempted.get();
    lock.lock();
    try {
      if (term != of) {
        started.close();
        return;
      }
      of.controllers().add(started);
    } finally {
      lock.unlock();
    }
    open(of, started);
    LOG.log(Level.INFO, "Running the controller {0} too", controller.name());
  }

  private boolean isCurrent(Term of) {
    lock.lock();
    try {
      return term == of;
    } finally {
      lock.unlock();
    }
  }

  private RunningController run(Controller controller, SharedInformerFactory informers) {
    ApiClient client = environment.clients().forServiceAccount(controller.serviceAccount());
    WorkQueue<ObjectKey> queue =
        new WorkQueue<>(
            environment.timer(),
            environment.clock(),
            WorkQueue.RateLimit.DEFAULT,
            counters.getOrDefault(controller.name(), new QueueCounters()));
    QueuedEventRecorder recorder =
        new QueuedEventRecorder(
            client,
            new EventSource(controller.serviceAccount(), ""),
            new QueuedEventRecorder.Runtime(
                environment.executor(), environment.timer(), environment.clock()));
    return new RunningController(
        controller,
        informers,
        queue,
        tracked ->
            new ControllerContext(
                client,
                tracked,
                recorder,
                environment.clock(),
                environment.configuration(),
                environment.executor(),
                queue::add));
  }

  /** A controller that waits for its informers does not keep the others waiting. */
  private void startWorkersWhenSynced(Term of, RunningController controller) {
    if (!isCurrent(of)) {
      return;
    }
    if (controller.hasSynced()) {
      controller.startWorkers(configuration.workers(), environment.executor());
    } else {
      environment.timer().execute(() -> startWorkersWhenSynced(of, controller), SYNC_CHECK);
    }
  }

  private void resyncWhenDue() {
    List<RunningController> due;
    Instant now = environment.clock().instant();
    lock.lock();
    try {
      if (term == null || now.isBefore(lastResync.plus(configuration.resyncPeriod()))) {
        return;
      }
      lastResync = now;
      due = term.controllers();
    } finally {
      lock.unlock();
    }
    due.forEach(RunningController::resync);
  }

  private void end() {
    Term ended;
    lock.lock();
    try {
      ended = term;
      term = null;
    } finally {
      lock.unlock();
    }
    if (ended != null) {
      close(ended);
    }
  }

  private static void close(Term term) {
    term.controllers().forEach(RunningController::close);
    term.informers().close();
  }

  /** Stops all controllers and gives the Lease up. */
  @Override
  public void close() {
    end();
    elector.release();
  }
}
