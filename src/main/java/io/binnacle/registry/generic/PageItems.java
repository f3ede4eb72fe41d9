package io.binnacle.registry.generic;

import io.binnacle.registry.Page;
import io.binnacle.storage.StoredObject;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** The selected objects of a walk, at most as many as a page holds. One walk, one thread. */
final class PageItems implements Iterator<StoredObject> {
  private final Iterator<StoredObject> candidates;
  private final Selection selection;
  private final int limit;
  private int given;
  private @Nullable StoredObject next;
  private @Nullable StoredObject last;

  PageItems(Iterator<StoredObject> candidates, Selection selection, int limit) {
    this.candidates = candidates;
    this.selection = selection;
    this.limit = limit;
  }

  @Override
  public boolean hasNext() {
    return (limit == 0 || given < limit) && advance();
  }

  @Override
  public StoredObject next() {
    StoredObject item = hasNext() ? next : null;
    if (item == null) {
      throw new NoSuchElementException();
    }
    next = null;
    last = item;
    given++;
    return item;
  }

  private boolean advance() {
    while (next == null && candidates.hasNext()) {
      StoredObject candidate = candidates.next();
      if (selection.matches(candidate)) {
        next = candidate;
      }
    }
    return next != null;
  }

  /** What follows the page. */
  Page.Next next(long revision, long seen, IntSupplier total) {
    return new Page.Next() {
      @Override
      public String continueToken() {
        StoredObject end = last;
        return end != null && advance()
            ? new ContinueToken(revision, end.key(), seen + given).text()
            : "";
      }

      @Override
      public OptionalLong remainingItemCount() {
        return selection.isEverything() && advance()
            ? OptionalLong.of(Math.max(1, total.getAsInt() - seen - given))
            : OptionalLong.empty();
      }
    };
  }
}
