package io.binnacle.app;

import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.postgres.PostgresObjectStore;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;

/** Opens the store, which fills its cache, and has its log compacted now and then. */
@Dependent
public class StoreComponent implements Component {
  private static final System.Logger LOG = System.getLogger(StoreComponent.class.getName());
  private static final Duration COMPACTION_INTERVAL = Duration.ofMinutes(1);

  private final ServerConfiguration configuration;
  private final Provider<PostgresObjectStore> store;
  private final Clock clock;
  private final AtomicBoolean compacting = new AtomicBoolean();
  private volatile Instant nextCompaction;

  @Inject
  public StoreComponent(
      ServerConfiguration configuration, Provider<PostgresObjectStore> store, Clock clock) {
    this.configuration = configuration;
    this.store = store;
    this.clock = clock;
    this.nextCompaction = clock.instant().plus(COMPACTION_INTERVAL);
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
    ObjectStore opened = store.get();
    LOG.log(Level.INFO, "The store is open at revision {0}", opened.cached().revision());
  }

  @Override
  public void tick() {
    if (clock.instant().isBefore(nextCompaction) || !compacting.compareAndSet(false, true)) {
      return;
    }
    nextCompaction = clock.instant().plus(COMPACTION_INTERVAL);
    Thread.ofVirtual()
        .name("compaction")
        .start(() -> {
          try {
            store.get().compact();
          } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "Compaction failed; it is tried again later", e);
          } finally {
            compacting.set(false);
          }
        });
  }

  @Override
  public void stop() {
    store.get().close();
  }
}
