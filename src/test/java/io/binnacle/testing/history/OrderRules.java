package io.binnacle.testing.history;

import io.binnacle.testing.history.Finding.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The order of writes in time, and what they come to where they count. */
final class OrderRules {
  private OrderRules() {}

  /** Whoever begins when something is acknowledged comes behind it in the log. */
  static List<Finding> commitOrder(Map<Operation, Change> effects, RealTime time) {
    List<Finding> findings = new ArrayList<>();
    effects.forEach((operation, change) -> {
      RealTime.Range possible = time.range(operation);
      // Whoever was never answered has no end that counts.
      boolean late = operation.isAcknowledged() && change.revision() > possible.to();
      if (change.revision() <= possible.from() || late) {
        findings.add(
            new Finding(
                Rule.COMMIT_ORDER,
                change.key(),
                change + " should be between " + possible.from() + " and " + possible.to(),
                List.of(operation)));
      }
    });
    return findings;
  }

  /** Counters that were never deleted say how many increments took effect. */
  static List<Finding> counters(RecordedLog log, List<Operation> operations) {
    Map<String, List<Operation>> increments = new HashMap<>();
    for (Operation operation : operations) {
      if (operation.action() instanceof Action.Increment increment) {
        increments.computeIfAbsent(increment.key(), none -> new ArrayList<>()).add(operation);
      }
    }
    List<Finding> findings = new ArrayList<>();
    increments.forEach((key, all) -> {
      boolean lived =
          log.of(key).values().stream().noneMatch(change -> change.type() == Change.Type.DELETED);
      long counted = log.version(key, Long.MAX_VALUE).map(Version::count).orElse(0L);
      long acknowledged = all.stream().filter(Operation::isAcknowledged).count();
      long possible = all.stream().filter(operation -> !operation.isRefused()).count();
      if (lived && (counted < acknowledged || counted > possible)) {
        findings.add(
            new Finding(
                Rule.LOST_INCREMENT,
                key,
                "counted %d where %d increments are acknowledged and %d possible"
                    .formatted(counted, acknowledged, possible),
                List.of()));
      }
    });
    return findings;
  }
}
