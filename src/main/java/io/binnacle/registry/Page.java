package io.binnacle.registry;

import io.binnacle.storage.StoredObject;
import java.util.Iterator;
import java.util.OptionalLong;

/**
 * A consistent list, or a page of one.
 *
 * @param revision the list's resourceVersion
 * @param items lazily filtered: walk it once
 * @param next gives, once the items are walked, the continue token, empty at the end of the list
 */
public record Page(long revision, Iterator<StoredObject> items, Next next) {
  /** What is known once the items are walked. */
  public interface Next {
    String continueToken();

    /** How many items follow the page; empty where selectors make that unknown. */
    OptionalLong remainingItemCount();
  }
}
