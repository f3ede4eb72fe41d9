package io.binnacle.controller.podautoscaler;

/** A metric could not be had, or says nothing. */
final class MetricFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  MetricFailure(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** The reason for conditions and events. */
  String reason() {
    return reason;
  }
}
