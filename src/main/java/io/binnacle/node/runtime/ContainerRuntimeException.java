package io.binnacle.node.runtime;

/** A runtime call failed; the message is fit for an event. */
public final class ContainerRuntimeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What callers tell apart. */
  public enum Reason {
    NOT_FOUND,
    ALREADY_EXISTS,
    /** The runtime cannot be reached. */
    UNAVAILABLE,
    TIMEOUT,
    OTHER
  }

  private final Reason reason;
  private final String message;

  public ContainerRuntimeException(Reason reason, String message) {
    super(message);
    this.reason = reason;
    this.message = message;
  }

  @Override
  public String getMessage() {
    return message;
  }

  public Reason reason() {
    return reason;
  }
}
