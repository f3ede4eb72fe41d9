package io.binnacle.testing.history;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Something that no correct store does.
 *
 * @param object the object, or the watch, that it is about
 * @param operations those that contradict each other
 */
public record Finding(Rule rule, String object, String what, List<Operation> operations) {
  /** What is promised. */
  public enum Rule {
    /** An acknowledged write is in the log, once and at the revision that was told. */
    LOST_WRITE,
    /** A refused write is not in the log. */
    REFUSED_WRITE_APPLIED,
    /** What is in the log was written by a client, once, and in place of what it expected. */
    UNEXPLAINED_CHANGE,
    /** Revisions rise in the log, and an object is there before it changes. */
    BROKEN_LOG,
    /** What began after another thing was acknowledged comes behind it in the log. */
    COMMIT_ORDER,
    /** A counter has counted each acknowledged increment. */
    LOST_INCREMENT,
    /** A read tells what was current at some moment between call and answer. */
    STALE_READ,
    /** The same of a list. */
    STALE_LIST,
    /** A list is the replay of the log up to its revision. */
    LIST_DIFFERS,
    /** A read tells of versions that are in the log. */
    UNKNOWN_VERSION,
    /** What a refusal says was so at some moment between call and answer. */
    UNFOUNDED_REFUSAL,
    /** A watch leaves nothing out. */
    GAP,
    /** A watch tells nothing twice. */
    DUPLICATE,
    /** A watch tells in the order of the log. */
    REORDERED,
    /** A watch tells what the log says. */
    WRONG_EVENT
  }

  public Finding {
    operations = List.copyOf(operations);
  }

  @Override
  public String toString() {
    return "%s %s: %s%s"
        .formatted(
            rule,
            object,
            what,
            operations.stream()
                .map(operation -> "\n    " + operation)
                .collect(Collectors.joining()));
  }
}
