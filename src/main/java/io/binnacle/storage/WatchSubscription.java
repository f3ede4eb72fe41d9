package io.binnacle.storage;

/** An open watch. */
public interface WatchSubscription extends AutoCloseable {
  /**
   * Ends the watch; the listener is not called any more once this returns, except for a call under
   * way. Idempotent.
   */
  @Override
  void close();
}
