package io.binnacle.registry;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.storage.StoredObject;
import java.util.Iterator;

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
   * The state that the watch begins with, for a watch that does: called at most once and before all
   * else, perhaps on a thread of the store. A sink that cannot take all at once keeps the iterator,
   * which reads from an immutable snapshot, and takes the objects when it can, on any thread, one
   * at a time; the changes that are told meanwhile come behind them.
   *
   * @param objects what is there and selected, each to be told as added
   * @param revision of the state
   * @param initialEventsEnd whether the client asked for a bookmark that marks the state's end
   */
  default void onState(Iterator<StoredObject> objects, long revision, boolean initialEventsEnd) {
    objects.forEachRemaining(object -> onEvent(EventType.ADDED, object));
    if (initialEventsEnd) {
      onBookmark(revision, true);
    }
  }

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
