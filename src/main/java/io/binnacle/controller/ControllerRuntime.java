package io.binnacle.controller;

import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.client.LeaderElector;
import io.binnacle.client.QueueCounters;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs the controllers while this process holds the Lease {@code
 * kube-system/binnacle-controller-manager}, and those that are not elected from its start to its
 * end. Nothing else happens unless {@link #tick} is called, every second or so, by a timer: it
 * renews the Lease and enqueues what is due for a resync, and leaves the work to the workers.
 */
public final class ControllerRuntime implements AutoCloseable {
  public static final ObjectKey LEASE = new ObjectKey("kube-system", "binnacle-controller-manager");

  /** The user that elects and whose eyes the shared informers are. */
  public static final String USER = "system:kube-controller-manager";

  private static final Logger LOG = System.getLogger(ControllerRuntime.class.getName());

  private final List<Controller> elected;
  private final List<Controller> everywhere;
  private final ControllerEnvironment environment;
  private final ControllerConfiguration configuration;
  private final LeaderElector elector;
  private final Map<String, QueueCounters> counters = new LinkedHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable RunningControllers standing;

  /** What ends when leadership does. */
  private @Nullable RunningControllers term;

  private Instant lastResync;

  /**
   * Reads the configuration, of the controllers too.
   *
   * @param all every controller there is; those run that {@code binnacle.controllers} selects
   * @throws io.binnacle.configuration.ConfigurationException when a property is wrong
   */
  public ControllerRuntime(List<Controller> all, ControllerEnvironment environment) {
    this.environment = environment;
    this.lastResync = environment.clock().instant();
    this.configuration = environment.configuration().read(ControllerConfiguration.class);
    List<Controller> controllers =
        environment.configuration().read(ControllerSelection.class).select(List.copyOf(all));
    this.elected = controllers.stream().filter(Controller::isElected).toList();
    this.everywhere = controllers.stream().filter(controller -> !controller.isElected()).toList();
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

  /** Begins with the controllers that do not wait to be elected. To be called once. */
  public void start() {
    RunningControllers begun = running(everywhere);
    lock.lock();
    try {
      standing = begun;
    } finally {
      lock.unlock();
    }
    begun.open();
  }

  private RunningControllers running(List<Controller> controllers) {
    return new RunningControllers(controllers, environment, configuration, counters);
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
    RunningControllers begun = running(elected);
    if (begun.haveAllFailed()) {
      LOG.log(Level.ERROR, "No controller can be started here, giving the lease up");
      begun.close();
      elector.release();
      return;
    }
    lock.lock();
    try {
      if (!elector.isLeader() || term != null) {
        begun.close();
        return;
      }
      term = begun;
      lastResync = environment.clock().instant();
    } finally {
      lock.unlock();
    }
    begun.open();
  }

  private void resyncWhenDue() {
    List<RunningControllers> due;
    Instant now = environment.clock().instant();
    lock.lock();
    try {
      if (now.isBefore(lastResync.plus(configuration.resyncPeriod()))) {
        return;
      }
      lastResync = now;
      due = Stream.of(standing, term).filter(Objects::nonNull).toList();
    } finally {
      lock.unlock();
    }
    due.forEach(RunningControllers::resync);
  }

  private void end() {
    RunningControllers ended;
    lock.lock();
    try {
      ended = term;
      term = null;
    } finally {
      lock.unlock();
    }
    if (ended != null) {
      ended.close();
    }
  }

  /** Stops all controllers and gives the Lease up. */
  @Override
  public void close() {
    RunningControllers stood;
    lock.lock();
    try {
      stood = standing;
      standing = null;
    } finally {
      lock.unlock();
    }
    if (stood != null) {
      stood.close();
    }
    end();
    elector.release();
  }
}
