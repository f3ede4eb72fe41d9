package io.binnacle.testing.history;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What the clock says of the log: what was acknowledged before a moment was committed before it,
 * and what was not even asked for yet was not. Between the two everything is possible, as for every
 * linearizability checker.
 */
final class RealTime {
  /** The newest revision that was told to anybody until a time. */
  private final NavigableMap<Long, Long> known = new TreeMap<>();

  /** The oldest revision of those writes that began at a time or later. */
  private final NavigableMap<Long, Long> begun = new TreeMap<>();

  /** At least the one revision is committed, and at most the other. */
  record Range(long from, long to) {}

  /**
   * @param effects what the writes did that took effect
   */
  RealTime(List<Operation> operations, Map<Operation, Change> effects) {
    operations.forEach(operation -> {
      long told =
          switch (operation.outcome()) {
            case Outcome.Written written -> written.revision();
            case Outcome.Deleted deleted ->
                effects.containsKey(operation) ? effects.get(operation).revision() : 0;
            case Outcome.Read read -> read.version().map(Version::revision).orElse(0L);
            case Outcome.Listed listed -> listed.revision();
            case Outcome.Refused refused -> 0;
            case Outcome.Unknown unknown -> 0;
          };
      known.merge(operation.returned(), told, Math::max);
    });
    effects.forEach(
        (operation, change) -> begun.merge(operation.invoked(), change.revision(), Math::min));
    long newest = 0;
    for (Map.Entry<Long, Long> entry : known.entrySet()) {
      newest = Math.max(newest, entry.getValue());
      entry.setValue(newest);
    }
    long oldest = Long.MAX_VALUE;
    for (Map.Entry<Long, Long> entry : begun.descendingMap().entrySet()) {
      oldest = Math.min(oldest, entry.getValue());
      entry.setValue(oldest);
    }
  }

  /** What may have been committed at the moment that somebody's call took effect. */
  Range range(Operation operation) {
    Map.Entry<Long, Long> before = known.lowerEntry(operation.invoked());
    Map.Entry<Long, Long> after = begun.higherEntry(operation.returned());
    return new Range(
        before == null ? 0 : before.getValue(),
        after == null ? Long.MAX_VALUE : after.getValue() - 1);
  }
}
