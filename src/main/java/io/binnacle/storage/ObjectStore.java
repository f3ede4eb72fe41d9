package io.binnacle.storage;

import io.binnacle.apimachinery.meta.GroupResource;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * The store of all API objects: one totally ordered log of revisions, and the state at each
 * retained revision. Revisions are commit order: who has seen revision N has seen all that was
 * committed before it.
 *
 * <p>Every method may be called from any thread and returns at once, except {@link #watch} where
 * noted; results complete on the store's threads, so a continuation must not block. What goes wrong
 * completes the stage with {@link StoreException}, or with the {@code ApiException} of a guard.
 * Every implementation passes {@code ObjectStoreContract}.
 */
public interface ObjectStore extends AutoCloseable {

  /**
   * Commits a group: all of it or nothing. The result is readable and delivered to watches of this
   * store when the stage completes. A full queue refuses at once with OVERLOADED; what the log
   * cannot keep, such as a name that is too long, with an {@code ApiException} of code 400.
   */
  CompletionStage<CommitResult> commit(MutationGroup group);

  /** The newest state this server knows: may lag behind commits of other servers; never waits. */
  Snapshot cached();

  /**
   * A state at least as new as every commit that was acknowledged before the call, on whichever
   * server.
   */
  CompletionStage<Snapshot> latest();

  /**
   * A state at least as new as the revision; REVISION_TOO_NEW when it does not come within the
   * time.
   */
  CompletionStage<Snapshot> notOlderThan(long revision, Duration timeout);

  /** The state exactly at a retained revision; REVISION_TOO_OLD where it is no longer retained. */
  CompletionStage<Snapshot> at(long revision);

  /**
   * Delivers every change of a resource after a revision, none twice, in order, none missing.
   *
   * @param namespace only this namespace; empty for all
   * @param afterRevision the first change delivered has a greater revision
   * @throws StoreException REVISION_TOO_OLD where the log no longer reaches back so far
   */
  WatchSubscription watch(
      GroupResource resource, String namespace, long afterRevision, WatchListener listener);

  /** What was, as far as it is retained. */
  StoreHistory history();

  /** A draft on a state at least as new as every commit that was acknowledged before the call. */
  CompletionStage<StoreDraft> draft();

  /**
   * Whether commits here are kept back, as those of a {@link StoreDraft}: then even what is only
   * tried is committed.
   */
  default boolean keepsBack() {
    return false;
  }

  /** Whether the database answered lately and this server's cache is filled: readiness. */
  boolean isReady();

  /** Stops accepting commits, finishes those under way, ends all watches. */
  @Override
  void close();
}
