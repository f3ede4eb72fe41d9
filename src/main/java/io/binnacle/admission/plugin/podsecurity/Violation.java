package io.binnacle.admission.plugin.podsecurity;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A rule that a pod breaks.
 *
 * @param detail where it does, may be empty
 */
record Violation(String reason, String detail) {
  @Override
  public String toString() {
    return detail.isEmpty() ? reason : reason + " (" + detail + ")";
  }

  /** All that a pod breaks, as refusals and warnings tell it. */
  static String details(List<Violation> violations) {
    return violations.stream().map(Violation::toString).collect(Collectors.joining(", "));
  }

  static String reasons(List<Violation> violations) {
    return violations.stream().map(Violation::reason).collect(Collectors.joining(", "));
  }
}
