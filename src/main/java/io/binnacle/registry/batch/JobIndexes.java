package io.binnacle.registry.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Indexes of an indexed job's pods as its fields write them: {@code 1,3-5,7}. Immutable.
 *
 * @param intervals in rising order
 */
public record JobIndexes(List<Interval> intervals) {
  /** The indexes from the first to the last. */
  public record Interval(int first, int last) {}

  public JobIndexes {
    intervals = List.copyOf(intervals);
  }

  /**
   * @throws IllegalArgumentException with Kubernetes' words for what is wrong
   */
  public static JobIndexes parse(String text, int completions) {
    List<Interval> intervals = new ArrayList<>();
    int last = -1;
    for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      Interval interval = interval(part, completions);
      if (last >= interval.first()) {
        throw notRising(last, interval.first());
      }
      intervals.add(interval);
      last = interval.last();
    }
    return new JobIndexes(intervals);
  }

  private static Interval interval(String text, int completions) {
    String[] limits = text.split("-", -1);
    if (limits.length > 2) {
      throw new IllegalArgumentException(
          "the fragment \""
              + text
              + "\" violates the requirement that an index interval can have at most two parts"
              + " separated by '-'");
    }
    int first = index(limits[0], completions);
    if (limits.length == 1) {
      return new Interval(first, first);
    }
    int last = index(limits[1], completions);
    if (first >= last) {
      throw notRising(first, last);
    }
    return new Interval(first, last);
  }

  private static int index(String text, int completions) {
    int index;
    try {
      index = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "cannot convert string to integer for index: \"" + text + "\"", e);
    }
    if (index >= completions) {
      throw new IllegalArgumentException("too large index: \"" + text + "\"");
    }
    return index;
  }

  private static IllegalArgumentException notRising(int previous, int current) {
    return new IllegalArgumentException(
        "non-increasing order, previous: " + previous + ", current: " + current);
  }

  /** How many indexes there are. */
  public long count() {
    return intervals.stream().mapToLong(each -> each.last() - each.first() + 1L).sum();
  }

  /** The first index that is in both, if there is one. */
  public Optional<Integer> overlap(JobIndexes other) {
    for (Interval own : intervals) {
      for (Interval their : other.intervals) {
        if (own.first() <= their.last() && their.first() <= own.last()) {
          return Optional.of(Math.max(own.first(), their.first()));
        }
      }
    }
    return Optional.empty();
  }
}
