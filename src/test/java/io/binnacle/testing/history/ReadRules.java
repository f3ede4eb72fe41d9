package io.binnacle.testing.history;

import io.binnacle.testing.history.Finding.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What clients were told of the state: by reads, by lists and by refusals. */
final class ReadRules {
  private final RecordedLog log;
  private final RealTime time;
  private final List<Finding> findings = new ArrayList<>();

  ReadRules(RecordedLog log, RealTime time) {
    this.log = log;
    this.time = time;
  }

  List<Finding> check(List<Operation> operations) {
    List<Operation> lists = new ArrayList<>();
    for (Operation operation : operations) {
      switch (operation.outcome()) {
        case Outcome.Read read -> read(operation, read.version());
        case Outcome.Listed listed -> {
          freshness(operation, listed.revision());
          lists.add(operation);
        }
        case Outcome.Refused refused -> refused(operation, refused.reason());
        case Outcome.Written written -> {}
        case Outcome.Deleted deleted -> {}
        case Outcome.Unknown unknown -> {}
      }
    }
    replay(lists);
    return findings;
  }

  private void read(Operation operation, Optional<Version> told) {
    String key = ((Action.Get) operation.action()).key();
    if (told.isPresent() && !isLogged(told.get())) {
      found(Rule.UNKNOWN_VERSION, key, "the log has no such version", operation);
    } else {
      require(Rule.STALE_READ, operation, key, current -> current.equals(told));
    }
  }

  private boolean isLogged(Version version) {
    return log.at(version.revision())
        .filter(change -> change.type() != Change.Type.DELETED)
        .filter(change -> change.version().equals(version))
        .isPresent();
  }

  private void refused(Operation operation, Outcome.Reason reason) {
    if (!(operation.action() instanceof Action.Write write)) {
      return;
    }
    Predicate<Optional<Version>> told =
        switch (reason) {
          case EXISTS -> Optional::isPresent;
          case MISSING -> Optional::isEmpty;
          case CHANGED -> current -> current.map(Version::revision).orElse(0L) != expected(write);
          case UNRELATED -> current -> true;
        };
    require(Rule.UNFOUNDED_REFUSAL, operation, write.key(), told);
  }

  private static long expected(Action.Write write) {
    return switch (write) {
      case Action.Increment increment -> increment.expected();
      case Action.Delete delete -> delete.expected();
      case Action.Create create -> 0;
      // It expects nothing, so there is nothing that could have changed.
      case Action.Patch patch -> Long.MIN_VALUE;
    };
  }

  private void require(
      Rule rule, Operation operation, String key, Predicate<Optional<Version>> told) {
    RealTime.Range range = time.range(operation);
    if (!log.everHeld(key, range, told)) {
      found(
          rule,
          key,
          "at revision %d, which was known before, it is %s, and up to %d nothing else"
              .formatted(range.from(), log.version(key, range.from()), range.to()),
          operation);
    }
  }

  private void freshness(Operation operation, long revision) {
    Action.List list = (Action.List) operation.action();
    long known = time.range(operation).from();
    boolean fresh =
        switch (list.freshness()) {
          case LATEST -> revision >= known;
          case ANY -> true;
          case NOT_OLDER -> revision >= list.revision();
          case EXACT -> revision == list.revision();
        };
    if (!fresh) {
      found(Rule.STALE_LIST, "list at " + revision, "revision " + known + " was known", operation);
    }
  }

  /** Goes once through the log, and compares at each revision that was listed. */
  private void replay(List<Operation> lists) {
    List<Operation> ordered =
        lists.stream().sorted(Comparator.comparingLong(ReadRules::revision)).toList();
    TreeMap<String, Version> state = new TreeMap<>();
    int place = 0;
    for (Operation operation : ordered) {
      Outcome.Listed listed = (Outcome.Listed) operation.outcome();
      for (; place < log.placeAfter(listed.revision()); place++) {
        Change change = log.changes().get(place);
        if (change.type() == Change.Type.DELETED) {
          state.remove(change.key());
        } else {
          state.put(change.key(), change.version());
        }
      }
      List<Version> expected = List.copyOf(state.values());
      if (!listed.versions().equals(expected)) {
        List<Version> missing = without(expected, listed.versions());
        List<Version> extra = without(listed.versions(), expected);
        found(
            Rule.LIST_DIFFERS,
            "list at " + listed.revision(),
            "it lacks " + missing + " and has in excess " + extra,
            operation);
      }
    }
  }

  private static List<Version> without(List<Version> versions, List<Version> others) {
    return versions.stream().filter(version -> !others.contains(version)).toList();
  }

  private static long revision(Operation list) {
    return ((Outcome.Listed) list.outcome()).revision();
  }

  private void found(Rule rule, String object, String what, Operation operation) {
    findings.add(new Finding(rule, object, what, List.of(operation)));
  }
}
