package io.binnacle.testing.history;

import java.util.List;

/**
 * What one watch told until it broke or was closed, in the order in which it came.
 *
 * @param by who watched, for whoever reads a finding
 * @param after the revision behind which it was to begin
 */
public record WatchStream(String by, long after, List<Signal> signals) {
  public WatchStream {
    signals = List.copyOf(signals);
  }

  /** One message of a watch. */
  public sealed interface Signal {
    long revision();
  }

  /** Something changed. */
  public record Event(Change change) implements Signal {
    @Override
    public long revision() {
      return change.revision();
    }
  }

  /** All that changed up to the revision has been told. */
  public record Bookmark(long revision) implements Signal {}
}
