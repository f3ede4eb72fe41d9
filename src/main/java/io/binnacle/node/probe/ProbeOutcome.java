package io.binnacle.node.probe;

/** What one probe, or one hook, came to; the output says why it failed. */
public record ProbeOutcome(boolean success, String output) {
  static final ProbeOutcome OK = new ProbeOutcome(true, "");

  static ProbeOutcome failure(String output) {
    return new ProbeOutcome(false, output);
  }
}
