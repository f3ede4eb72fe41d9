package io.binnacle.controller;

import java.time.Duration;

/** What the runtime is to do with a key after {@link Reconciler#reconcile}. */
public sealed interface Result {
  /** Nothing until something changes. */
  record Done() implements Result {}

  /** Come back then, even if nothing changes: something is due. */
  record Again(Duration delay) implements Result {}

  /** Come back as after a failure, later each time. */
  record Retry() implements Result {}

  static Result done() {
    return new Done();
  }

  static Result after(Duration delay) {
    return new Again(delay);
  }

  static Result retry() {
    return new Retry();
  }
}
