package io.binnacle.app;

import io.binnacle.registry.ResourceCatalog;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.Verb;
import io.binnacle.storage.StoreException;
import io.binnacle.storage.postgres.PostgresObjectStore;
import io.binnacle.storage.postgres.ViewedResource;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Keeps the database's views of kinds current: custom resources come and go. */
@Dependent
public class SqlViewsComponent implements Component {
  private static final System.Logger LOG = System.getLogger(SqlViewsComponent.class.getName());
  private static final Duration INTERVAL = Duration.ofSeconds(2);
  private static final int AFTER_CUSTOM_RESOURCES = 900;

  private final ServerConfiguration configuration;
  private final Provider<PostgresObjectStore> store;
  private final Provider<ResourceCatalog> catalog;
  private final PeriodicTask upkeep;
  private volatile long generation = -1;

  @Inject
  public SqlViewsComponent(
      ServerConfiguration configuration,
      Provider<PostgresObjectStore> store,
      Provider<ResourceCatalog> catalog,
      Clock clock) {
    this.configuration = configuration;
    this.store = store;
    this.catalog = catalog;
    this.upkeep = PeriodicTask.onVirtualThreads("upkeep of SQL views", INTERVAL, clock, this::keep);
  }

  @Override
  public String name() {
    return "sql-views";
  }

  @Override
  public int order() {
    return AFTER_CUSTOM_RESOURCES;
  }

  @Override
  public boolean isEnabled() {
    return configuration.isControlPlane();
  }

  @Override
  public void start() {
    // The first tick makes them: a start does not wait for what only SQL tools need.
  }

  @Override
  public void tick() {
    upkeep.tick();
  }

  private void keep() {
    long newest = catalog.get().generation();
    if (newest == generation) {
      return;
    }
    try {
      store.get().showAsViews(resources());
    } catch (StoreException e) {
      // The API does not depend on them; the next change of a kind tries again.
      LOG.log(Level.WARNING, "The SQL views cannot be made: {0}", e.getMessage());
    }
    generation = newest;
  }

  private List<ViewedResource> resources() {
    return catalog.get().all().stream()
        .filter(definition -> definition.stored().equals(definition))
        .filter(definition -> definition.verbs().contains(Verb.LIST))
        .map(SqlViewsComponent::viewed)
        .toList();
  }

  private static ViewedResource viewed(ResourceDefinition definition) {
    return new ViewedResource(
        definition.groupResource(), definition.namespaced(), definition.isCustom());
  }

  @Override
  public void stop() {
    // The views stay.
  }
}
