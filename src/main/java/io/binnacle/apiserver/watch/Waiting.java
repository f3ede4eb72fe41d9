package io.binnacle.apiserver.watch;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.registry.WatchSink.EventType;
import io.binnacle.storage.StoredObject;

/**
 * What waits for a client to take it. It is encoded only then: until it is, an object that many
 * clients wait for is in the memory once.
 */
sealed interface Waiting {
  byte[] encode(FrameEncoder frames);

  /** About what it holds in memory. */
  default int bytes() {
    return 256;
  }

  /** A change. */
  record Event(EventType type, StoredObject object) implements Waiting {
    @Override
    public byte[] encode(FrameEncoder frames) {
      return frames.event(type, object, true);
    }

    @Override
    public int bytes() {
      return object.bytes().length;
    }
  }

  /** How far the client is. */
  record Bookmark(long revision, boolean initialEventsEnd) implements Waiting {
    @Override
    public byte[] encode(FrameEncoder frames) {
      return frames.bookmark(revision, initialEventsEnd);
    }
  }

  /** Why the watch ends. */
  record Failure(ApiException error) implements Waiting {
    @Override
    public byte[] encode(FrameEncoder frames) {
      return frames.error(error);
    }
  }
}
