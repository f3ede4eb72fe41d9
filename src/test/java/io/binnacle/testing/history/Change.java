package io.binnacle.testing.history;

/**
 * An entry of the log, or an event of a watch.
 *
 * @param version the new version; for a deletion the last one, with the revision of the deletion
 */
public record Change(Type type, Version version) {
  /** By the names that watches give them. */
  public enum Type {
    ADDED,
    MODIFIED,
    DELETED
  }

  public long revision() {
    return version.revision();
  }

  public String key() {
    return version.key();
  }
}
