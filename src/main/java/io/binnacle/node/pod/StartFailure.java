package io.binnacle.node.pod;

/** A container could not be started: reason and message of its waiting state. */
final class StartFailure extends Exception {
  private static final long serialVersionUID = 1L;
  private final String reason;

  StartFailure(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
