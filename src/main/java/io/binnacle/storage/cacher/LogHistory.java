package io.binnacle.storage.cacher;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.storage.ObjectVersion;
import io.binnacle.storage.StoredObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Questions about the past to a log. Its methods block, are called by one thread at a time and
 * throw {@link io.binnacle.storage.StoreException} UNAVAILABLE when the log cannot be reached.
 */
public interface LogHistory {
  /** Of a log that remembers no more than the cache does. */
  LogHistory NONE =
      new LogHistory() {
        @Override
        public OptionalLong revisionAt(Instant moment) {
          return OptionalLong.empty();
        }

        @Override
        public Optional<List<StoredObject>> objectsAt(GroupResource resource, long revision) {
          return Optional.empty();
        }

        @Override
        public List<ObjectVersion> lineage(long revision) {
          return List.of();
        }
      };

  /**
   * The newest revision that was committed at a moment or before.
   *
   * @return empty where that is not known, or not any more
   */
  OptionalLong revisionAt(Instant moment);

  /**
   * The objects of one resource as they were at a revision, in any order.
   *
   * @return empty where changes since then are compacted away
   */
  Optional<List<StoredObject>> objectsAt(GroupResource resource, long revision);

  /**
   * The version of a revision and those that it followed from, the newest first, as far as they are
   * retained, back to the creation of the object.
   */
  List<ObjectVersion> lineage(long revision);
}
