package io.binnacle.testing.history;

import java.util.List;

/**
 * All that happened to a part of the store that was empty in the beginning.
 *
 * @param log every change, in the order of the log itself
 */
public record History(List<Change> log, List<Operation> operations, List<WatchStream> streams) {
  public History {
    log = List.copyOf(log);
    operations = List.copyOf(operations);
    streams = List.copyOf(streams);
  }
}
