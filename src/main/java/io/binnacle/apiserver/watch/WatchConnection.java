package io.binnacle.apiserver.watch;

import java.io.IOException;

/**
 * The way of one watch's frames to its client. Used by one thread at a time. When {@link #isReady}
 * says no, the watch's {@link WatchStream#onWritePossible} is called once more can be taken, from
 * whichever thread.
 */
interface WatchConnection {
  /** Whether a frame can be written without waiting for the client. */
  boolean isReady();

  /** Takes a frame; only after {@link #isReady} has said yes. */
  void write(byte[] frame) throws IOException;

  /** Sends what has been written. */
  void flush() throws IOException;

  /** Ends the connection in order. */
  void complete();
}
