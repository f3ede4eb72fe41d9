package io.binnacle.client;

import io.binnacle.apimachinery.errors.ApiException;
import org.jspecify.annotations.Nullable;

/**
 * Receives a watch's events, one call at a time, in order. May block: the watch is then held back,
 * and may be dropped.
 */
public interface WatchHandler {
  void onEvent(WatchEvent event);

  /**
   * The watch has ended and nothing follows. Null when the server or {@code close()} ended it in
   * order; an Expired status (410) when the client must list anew; anything else when the
   * connection broke.
   */
  void onClose(@Nullable ApiException reason);
}
