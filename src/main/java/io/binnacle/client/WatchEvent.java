package io.binnacle.client;

import io.binnacle.apimachinery.meta.ApiObject;

/** One event of a watch. A BOOKMARK's object holds nothing but its kind and a resourceVersion. */
public record WatchEvent(Type type, ApiObject object) {
  /** What happened. */
  public enum Type {
    ADDED,
    MODIFIED,
    DELETED,
    BOOKMARK
  }
}
