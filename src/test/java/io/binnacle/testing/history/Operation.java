package io.binnacle.testing.history;

/**
 * Something that a client did, from the call to the answer.
 *
 * @param by who did it, for whoever reads a finding
 * @param invoked when it was called, on the one clock of all clients
 * @param returned when the answer had come
 */
public record Operation(String by, Action action, long invoked, long returned, Outcome outcome) {

  /** Whether the answer says that it took effect. */
  boolean isAcknowledged() {
    return outcome instanceof Outcome.Written || outcome instanceof Outcome.Deleted;
  }

  boolean isRefused() {
    return outcome instanceof Outcome.Refused;
  }

  @Override
  public String toString() {
    return "%s [%d, %d]: %s => %s".formatted(by, invoked, returned, action, outcome);
  }
}
