package io.binnacle.testing.history;

/** What a client asked for. */
public sealed interface Action {

  /** Something that changes an object, when it takes effect. */
  sealed interface Write extends Action {
    String key();
  }

  /** A write that makes a version, which bears its name. */
  sealed interface NamedWrite extends Write {
    String write();
  }

  /** Makes an object that must not exist. */
  record Create(String key, String write) implements NamedWrite {}

  /**
   * Counts an object up, which must exist in exactly the expected version: compare and swap.
   *
   * @param count what the new version says
   */
  record Increment(String key, long expected, String write, long count) implements NamedWrite {}

  /** Changes an object whatever version it has, and leaves its count alone. */
  record Patch(String key, String write) implements NamedWrite {}

  /** Removes an object, which must exist in exactly the expected version. */
  record Delete(String key, long expected) implements Write {}

  /** Reads one object in a version that is current. */
  record Get(String key) implements Action {}

  /** Lists all objects. */
  record List(Freshness freshness, long revision) implements Action {}

  /** What a list may answer with. */
  enum Freshness {
    /** A state at least as new as whatever anybody knew before. */
    LATEST,
    /** Any state that was. */
    ANY,
    /** A state at least as new as the revision. */
    NOT_OLDER,
    /** The state at the revision. */
    EXACT
  }
}
