package io.binnacle.registry.generic;

import io.binnacle.registry.Page;
import java.util.OptionalLong;

/** What follows a page of a list. */
final class Pages {
  /** The list is complete. */
  static final Page.Next END =
      new Page.Next() {
        @Override
        public String continueToken() {
          return "";
        }

        @Override
        public OptionalLong remainingItemCount() {
          return OptionalLong.empty();
        }
      };

  private Pages() {}
}
