package io.binnacle.testing.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.testing.history.Action.Freshness;
import io.binnacle.testing.history.Finding.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each test takes a history that is right, and plants one thing in it that is not. */
class HistoryCheckerTest {
  private static final Version A1 = new Version("a", 1, "w1", 0);
  private static final Version A2 = new Version("a", 2, "w2", 1);
  private static final Version B3 = new Version("b", 3, "w3", 0);
  private static final Version A4 = new Version("a", 4, "w4", 2);
  private static final Version B5 = new Version("b", 5, "w3", 0);

  private final List<Change> log =
      new ArrayList<>(
          List.of(
              new Change(Change.Type.ADDED, A1),
              new Change(Change.Type.MODIFIED, A2),
              new Change(Change.Type.ADDED, B3),
              new Change(Change.Type.MODIFIED, A4),
              new Change(Change.Type.DELETED, B5)));
  private final List<Operation> operations = new ArrayList<>();
  private final List<WatchStream> streams = new ArrayList<>();

  HistoryCheckerTest() {
    did(10, 19, new Action.Create("a", "w1"), new Outcome.Written(1));
    did(20, 29, new Action.Increment("a", 1, "w2", 1), new Outcome.Written(2));
    did(30, 39, new Action.Create("b", "w3"), new Outcome.Written(3));
    did(40, 49, new Action.Increment("a", 2, "w4", 2), new Outcome.Written(4));
    did(50, 59, new Action.Delete("b", 3), new Outcome.Deleted());
  }

  private void did(long invoked, long returned, Action action, Outcome outcome) {
    operations.add(
        new Operation("operation " + operations.size(), action, invoked, returned, outcome));
  }

  /** Puts another outcome in the place of one that was recorded. */
  private void outcome(int operation, Outcome outcome) {
    Operation before = operations.get(operation);
    operations.set(
        operation,
        new Operation(before.by(), before.action(), before.invoked(), before.returned(), outcome));
  }

  private void told(long after, WatchStream.Signal... signals) {
    streams.add(new WatchStream("watcher", after, List.of(signals)));
  }

  private WatchStream.Event event(int place) {
    return new WatchStream.Event(log.get(place));
  }

  private List<Finding> check() {
    return HistoryChecker.check(new History(log, operations, streams));
  }

  private List<Rule> broken() {
    return check().stream().map(Finding::rule).distinct().toList();
  }

  private static Outcome.Refused refused(Outcome.Reason reason) {
    return new Outcome.Refused(reason, "");
  }

  @Test
  void acceptsWhatIsRight() {
    told(0, event(0), event(1), new WatchStream.Bookmark(2), event(2), event(3), event(4));
    told(3, event(3), new WatchStream.Bookmark(4));
    did(21, 25, new Action.Get("a"), new Outcome.Read(Optional.of(A1)));
    did(21, 25, new Action.Get("a"), new Outcome.Read(Optional.of(A2)));
    did(51, 55, new Action.Get("b"), new Outcome.Read(Optional.empty()));
    did(21, 25, new Action.Create("a", "w9"), refused(Outcome.Reason.EXISTS));
    did(35, 45, new Action.Increment("a", 2, "w8", 2), refused(Outcome.Reason.CHANGED));
    did(60, 61, new Action.Delete("b", 3), refused(Outcome.Reason.MISSING));
    did(35, 36, list(Freshness.LATEST, 0), new Outcome.Listed(3, List.of(A2, B3)));
    did(60, 61, list(Freshness.ANY, 0), new Outcome.Listed(1, List.of(A1)));
    did(60, 61, list(Freshness.EXACT, 2), new Outcome.Listed(2, List.of(A2)));
    did(60, 61, list(Freshness.NOT_OLDER, 4), new Outcome.Listed(5, List.of(A4)));

    assertThat(check()).isEmpty();
  }

  private static Action.List list(Freshness freshness, long revision) {
    return new Action.List(freshness, revision);
  }

  @Test
  void writesOfUnknownOutcomeMayOrMayNotHaveTakenEffect() {
    outcome(3, new Outcome.Unknown("connection reset"));
    outcome(4, new Outcome.Unknown("connection reset"));
    did(60, 61, new Action.Increment("a", 4, "w5", 3), new Outcome.Unknown("time-out"));
    did(60, 61, new Action.Delete("a", 4), new Outcome.Unknown("time-out"));

    assertThat(check()).isEmpty();
  }

  @Test
  void findsALostWrite() {
    did(60, 69, new Action.Create("c", "w6"), new Outcome.Written(6));

    assertThat(check())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.rule()).isEqualTo(Rule.LOST_WRITE);
          assertThat(finding.object()).isEqualTo("c");
          assertThat(finding.operations()).containsExactly(operations.get(5));
        });
  }

  @Test
  void findsAWriteAtAnotherRevisionThanWasTold() {
    outcome(2, new Outcome.Written(2));

    assertThat(broken()).containsExactly(Rule.LOST_WRITE);
  }

  @Test
  void findsALostDeletion() {
    log.removeLast();

    assertThat(broken()).containsExactly(Rule.LOST_WRITE);
  }

  @Test
  void findsADeletionThatTwoWereToldToHaveMade() {
    did(50, 59, new Action.Delete("b", 3), new Outcome.Deleted());

    assertThat(broken()).containsExactly(Rule.LOST_WRITE);
  }

  @Test
  void findsAnAppliedRefusedWrite() {
    outcome(3, refused(Outcome.Reason.UNRELATED));

    assertThat(broken()).contains(Rule.REFUSED_WRITE_APPLIED);
  }

  @Test
  void findsAnAppliedRefusedDeletion() {
    outcome(4, refused(Outcome.Reason.UNRELATED));

    assertThat(broken()).containsExactly(Rule.REFUSED_WRITE_APPLIED);
  }

  @Test
  void findsAWriteThatTookEffectTwice() {
    log.add(new Change(Change.Type.MODIFIED, new Version("a", 6, "w4", 2)));

    assertThat(broken()).containsExactly(Rule.UNEXPLAINED_CHANGE);
  }

  @Test
  void findsASwapWithoutTheComparison() {
    // Two increments of the same version, both acknowledged.
    operations.set(
        3,
        new Operation(
            "late", new Action.Increment("a", 1, "w4", 2), 40, 49, new Outcome.Written(4)));

    assertThat(broken()).containsExactly(Rule.UNEXPLAINED_CHANGE);
  }

  @Test
  void findsALostIncrement() {
    did(60, 69, new Action.Increment("a", 4, "w5", 3), new Outcome.Written(6));

    assertThat(broken()).containsExactly(Rule.LOST_WRITE, Rule.LOST_INCREMENT);
  }

  @Test
  void findsRevisionsThatDoNotRise() {
    log.add(3, log.removeLast());

    assertThat(broken()).contains(Rule.BROKEN_LOG);
  }

  @Test
  void findsAnOrderThatIsNotThatOfTheClock() {
    // It began when the deletion, which is behind it in the log, had been acknowledged.
    operations.set(
        3,
        new Operation(
            "late", new Action.Increment("a", 2, "w4", 2), 60, 69, new Outcome.Written(4)));

    assertThat(broken()).containsExactly(Rule.COMMIT_ORDER);
  }

  @Test
  void findsAStaleRead() {
    did(30, 31, new Action.Get("a"), new Outcome.Read(Optional.of(A1)));

    assertThat(broken()).containsExactly(Rule.STALE_READ);
  }

  @Test
  void findsAReadThatMissesWhatIsThere() {
    did(30, 31, new Action.Get("a"), new Outcome.Read(Optional.empty()));

    assertThat(broken()).containsExactly(Rule.STALE_READ);
  }

  @Test
  void findsAReadOfWhatNobodyWrote() {
    did(30, 31, new Action.Get("a"), new Outcome.Read(Optional.of(new Version("a", 2, "w2", 7))));

    assertThat(broken()).containsExactly(Rule.UNKNOWN_VERSION);
  }

  @Test
  void findsAStaleList() {
    did(30, 31, list(Freshness.LATEST, 0), new Outcome.Listed(1, List.of(A1)));

    assertThat(broken()).containsExactly(Rule.STALE_LIST);
  }

  @Test
  void findsAListThatIsStaleForWhatAnotherOneTold() {
    did(41, 44, list(Freshness.LATEST, 0), new Outcome.Listed(4, List.of(A4, B3)));
    did(45, 46, list(Freshness.LATEST, 0), new Outcome.Listed(3, List.of(A2, B3)));

    assertThat(broken()).containsExactly(Rule.STALE_LIST);
  }

  @Test
  void findsAListThatIsNoReplayOfTheLog() {
    did(60, 61, list(Freshness.EXACT, 3), new Outcome.Listed(3, List.of(A4, B3)));

    assertThat(broken()).containsExactly(Rule.LIST_DIFFERS);
  }

  @Test
  void findsAnUnfoundedRefusal() {
    did(60, 61, new Action.Create("b", "w7"), refused(Outcome.Reason.EXISTS));
    did(30, 31, new Action.Increment("a", 2, "w8", 2), refused(Outcome.Reason.CHANGED));
    did(30, 31, new Action.Delete("a", 2), refused(Outcome.Reason.MISSING));

    assertThat(check()).hasSize(3).allMatch(finding -> finding.rule() == Rule.UNFOUNDED_REFUSAL);
  }

  @Test
  void findsAGap() {
    told(0, event(0), event(2));

    assertThat(broken()).containsExactly(Rule.GAP);
  }

  @Test
  void findsAGapBeforeABookmark() {
    told(1, event(1), new WatchStream.Bookmark(4));

    assertThat(check()).hasSize(2).allMatch(finding -> finding.rule() == Rule.GAP);
  }

  @Test
  void findsADuplicate() {
    told(0, event(0), event(1), event(1), event(2));
    told(2, event(1), event(2));

    assertThat(check()).hasSize(2).allMatch(finding -> finding.rule() == Rule.DUPLICATE);
  }

  @Test
  void findsAReorderedEvent() {
    told(0, event(0), event(2), event(1), event(3));

    assertThat(broken()).containsExactly(Rule.REORDERED);
  }

  @Test
  void findsAnEventThatTellsSomethingElse() {
    told(0, new WatchStream.Event(new Change(Change.Type.MODIFIED, A1)));

    assertThat(broken()).contains(Rule.WRONG_EVENT);
  }
}
