package io.binnacle.storage;

import java.util.Optional;

/**
 * Receives the changes of one watch. Called by one thread at a time, in revision order, and
 * quickly: an implementation hands over to a bounded buffer and never blocks; when its buffer is
 * full it closes its subscription.
 */
public interface WatchListener {
  /**
   * What all changes have in common that this watch wants, where there is such a thing. Asked for
   * when the watch opens; the store may, but need not, leave other changes out.
   */
  default Optional<WatchInterest> interest() {
    return Optional.empty();
  }

  /** A change of the watched resource and namespace. */
  void onChange(Change change);

  /**
   * All changes up to this revision have been delivered: material for bookmarks. Comes at least
   * every few seconds.
   */
  void onProgress(long revision);

  /** The watch has ended and nothing follows; REVISION_TOO_OLD where the client must list anew. */
  void onClosed(StoreException reason);
}
