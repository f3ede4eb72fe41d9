package io.binnacle.apiserver.inprocess;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apiserver.ApiResult;
import io.binnacle.client.WatchEvent;
import io.binnacle.client.WatchHandle;
import io.binnacle.client.WatchHandler;
import io.binnacle.registry.WatchSink;
import io.binnacle.storage.StoredObject;
import io.binnacle.storage.WatchSubscription;
import java.util.Iterator;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A watch within the process. Events wait in a bounded queue for a virtual thread that calls the
 * handler, which so may block; a handler that stays behind loses its watch, as a slow client does.
 */
final class InProcessWatch implements WatchSink, WatchHandle, Runnable {
  private static final int CAPACITY = 100_000;

  private sealed interface Signal {
    record State(Iterator<StoredObject> objects, long revision, boolean initialEventsEnd)
        implements Signal {}

    record Event(WatchEvent event) implements Signal {}

    record End(@Nullable ApiException reason) implements Signal {}
  }

  private final WatchHandler handler;
  private final String kind;
  private final boolean metadataOnly;
  private final BlockingQueue<Signal> queue = new ArrayBlockingQueue<>(CAPACITY);
  private final AtomicReference<@Nullable Signal> end = new AtomicReference<>();
  private final AtomicReference<@Nullable WatchSubscription> subscription = new AtomicReference<>();
  private final Thread thread;

  private InProcessWatch(WatchHandler handler, String kind, boolean metadataOnly) {
    this.handler = handler;
    this.metadataOnly = metadataOnly;
    this.kind = kind;
    this.thread = Thread.ofVirtual().name("watch-" + kind).unstarted(this);
  }

  static InProcessWatch open(
      ApiResult.WatchResult result, WatchHandler handler, boolean metadataOnly) {
    InProcessWatch watch =
        new InProcessWatch(handler, result.scope().definition().kind(), metadataOnly);
    watch.subscription.set(result.open().apply(watch));
    watch.thread.start();
    return watch;
  }

  @Override
  public void onState(Iterator<StoredObject> objects, long revision, boolean initialEventsEnd) {
    offer(new Signal.State(objects, revision, initialEventsEnd));
  }

  @Override
  public void onEvent(EventType type, StoredObject object) {
    WatchEvent.Type eventType =
        switch (type) {
          case ADDED -> WatchEvent.Type.ADDED;
          case MODIFIED -> WatchEvent.Type.MODIFIED;
          case DELETED -> WatchEvent.Type.DELETED;
        };
    offer(new Signal.Event(new WatchEvent(eventType, shown(object))));
  }

  private ApiObject shown(StoredObject object) {
    return InProcessApiClient.shown(object, metadataOnly);
  }

  @Override
  public void onBookmark(long revision, boolean initialEventsEnd) {
    offer(new Signal.Event(bookmark(revision)));
  }

  private WatchEvent bookmark(long revision) {
    ObjectNode bookmark = Json.object();
    bookmark.put("kind", kind);
    bookmark.putObject("metadata").put("resourceVersion", Long.toString(revision));
    return new WatchEvent(WatchEvent.Type.BOOKMARK, ApiObject.of(bookmark));
  }

  private void offer(Signal signal) {
    if (end.get() == null && !queue.offer(signal)) {
      finish(ApiException.expired("the watch fell too far behind; list and watch anew"));
    }
  }

  @Override
  public void onError(ApiException error) {
    finish(error);
  }

  @Override
  public void close() {
    finish(null);
  }

  private void finish(@Nullable ApiException reason) {
    if (end.compareAndSet(null, new Signal.End(reason))) {
      WatchSubscription open = subscription.getAndSet(null);
      if (open != null) {
        open.close();
      }
      if (reason == null) {
        queue.clear();
      }
      // Wakes the thread; a full queue needs no waking, since the thread looks for the end after
      // each event.
      queue.offer(java.util.Objects.requireNonNull(end.get()));
    }
  }

  private void handle(Signal.State state) {
    while (end.get() == null && state.objects().hasNext()) {
      ApiObject object = shown(state.objects().next());
      handler.onEvent(new WatchEvent(WatchEvent.Type.ADDED, object));
    }
    if (end.get() == null && state.initialEventsEnd()) {
      handler.onEvent(bookmark(state.revision()));
    }
  }

  @Override
  public void run() {
    try {
      while (true) {
        Signal signal = end.get() != null && queue.isEmpty() ? end.get() : queue.take();
        switch (signal) {
          case Signal.State state -> handle(state);
          case Signal.Event event -> handler.onEvent(event.event());
          case Signal.End last -> {
            handler.onClose(last.reason());
            return;
          }
          case null -> throw new IllegalStateException("an ended watch has an end");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      handler.onClose(null);
    }
  }
}
