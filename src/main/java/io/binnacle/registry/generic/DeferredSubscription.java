package io.binnacle.registry.generic;

import io.binnacle.storage.WatchSubscription;
import org.jspecify.annotations.Nullable;

/** A watch that opens once the state that it starts from is known; it may be closed before. */
final class DeferredSubscription implements WatchSubscription {
  private @Nullable WatchSubscription opened;
  private boolean closed;

  void opened(WatchSubscription subscription) {
    boolean tooLate;
    synchronized (this) {
      opened = subscription;
      tooLate = closed;
    }
    if (tooLate) {
      subscription.close();
    }
  }

  synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    WatchSubscription subscription;
    synchronized (this) {
      closed = true;
      subscription = opened;
    }
    if (subscription != null) {
      subscription.close();
    }
  }
}
