package io.binnacle.registry.apiextensions.customresource;

import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.Conditions;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.extension.WebhookClient;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.apiextensions.customresourcedefinition.CustomResourceDefinitionResource;
import io.binnacle.registry.generic.DefaultResourceCatalog;
import io.binnacle.schema.Schema;
import io.binnacle.schema.SchemaEngine;
import io.binnacle.storage.Change;
import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.Snapshot;
import io.binnacle.storage.StoreException;
import io.binnacle.storage.StoredObject;
import io.binnacle.storage.WatchListener;
import io.binnacle.storage.WatchSubscription;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the catalog's custom resources as the established CustomResourceDefinitions say, whichever
 * server wrote them: it follows the store. The work is done by one thread of the executor at a
 * time, and a definition is compiled once for each of its generations.
 */
public final class CustomResources implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(CustomResources.class.getName());
  private static final GroupResource DEFINITIONS = CustomResourceDefinitionResource.DEFINITIONS;

  private final ObjectStore store;
  private final DefaultResourceCatalog catalog;
  private final Compiler compiler;
  private final Consumer<GroupResource> removed;
  private final Executor executor;
  private final AtomicInteger changes = new AtomicInteger();
  private Map<String, CompiledDefinition> compiled = Map.of();
  private volatile @Nullable WatchSubscription subscription;

  /** What definitions are compiled with. */
  public record Compiler(Schema objectMetadata, SchemaEngine engine, WebhookClient webhooks) {
    CompiledDefinition compile(ApiObject definition) {
      return CompiledDefinition.of(definition, this);
    }
  }

  /**
   * @param removed is told of resources that are served no longer, to end their watches
   */
  public CustomResources(
      ObjectStore store,
      DefaultResourceCatalog catalog,
      Compiler compiler,
      Consumer<GroupResource> removed,
      Executor executor) {
    this.store = store;
    this.catalog = catalog;
    this.compiler = compiler;
    this.removed = removed;
    this.executor = executor;
  }

  /** Takes up what is defined, and follows from then on. */
  public synchronized void start() {
    Snapshot state = store.cached();
    refresh(state);
    subscription = store.watch(DEFINITIONS, "", state.revision(), new Follower());
  }

  @Override
  public void close() {
    WatchSubscription open = subscription;
    if (open != null) {
      open.close();
    }
  }

  private void changed() {
    if (changes.getAndIncrement() == 0) {
      executor.execute(this::catchUp);
    }
  }

  /** However many changes came meanwhile, the newest state has them all. */
  private void catchUp() {
    int seen;
    do {
      seen = changes.get();
      try {
        refresh(store.cached());
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "The custom resources could not be brought up to date", e);
      }
    } while (changes.addAndGet(-seen) != 0);
  }

  private synchronized void refresh(Snapshot state) {
    Map<String, CompiledDefinition> next = new HashMap<>();
    List<ResourceDefinition> served = new ArrayList<>();
    Iterator<StoredObject> definitions = state.list(DEFINITIONS, "", null);
    while (definitions.hasNext()) {
      ApiObject definition = definitions.next().object();
      if (Conditions.isTrue(definition.tree(), "Established")) {
        compiled(definition)
            .ifPresent(current -> {
              next.put(definition.name(), current);
              served.addAll(current.versions());
            });
      }
    }
    if (next.equals(compiled)) {
      return;
    }
    Set<GroupResource> gone = resources(compiled);
    gone.removeAll(resources(next));
    compiled = next;
    catalog.replaceCustomResources(served);
    gone.forEach(removed);
  }

  private Optional<CompiledDefinition> compiled(ApiObject definition) {
    CompiledDefinition known = compiled.get(definition.name());
    if (known != null && known.era().equals(CompiledDefinition.era(definition))) {
      return Optional.of(known);
    }
    try {
      return Optional.of(compiler.compile(definition));
    } catch (RuntimeException e) {
      // One definition that is beyond this server must not keep it from serving the others.
      LOG.log(Level.ERROR, "The custom resource " + definition.name() + " is not served", e);
      return Optional.empty();
    }
  }

  private static Set<GroupResource> resources(Map<String, CompiledDefinition> compiled) {
    Set<GroupResource> resources = new HashSet<>();
    compiled
        .values()
        .forEach(definition ->
            definition.versions().forEach(version -> resources.add(version.groupResource())));
    return resources;
  }

  private final class Follower implements WatchListener {
    @Override
    public void onChange(Change change) {
      changed();
    }

    @Override
    public void onProgress(long revision) {
      // Only changes matter.
    }

    @Override
    public void onClosed(StoreException reason) {
      if (reason.reason() == StoreException.Reason.REVISION_TOO_OLD) {
        executor.execute(CustomResources.this::start);
      }
    }
  }
}
