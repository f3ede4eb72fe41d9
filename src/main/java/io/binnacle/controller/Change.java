package io.binnacle.controller;

import io.binnacle.apimachinery.meta.ApiObject;
import org.jspecify.annotations.Nullable;

/**
 * What an informer saw. A resync shows an object as it is, once as before and once as after.
 *
 * @param before null for a new object
 * @param after null for an object that is gone
 */
public record Change(@Nullable ApiObject before, @Nullable ApiObject after) {
  /** The newest state that is known. */
  public ApiObject object() {
    if (after != null) {
      return after;
    }
    if (before != null) {
      return before;
    }
    throw new IllegalStateException("a change of nothing");
  }

  public boolean isCreation() {
    return before == null;
  }

  public boolean isDeletion() {
    return after == null;
  }
}
