package io.binnacle.registry;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.storage.StoredObject;

/**
 * Receives the events of a watch, after selectors. Called by one thread at a time, in order; never
 * blocks: it buffers, and when its bounded buffer is full it ends the watch.
 */
public interface WatchSink {
  /** What happened, as the watcher's selectors see it. */
  enum EventType {
    ADDED,
    MODIFIED,
    DELETED
  }

  /** An event; {@code object} carries the revision of the change also for a deletion. */
  void onEvent(EventType type, StoredObject object);

  /**
   * The state that the watch began with has been delivered, as of the revision; from now on come
   * changes. Called at most once, before any change, and only for a watch that begins with a state.
   */
  default void onSynced(long revision) {}

  /**
   * All up to the revision has been delivered. {@code initialEventsEnd} marks the end of the
   * initial list.
   */
  void onBookmark(long revision, boolean initialEventsEnd);

  /** The watch is over because its resource is no longer served: there is nothing to tell. */
  default void onEnd() {
    onError(ApiException.expired("the resource is no longer served"));
  }

  /** The watch is over. Expired (410) tells the client to list anew. */
  void onError(ApiException error);
}
