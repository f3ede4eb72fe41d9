package io.binnacle.node.runtime.containerd;

/** Containers cannot be run on this machine; the message says what is missing. */
public final class UnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  UnavailableException(String reason) {
    super(reason);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
