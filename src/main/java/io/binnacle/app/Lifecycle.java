package io.binnacle.app;

import static java.util.Objects.requireNonNull;

import io.binnacle.configuration.ConfigurationException;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.Timer;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/**
 * Starts and stops the {@link Component}s, and lets an EJB timer tick them. Starting happens on a
 * thread of its own, so that the server can answer health checks meanwhile. The timer is not
 * persistent, opens no transaction and takes no lock.
 */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class Lifecycle {
  private static final System.Logger LOG = System.getLogger(Lifecycle.class.getName());
  private static final long TICK_MILLISECONDS = 1000;

  /** Less than the launcher waits for the whole server. */
  private static final Duration START_PATIENCE = Duration.ofSeconds(20);

  @Resource private @Nullable TimerService timers;
  @Resource private @Nullable ManagedThreadFactory threads;
  @Inject private @Nullable Instance<Component> components;
  @Inject private @Nullable StartState state;
  @Inject private @Nullable ConfigurationCheck configuration;

  private final Deque<Component> running = new ConcurrentLinkedDeque<>();
  private volatile boolean stopping;
  private @Nullable Thread starter;

  @PostConstruct
  void begin() {
    starter = requireNonNull(threads).newThread(this::startAll);
    starter.setName("binnacle-start");
    starter.start();
  }

  private void startAll() {
    StartState progress = requireNonNull(state);
    try {
      requireNonNull(configuration).check();
      List<Component> ordered =
          requireNonNull(components).stream()
              .filter(Component::isEnabled)
              .sorted(Comparator.comparingInt(Component::order))
              .toList();
      for (Component component : ordered) {
        if (stopping) {
          return;
        }
        progress.starting(component.name());
        component.start();
        running.addFirst(component);
      }
      if (stopping) {
        return;
      }
      requireNonNull(timers)
          .createIntervalTimer(
              TICK_MILLISECONDS, TICK_MILLISECONDS, new TimerConfig("binnacle-tick", false));
      progress.ready();
    } catch (ConfigurationException e) {
      LOG.log(Level.ERROR, "The configuration is wrong: {0}", e.problems());
      progress.failed(String.join("; ", e.problems()));
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "The server could not start", e);
      progress.failed(String.valueOf(e.getMessage()));
    }
  }

  @Timeout
  void tick(Timer timer) {
    for (Component component : running) {
      try {
        component.tick();
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, "The tick of " + component.name() + " failed", e);
      }
    }
  }

  /** A part that is starting just now must not be left running; no other one starts after it. */
  private void awaitStarter() {
    Thread starting = starter;
    if (starting == null) {
      return;
    }
    try {
      if (!starting.join(START_PATIENCE)) {
        LOG.log(Level.WARNING, "The start is still under way; the other parts are stopped");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @PreDestroy
  void end() {
    stopping = true;
    awaitStarter();
    Deque<Component> toStop = new ArrayDeque<>(running);
    running.clear();
    for (Component component : toStop) {
      try {
        component.stop();
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, "Stopping " + component.name() + " failed", e);
      }
    }
  }
}
