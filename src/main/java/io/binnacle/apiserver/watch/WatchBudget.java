package io.binnacle.apiserver.watch;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What may wait in the buffers of all watches together: many clients that are slow at once must not
 * fill the memory. Streams report what they hold; when it is too much, those that hold more than a
 * little are ended. Safe for any thread.
 */
public final class WatchBudget {
  /** What a stream may hold in any case: one that keeps up holds no more for long. */
  private static final int ALWAYS_GRANTED_BYTES = 64 * 1024;

  private final long maxBytes;
  private final AtomicLong heldBytes = new AtomicLong();

  /**
   * @param maxBytes of all streams
   */
  public WatchBudget(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  void add(long bytes) {
    heldBytes.addAndGet(bytes);
  }

  void remove(long bytes) {
    heldBytes.addAndGet(-bytes);
  }

  /** Whether a stream that holds so much has to go. */
  boolean isTooMuch(long bytesOfStream) {
    return bytesOfStream > ALWAYS_GRANTED_BYTES && heldBytes.get() > maxBytes;
  }

  long heldBytes() {
    return heldBytes.get();
  }
}
