package io.binnacle.app.bench;

/** The cluster did not do what was asked of it, so there is nothing to measure. */
final class BenchFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BenchFailure(String message) {
    super(message);
  }
}
