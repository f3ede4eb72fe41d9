package io.binnacle.storage;

import java.util.concurrent.CompletionStage;

/**
 * A store whose commits are decided on one state and kept back until they are published, all of
 * them in one commit or none. Reads see what has been drafted; resourceVersions of what was drafted
 * are no real ones. There are no watches, and there is nothing to close: a draft that is dropped
 * leaves nothing.
 *
 * <p>For one thread at a time.
 */
public interface StoreDraft extends ObjectStore {

  /** The revision that the draft began from. */
  long baseRevision();

  /**
   * Commits all that was drafted. Fails with CONFLICT, NOT_FOUND or ALREADY_EXISTS when somebody
   * else has changed what it is based on: then it has to be drafted anew.
   *
   * @return the versions of the objects that were written, in the order of the commit, and its
   *     revision; the base revision where there was nothing to write
   */
  CompletionStage<CommitResult> publish();

  /** A dry run may commit here: what follows it in the draft shall see it. */
  @Override
  default boolean keepsBack() {
    return true;
  }
}
