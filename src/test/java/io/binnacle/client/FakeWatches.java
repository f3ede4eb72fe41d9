package io.binnacle.client;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.apimachinery.runtime.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The change log and the open watches of a {@link FakeApiClient}. Events are delivered on the
 * thread of the write, before the write returns; a write inside a handler is delivered once the
 * outermost delivery gets to it, so every watch sees the log's order.
 */
final class FakeWatches {
  /** One change; {@code before} is null for a creation, {@code after} for a deletion. */
  record Change(
      long version,
      GroupVersionResource resource,
      @Nullable ApiObject before,
      @Nullable ApiObject after,
      @Nullable ApiObject last) {}

  private final class Watch implements WatchHandle {
    private final GroupVersionResource resource;
    private final ListOptions options;
    private final WatchHandler handler;
    private volatile boolean open = true;

    Watch(GroupVersionResource resource, ListOptions options, WatchHandler handler) {
      this.resource = resource;
      this.options = options;
      this.handler = handler;
    }

    void deliver(Change change) {
      if (!open || !change.resource().groupResource().equals(resource.groupResource())) {
        return;
      }
      boolean was = change.before() != null && FakeObjects.selected(change.before(), options);
      boolean is = change.after() != null && FakeObjects.selected(change.after(), options);
      if (is) {
        WatchEvent.Type type = was ? WatchEvent.Type.MODIFIED : WatchEvent.Type.ADDED;
        handler.onEvent(new WatchEvent(type, options.shown(change.after())));
      } else if (was) {
        ApiObject gone = change.after() != null ? change.after() : change.last();
        handler.onEvent(new WatchEvent(WatchEvent.Type.DELETED, options.shown(gone)));
      }
    }

    void end(@Nullable ApiException reason) {
      if (open) {
        open = false;
        watches.remove(this);
        handler.onClose(reason);
      }
    }

    @Override
    public void close() {
      end(null);
    }
  }

  private final List<Change> log = new ArrayList<>();
  private final List<Watch> watches = new CopyOnWriteArrayList<>();
  private final Queue<Runnable> deliveries = new ArrayDeque<>();
  private long compactedTo;
  private boolean delivering;

  synchronized void add(Change change) {
    log.add(change);
    for (Watch watch : watches) {
      deliveries.add(() -> watch.deliver(change));
    }
  }

  /** Opens a watch behind a version; its events come with the next {@link #deliver()}. */
  synchronized WatchHandle open(
      GroupVersionResource resource,
      ListOptions options,
      WatchHandler handler,
      long version,
      List<ApiObject> initial) {
    if (version < compactedTo) {
      throw ApiException.expired("too old resource version: " + version + " (" + compactedTo + ")");
    }
    Watch watch = new Watch(resource, options, handler);
    for (ApiObject object : initial) {
      deliveries.add(() -> {
        if (watch.open) {
          handler.onEvent(new WatchEvent(WatchEvent.Type.ADDED, object));
        }
      });
    }
    for (Change change : log) {
      if (change.version() > version) {
        deliveries.add(() -> watch.deliver(change));
      }
    }
    watches.add(watch);
    return watch;
  }

  /** Delivers what waits, unless an outer call on the way is doing so. */
  void deliver() {
    synchronized (this) {
      if (delivering) {
        return;
      }
      delivering = true;
    }
    try {
      Runnable next;
      while ((next = next()) != null) {
        next.run();
      }
    } finally {
      synchronized (this) {
        delivering = false;
      }
    }
  }

  private synchronized @Nullable Runnable next() {
    return deliveries.poll();
  }

  synchronized void compact(long version) {
    compactedTo = version;
    log.clear();
  }

  void bookmark(long version) {
    for (Watch watch : watches) {
      var bookmark = Json.object();
      bookmark.putObject("metadata").put("resourceVersion", Long.toString(version));
      watch.handler.onEvent(new WatchEvent(WatchEvent.Type.BOOKMARK, ApiObject.of(bookmark)));
    }
  }

  void endAll(@Nullable ApiException reason) {
    List.copyOf(watches).forEach(watch -> watch.end(reason));
  }

  int count() {
    return watches.size();
  }
}
