package io.binnacle.client;

/** An open watch. */
public interface WatchHandle extends AutoCloseable {
  /**
   * Ends the watch; no event is delivered once this returns, except for a call under way.
   * Idempotent.
   */
  @Override
  void close();
}
