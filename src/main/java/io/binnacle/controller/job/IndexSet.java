package io.binnacle.controller.job;

import java.util.BitSet;
import java.util.stream.IntStream;

/** Completion indexes, as a status writes them: {@code 1,3-5,7}. Not thread-safe. */
final class IndexSet {
  private final BitSet indexes = new BitSet();

  /**
   * Reads the text form; what lies at or beyond the end belongs to a time when there were more
   * completions.
   */
  static IndexSet parse(String text, int end) {
    IndexSet set = new IndexSet();
    if (text.isEmpty()) {
      return set;
    }
    for (String interval : text.split(",")) {
      String[] ends = interval.split("-");
      int first = Integer.parseInt(ends[0]);
      int last = Integer.parseInt(ends[ends.length - 1]);
      if (first < end) {
        set.indexes.set(first, Math.min(last, end - 1) + 1);
      }
    }
    return set;
  }

  void add(int index) {
    indexes.set(index);
  }

  boolean contains(int index) {
    return index >= 0 && indexes.get(index);
  }

  int size() {
    return indexes.cardinality();
  }

  IntStream stream() {
    return indexes.stream();
  }

  /** The text form: of neighbours only the first and the last. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int first = indexes.nextSetBit(0); first >= 0; ) {
      int last = indexes.nextClearBit(first) - 1;
      text.append(text.isEmpty() ? "" : ",").append(first);
      if (last > first) {
        // Two neighbours are written one by one.
        text.append(last == first + 1 ? "," : "-").append(last);
      }
      first = indexes.nextSetBit(last + 1);
    }
    return text.toString();
  }
}
