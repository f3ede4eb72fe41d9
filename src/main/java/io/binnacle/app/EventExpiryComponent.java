package io.binnacle.app;

import io.binnacle.storage.EventConfiguration;
import io.binnacle.storage.ExpiredEvents;
import io.binnacle.storage.ObjectStore;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Lets Events go when their time is over. Every server does it: none minds another's deletions. */
@Dependent
public class EventExpiryComponent implements Component {
  private static final System.Logger LOG = System.getLogger(EventExpiryComponent.class.getName());
  private static final Duration INTERVAL = Duration.ofSeconds(30);

  private final ServerConfiguration server;
  private final EventConfiguration configuration;
  private final Provider<ObjectStore> store;
  private final Clock clock;
  private volatile @Nullable PeriodicTask expiry;

  @Inject
  public EventExpiryComponent(
      ServerConfiguration server,
      EventConfiguration configuration,
      Provider<ObjectStore> store,
      Clock clock) {
    this.server = server;
    this.configuration = configuration;
    this.store = store;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "event-expiry";
  }

  @Override
  public int order() {
    return 150;
  }

  @Override
  public boolean isEnabled() {
    return server.isControlPlane() && !configuration.ttl().isZero();
  }

  @Override
  public void start() {
    ExpiredEvents events = new ExpiredEvents(store.get(), configuration.ttl(), clock);
    expiry =
        PeriodicTask.onVirtualThreads(
            "expiry of events",
            INTERVAL,
            clock,
            () -> {
              int deleted = events.deleteExpired().toCompletableFuture().join();
              LOG.log(Level.DEBUG, "Deleted {0} events that had expired", deleted);
            });
  }

  @Override
  public void tick() {
    PeriodicTask task = expiry;
    if (task != null) {
      task.tick();
    }
  }

  @Override
  public void stop() {
    expiry = null;
  }
}
