package io.binnacle.storage;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The past of a store, as far as its log is retained: what this server has in memory at once, what
 * is older from the log. Methods return at once, from any thread; too many questions at a time fail
 * with OVERLOADED.
 */
public interface StoreHistory {

  /**
   * The newest revision that was committed at a moment or before.
   *
   * @return fails with REVISION_TOO_OLD where that is not known any more
   */
  CompletionStage<Long> revisionAt(Instant moment);

  /**
   * A state that tells of one resource as it was exactly at a revision; what it says of others does
   * not count.
   *
   * @return fails with REVISION_TOO_OLD where that is compacted away, REVISION_TOO_NEW where it has
   *     not come yet
   */
  CompletionStage<Snapshot> at(GroupResource resource, long revision);

  /**
   * The retained versions of an object, the newest first; empty where none of that name is known.
   * Those of an object that was deleted, or deleted and made anew, reach as far as this server's
   * memory; those of one that lives, as far as the log.
   */
  CompletionStage<List<ObjectVersion>> versions(GroupResource resource, ObjectKey key);
}
