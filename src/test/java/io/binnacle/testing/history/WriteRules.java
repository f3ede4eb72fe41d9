package io.binnacle.testing.history;

import io.binnacle.testing.history.Finding.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds for each change of the log who made it, and what does not fit. For one history and one
 * thread.
 */
final class WriteRules {
  private record Deletion(String key, long expected) {}

  private final RecordedLog log;
  private final List<Operation> operations;
  private final Map<String, Operation> writes = new HashMap<>();
  private final Map<Deletion, List<Operation>> deletions = new HashMap<>();
  private final Map<Operation, Change> effects = new HashMap<>();
  private final List<Finding> findings = new ArrayList<>();

  WriteRules(RecordedLog log, List<Operation> operations) {
    this.log = log;
    this.operations = operations;
    for (Operation operation : operations) {
      if (operation.action() instanceof Action.NamedWrite write) {
        writes.put(write.write(), operation);
      } else if (operation.action() instanceof Action.Delete(String key, long expected)) {
        deletions
            .computeIfAbsent(new Deletion(key, expected), none -> new ArrayList<>())
            .add(operation);
      }
    }
  }

  List<Finding> check() {
    long last = 0;
    for (Change change : log.changes()) {
      if (change.revision() <= last) {
        found(Rule.BROKEN_LOG, change.key(), change + " comes behind revision " + last);
      }
      last = change.revision();
      boolean there = log.predecessor(change).isPresent();
      if (there == (change.type() == Change.Type.ADDED)) {
        found(Rule.BROKEN_LOG, change.key(), change + (there ? " is there" : " is not there"));
      }
      if (change.type() == Change.Type.DELETED) {
        deleted(change);
      } else {
        written(change);
      }
    }
    operations.stream().filter(Operation::isAcknowledged).forEach(this::acknowledged);
    return findings;
  }

  /** What each write that took effect did; filled by the check. */
  Map<Operation, Change> effects() {
    return effects;
  }

  private void written(Change change) {
    Operation writer = writes.get(change.version().write());
    if (writer == null) {
      found(Rule.UNEXPLAINED_CHANGE, change.key(), "nobody wrote " + change);
    } else if (writer.isRefused()) {
      found(Rule.REFUSED_WRITE_APPLIED, change.key(), "the log has " + change, writer);
    } else if (effects.putIfAbsent(writer, change) != null) {
      found(
          Rule.UNEXPLAINED_CHANGE,
          change.key(),
          "took effect twice: " + effects.get(writer) + " and " + change,
          writer);
    } else if (!fits(change, writer.action())) {
      found(
          Rule.UNEXPLAINED_CHANGE,
          change.key(),
          change + " in place of " + log.predecessor(change) + " is not what was asked for",
          writer);
    }
  }

  private boolean fits(Change change, Action action) {
    Optional<Version> before = log.predecessor(change);
    long count = change.version().count();
    return switch (action) {
      case Action.Create create ->
          create.key().equals(change.key()) && before.isEmpty() && count == 0;
      case Action.Increment increment ->
          increment.key().equals(change.key())
              && before.filter(version -> version.revision() == increment.expected()).isPresent()
              && count == increment.count();
      case Action.Patch patch ->
          patch.key().equals(change.key())
              && before.filter(version -> version.count() == count).isPresent();
      case Action.Delete delete -> false;
      case Action.Get get -> false;
      case Action.List list -> false;
    };
  }

  private void deleted(Change change) {
    long expected = log.predecessor(change).map(Version::revision).orElse(0L);
    List<Operation> asked = deletions.getOrDefault(new Deletion(change.key(), expected), List.of());
    List<Operation> acknowledged = asked.stream().filter(Operation::isAcknowledged).toList();
    if (acknowledged.size() > 1) {
      findings.add(
          new Finding(
              Rule.LOST_WRITE,
              change.key(),
              "more than one was told to have made " + change,
              acknowledged));
    }
    Optional<Operation> deleter =
        acknowledged.stream()
            .findFirst()
            .or(() ->
                asked.stream()
                    .filter(operation -> !operation.isRefused())
                    .min(Comparator.comparingLong(Operation::invoked)));
    if (deleter.isPresent()) {
      effects.put(deleter.get(), change);
    } else if (asked.isEmpty()) {
      found(Rule.UNEXPLAINED_CHANGE, change.key(), "nobody asked for " + change);
    } else {
      findings.add(
          new Finding(Rule.REFUSED_WRITE_APPLIED, change.key(), "the log has " + change, asked));
    }
  }

  private void acknowledged(Operation operation) {
    Change effect = effects.get(operation);
    String key = ((Action.Write) operation.action()).key();
    if (effect == null) {
      found(Rule.LOST_WRITE, key, "acknowledged, and not in the log", operation);
    } else if (operation.outcome() instanceof Outcome.Written(long told)
        && told != effect.revision()) {
      found(Rule.LOST_WRITE, key, "told to be at " + told + ", but is " + effect, operation);
    }
  }

  private void found(Rule rule, String key, String what, Operation... involved) {
    findings.add(new Finding(rule, key, what, List.of(involved)));
  }
}
