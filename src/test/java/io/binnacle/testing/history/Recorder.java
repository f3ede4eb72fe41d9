package io.binnacle.testing.history;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Collects in memory what clients tell of themselves, on their threads. */
public final class Recorder {
  private final Queue<Operation> operations = new ConcurrentLinkedQueue<>();
  private final Queue<WatchStream> streams = new ConcurrentLinkedQueue<>();
  private final AtomicLong answered = new AtomicLong();

  public void add(Operation operation) {
    operations.add(operation);
    boolean reached =
        switch (operation.outcome()) {
          case Outcome.Unknown unknown -> false;
          case Outcome.Refused refused -> refused.reason() != Outcome.Reason.UNRELATED;
          case Outcome.Written written -> true;
          case Outcome.Deleted deleted -> true;
          case Outcome.Read read -> true;
          case Outcome.Listed listed -> true;
        };
    if (reached) {
      answered.incrementAndGet();
    }
  }

  public void add(WatchStream stream) {
    streams.add(stream);
  }

  /** How many operations got an answer out of the store. */
  public long answered() {
    return answered.get();
  }

  /** All so far, with what the log says of it. */
  public History history(List<Change> log) {
    return new History(log, List.copyOf(operations), List.copyOf(streams));
  }
}
