package io.binnacle.controller;

import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.client.ApiClient;
import io.binnacle.client.EventSource;
import io.binnacle.client.QueueCounters;
import io.binnacle.client.QueuedEventRecorder;
import io.binnacle.client.SharedInformerFactory;
import io.binnacle.client.WorkQueue;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Controllers that run together and share informers, until they are closed; those that could not be
 * started join later. Safe for any thread.
 */
final class RunningControllers implements AutoCloseable {
  private static final Logger LOG = System.getLogger(RunningControllers.class.getName());
  private static final Duration SYNC_CHECK = Duration.ofMillis(50);
  private static final Duration START_AGAIN = Duration.ofSeconds(5);

  private final ControllerEnvironment environment;
  private final ControllerConfiguration configuration;
  private final Map<String, QueueCounters> counters;
  private final SharedInformerFactory informers;
  private final List<RunningController> running = new CopyOnWriteArrayList<>();
  private final List<Controller> failed = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private boolean closed;

  /**
   * Makes the controllers, whose work {@link #open} begins.
   *
   * @param counters what their queues count, by controller
   */
  RunningControllers(
      List<Controller> controllers,
      ControllerEnvironment environment,
      ControllerConfiguration configuration,
      Map<String, QueueCounters> counters) {
    this.environment = environment;
    this.configuration = configuration;
    this.counters = counters;
    this.informers =
        new SharedInformerFactory(
            environment.clients().forUser(ControllerRuntime.USER),
            environment.executor(),
            environment.timer(),
            environment.random());
    for (Controller controller : controllers) {
      attempt(controller).ifPresentOrElse(running::add, () -> failed.add(controller));
    }
  }

  /** Whether there are controllers, and none of them could be started. */
  boolean haveAllFailed() {
    return running.isEmpty() && !failed.isEmpty();
  }

  void open() {
    running.forEach(this::open);
    failed.forEach(this::startLater);
    LOG.log(
        Level.INFO,
        "Running the controllers {0}",
        running.stream().map(RunningController::name).toList());
  }

  /** Empty where it fails: one controller's trouble must not keep the others from running. */
  private Optional<RunningController> attempt(Controller controller) {
    try {
      return Optional.of(run(controller));
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "The controller " + controller.name() + " could not be started", e);
      return Optional.empty();
    }
  }

  private void open(RunningController controller) {
    controller.startInformers();
    startWorkersWhenSynced(controller);
  }

  private void startLater(Controller controller) {
    environment
        .timer()
        .execute(() -> environment.executor().execute(() -> startAgain(controller)), START_AGAIN);
  }

  private void startAgain(Controller controller) {
    if (isClosed()) {
      return;
    }
    Optional<RunningController> attempted = attempt(controller);
    if (attempted.isEmpty()) {
      startLater(controller);
      return;
    }
    RunningController started = attempted.get();
    lock.lock();
    try {
      if (closed) {
        started.close();
        return;
      }
      running.add(started);
    } finally {
      lock.unlock();
    }
    open(started);
    LOG.log(Level.INFO, "Running the controller {0} too", controller.name());
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private RunningController run(Controller controller) {
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
  private void startWorkersWhenSynced(RunningController controller) {
    if (isClosed()) {
      return;
    }
    if (controller.hasSynced()) {
      controller.startWorkers(configuration.workers(), environment.executor());
    } else {
      environment.timer().execute(() -> startWorkersWhenSynced(controller), SYNC_CHECK);
    }
  }

  void resync() {
    running.forEach(RunningController::resync);
  }

  /** Also of those that have not begun. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    running.forEach(RunningController::close);
    informers.close();
  }
}
