package io.binnacle.apiserver.aggregation;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.storage.Change;
import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.StoreException;
import io.binnacle.storage.WatchListener;
import io.binnacle.storage.WatchSubscription;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Follows the changes of one resource for as long as it is open, whatever ends a watch. */
final class ResourceFollower implements WatchListener, AutoCloseable {
  private final ObjectStore store;
  private final GroupResource resource;
  private final Consumer<Change> listener;
  private final Runnable missed;
  private final Executor executor;
  private @Nullable WatchSubscription subscription;
  private boolean closed;

  /**
   * @param listener is called on the store's thread and must be quick
   * @param missed is called, on the executor, after changes that nobody told of
   */
  ResourceFollower(
      ObjectStore store,
      GroupResource resource,
      Consumer<Change> listener,
      Runnable missed,
      Executor executor) {
    this.store = store;
    this.resource = resource;
    this.listener = listener;
    this.missed = missed;
    this.executor = executor;
  }

  synchronized void start() {
    if (!closed) {
      subscription = store.watch(resource, "", store.cached().revision(), this);
    }
  }

  @Override
  public void onChange(Change change) {
    listener.accept(change);
  }

  @Override
  public void onProgress(long revision) {
    // Only changes matter.
  }

  @Override
  public void onClosed(StoreException reason) {
    if (reason.reason() == StoreException.Reason.REVISION_TOO_OLD) {
      executor.execute(() -> {
        start();
        missed.run();
      });
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    WatchSubscription open = subscription;
    if (open != null) {
      open.close();
    }
  }
}
