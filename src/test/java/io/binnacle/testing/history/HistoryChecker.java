package io.binnacle.testing.history;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds what contradicts the promises of a linearizable store in what was recorded. Since the log
 * says in which order everything happened, there is no search: each operation is held against the
 * log, and the log's order against the clock. A write of unknown outcome may have taken effect at
 * any time from its call on, or not at all.
 */
public final class HistoryChecker {
  private HistoryChecker() {}

  /** All that is wrong; empty for a correct store. */
  public static List<Finding> check(History history) {
    RecordedLog log = new RecordedLog(history.log());
    WriteRules writes = new WriteRules(log, history.operations());
    List<Finding> findings = new ArrayList<>(writes.check());
    RealTime time = new RealTime(history.operations(), writes.effects());
    findings.addAll(OrderRules.commitOrder(writes.effects(), time));
    findings.addAll(OrderRules.counters(log, history.operations()));
    findings.addAll(new ReadRules(log, time).check(history.operations()));
    history.streams().forEach(stream -> findings.addAll(new StreamRules(log, stream).check()));
    return findings;
  }
}
