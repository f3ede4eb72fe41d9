package io.binnacle.testing.history;

import java.util.List;
import java.util.Optional;

/** What a client was told of what it asked for. */
public sealed interface Outcome {

  /** The write took effect and made a version of this revision. */
  record Written(long revision) implements Outcome {}

  /** The deletion took effect. */
  record Deleted() implements Outcome {}

  /** What was read; empty where there is no such object. */
  record Read(Optional<Version> version) implements Outcome {}

  /** What a list told, and of which revision. */
  record Listed(long revision, List<Version> versions) implements Outcome {
    public Listed {
      versions = List.copyOf(versions);
    }
  }

  /** Nothing took effect. */
  record Refused(Reason reason, String message) implements Outcome {}

  /** Nobody knows: no answer came, or one that says so. */
  record Unknown(String message) implements Outcome {}

  /** Why something was refused. */
  enum Reason {
    EXISTS,
    MISSING,
    /** It has another version than the one expected. */
    CHANGED,
    /** Something that tells nothing of the object, such as that the store is out of reach. */
    UNRELATED
  }
}
