package io.binnacle.client;

import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The informer over one {@link Reflector}. One lock makes a change of the cache and what the
 * handlers are told of it one step, so each handler is told of each change once and in order, also
 * a handler that is added meanwhile. Lookups do not take that lock.
 */
final class SharedIndexInformer implements SharedInformer, Reflector.Target {
  private static final Logger LOG = System.getLogger(SharedIndexInformer.class.getName());

  private final GroupVersionResource resource;
  private final Indexer indexer = new Indexer();
  private final Reflector reflector;
  private final ReentrantLock order = new ReentrantLock();
  private final List<ResourceEventHandler> handlers = new ArrayList<>();
  private volatile boolean synced;

  SharedIndexInformer(
      GroupVersionResource resource, Function<Reflector.Target, Reflector> reflector) {
    this.resource = resource;
    this.reflector = reflector.apply(this);
  }

  @Override
  public void addIndexer(String index, Function<ApiObject, List<String>> values) {
    indexer.addIndexer(index, values);
  }

  @Override
  public void addHandler(ResourceEventHandler handler) {
    order.lock();
    try {
      indexer
          .list("", LabelSelector.everything())
          .forEach(object -> tellOne(handler, told -> told.onAdd(object)));
      handlers.add(handler);
    } finally {
      order.unlock();
    }
  }

  @Override
  public Lister lister() {
    return indexer;
  }

  @Override
  public void start() {
    reflector.start();
  }

  @Override
  public boolean hasSynced() {
    return synced;
  }

  @Override
  public void close() {
    reflector.close();
  }

  // What the reflector sees

  @Override
  public void replace(List<ApiObject> items) {
    order.lock();
    try {
      Set<ObjectKey> present = new HashSet<>();
      for (ApiObject item : items) {
        present.add(item.key());
        upsert(item);
      }
      for (ApiObject cached : indexer.list("", LabelSelector.everything())) {
        if (!present.contains(cached.key())) {
          delete(cached);
        }
      }
      synced = true;
    } finally {
      order.unlock();
    }
  }

  @Override
  public void apply(WatchEvent event) {
    order.lock();
    try {
      switch (event.type()) {
        case ADDED, MODIFIED -> upsert(event.object());
        case DELETED -> delete(event.object());
        case BOOKMARK -> {}
      }
    } finally {
      order.unlock();
    }
  }

  private void upsert(ApiObject object) {
    ApiObject old = indexer.get(object.key()).orElse(null);
    if (old == null) {
      indexer.put(object);
      tell(handler -> handler.onAdd(object));
    } else if (!old.uid().equals(object.uid())) {
      // Deleted and made anew while nobody watched: two objects that happen to share a name.
      indexer.remove(old.key());
      tell(handler -> handler.onDelete(old));
      indexer.put(object);
      tell(handler -> handler.onAdd(object));
    } else if (!old.resourceVersion().equals(object.resourceVersion())) {
      indexer.put(object);
      tell(handler -> handler.onUpdate(old, object));
    }
  }

  private void delete(ApiObject last) {
    if (indexer.remove(last.key()) != null) {
      tell(handler -> handler.onDelete(last));
    }
  }

  private void tell(Consumer<ResourceEventHandler> what) {
    for (ResourceEventHandler handler : List.copyOf(handlers)) {
      tellOne(handler, what);
    }
  }

  /** One handler's failure must keep neither the others nor the cache from going on. */
  private void tellOne(ResourceEventHandler handler, Consumer<ResourceEventHandler> what) {
    try {
      what.accept(handler);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "A handler of " + resource + " failed", e);
    }
  }
}
