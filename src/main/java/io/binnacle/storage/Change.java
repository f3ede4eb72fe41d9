package io.binnacle.storage;

import org.jspecify.annotations.Nullable;

/**
 * One entry of the log: an object got a new version, or was deleted.
 *
 * @param revision of the change; strictly increasing over the whole log
 * @param current the new version; for a deletion the last state, with the revision of the deletion
 * @param previous the version before, null for a creation: a selector needs it to see an object
 *     leave its selection
 */
public record Change(
    long revision, boolean deletion, StoredObject current, @Nullable StoredObject previous) {
  /** All have been told: what is no longer there is history. */
  public void retire() {
    if (previous != null) {
      previous.becomeHistory();
    }
    if (deletion) {
      current.becomeHistory();
    }
  }
}
