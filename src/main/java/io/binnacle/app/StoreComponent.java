package io.binnacle.app;

import io.binnacle.registry.ResourceCatalog;
import io.binnacle.storage.postgres.PostgresObjectStore;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** Opens the store, which fills its cache, and has its log compacted now and then. */
@Dependent
public class StoreComponent implements Component {
  private static final System.Logger LOG = System.getLogger(StoreComponent.class.getName());
  private static final Duration COMPACTION_INTERVAL = Duration.ofMinutes(1);
  private static final Duration POSITION_INTERVAL = Duration.ofSeconds(5);

  private final ServerConfiguration configuration;
  private final Provider<PostgresObjectStore> store;
  private final Provider<ResourceCatalog> catalog;
  private final MetricRegistry metrics;
  private final PeriodicTask compaction;
  private final PeriodicTask position;

  @Inject
  public StoreComponent(
      ServerConfiguration configuration,
      Provider<PostgresObjectStore> store,
      Provider<ResourceCatalog> catalog,
      MetricRegistry metrics,
      Clock clock) {
    this.configuration = configuration;
    this.store = store;
    this.catalog = catalog;
    this.metrics = metrics;
    this.compaction =
        PeriodicTask.onVirtualThreads(
            "compaction", COMPACTION_INTERVAL, clock, () -> store.get().compact());
    this.position =
        PeriodicTask.onVirtualThreads(
            "keeping of the store's position",
            POSITION_INTERVAL,
            clock,
            () -> store.get().keepPosition());
  }

  @Override
  public String name() {
    return "store";
  }

  @Override
  public int order() {
    return 100;
  }

  @Override
  public boolean isEnabled() {
    return configuration.isControlPlane();
  }

  @Override
  public void start() {
    PostgresObjectStore opened = store.get();
    StoreMetrics.publish(opened, catalog.get(), new Gauges(metrics));
    LOG.log(Level.INFO, "The store is open at revision {0}", opened.cached().revision());
  }

  @Override
  public void tick() {
    compaction.tick();
    position.tick();
  }

  @Override
  public void stop() {
    store.get().close();
  }
}
