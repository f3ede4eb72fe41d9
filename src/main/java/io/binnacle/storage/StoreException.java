package io.binnacle.storage;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import org.jspecify.annotations.Nullable;

/**
 * Why the store did not do what it was asked. Nothing of the group took effect, except perhaps with
 * UNKNOWN_OUTCOME.
 */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of refusal or failure it was. */
  public enum Reason {
    ALREADY_EXISTS,
    NOT_FOUND,
    /** The object has another version than the one expected. */
    CONFLICT,
    /** The revision asked for is older than what is retained. */
    REVISION_TOO_OLD,
    /** The revision asked for lies in the future and did not come within the time allowed. */
    REVISION_TOO_NEW,
    /** The queue of writers is full; nothing was tried. */
    OVERLOADED,
    /** The database cannot be reached or refuses writes. */
    UNAVAILABLE,
    /** The database has no room on its disk for what was to be written; it can be read. */
    STORAGE_FULL,
    /**
     * The connection died in the commit and it could not be found out in time whether it took
     * effect.
     */
    UNKNOWN_OUTCOME
  }

  private final Reason reason;
  private final transient @Nullable GroupResource resource;
  private final transient @Nullable ObjectKey key;

  public StoreException(Reason reason, String message) {
    this(reason, message, null, null, null);
  }

  public StoreException(Reason reason, String message, @Nullable Throwable cause) {
    this(reason, message, null, null, cause);
  }

  public StoreException(Reason reason, GroupResource resource, ObjectKey key) {
    this(reason, reason + " " + resource + " " + key, resource, key, null);
  }

  private StoreException(
      Reason reason,
      String message,
      @Nullable GroupResource resource,
      @Nullable ObjectKey key,
      @Nullable Throwable cause) {
    super(message, cause, false, cause != null);
    this.reason = reason;
    this.resource = resource;
    this.key = key;
  }

  public Reason reason() {
    return reason;
  }

  /** The resource of the mutation that failed, null where it is not about one object. */
  public @Nullable GroupResource resource() {
    return resource;
  }

  /** The key of the mutation that failed, null where it is not about one object. */
  public @Nullable ObjectKey key() {
    return key;
  }
}
