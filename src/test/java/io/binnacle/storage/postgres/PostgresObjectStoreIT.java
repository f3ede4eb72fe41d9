package io.binnacle.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.storage.Change;
import io.binnacle.storage.CommitResult;
import io.binnacle.storage.Mutation;
import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.ObjectStoreContract;
import io.binnacle.storage.Snapshot;
import io.binnacle.storage.StoreException;
import io.binnacle.storage.StoredObject;
import io.binnacle.storage.cacher.CachedObjectStore;
import io.binnacle.storage.cacher.CommitLog;
import io.binnacle.storage.encryption.EncryptionAtRest;
import io.binnacle.testing.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresObjectStoreIT extends ObjectStoreContract {
  /** The fewest revisions of a table of the log. */
  private static final int PARTITION = 50;

  private final PostgresServer.Database database = PostgresServer.shared().createDatabase();
  private final FaultyDataSource faults =
      new FaultyDataSource(DataSources.of(configuration(database), new ManagedDataSource()::get));
  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
  private final InstantSource clock = () -> Instant.now().plus(ahead.get());

  @Override
  protected ObjectStore connect() {
    return connect(Optional.empty());
  }

  private PostgresObjectStore connect(Optional<Path> positionFile) {
    return PostgresObjectStore.open(
        faults.dataSource(),
        configuration(database),
        new PostgresObjectStore.Keeping(positionFile, EncryptionAtRest.none()),
        clock,
        CachedObjectStore.daemonThreads());
  }

  @Override
  protected void dropDatabase() {
    PostgresServer.shared().drop(database);
  }

  static StoreConfiguration configuration(PostgresServer.Database database) {
    return new StoreConfiguration(
        Optional.of(database.url()),
        Optional.of(database.user()),
        Optional.of(database.password()),
        Optional.empty(),
        10_000,
        500,
        Duration.ofMinutes(10),
        Duration.ofMinutes(2),
        "0",
        PARTITION,
        20_000,
        Duration.ofMillis(500));
  }

  @Test
  void allCommitsTakeOneConnection() {
    create("a", "first");
    join(store.latest());
    int before = faults.connections.get();
    for (int i = 0; i < 20; i++) {
      create("a", "p" + i);
      join(store.latest());
    }

    assertThat(faults.connections).hasValue(before);
  }

  @Test
  void commitsGoOnAfterAllConnectionsWereKilled() {
    create("a", "one");
    PostgresServer.shared().killConnections(database);

    create("a", "two");
    await().atMost(PATIENCE).until(() -> failure(store.latest()) == null);
    assertThat(names(join(store.latest()).list(PODS, "a", null))).containsExactly("one", "two");
  }

  @Test
  void nothingIsLostOrDoubledWhileConnectionsAreKilled() {
    Recorder recorder = watch(store, "", join(store.latest()).revision());
    List<CompletionStage<CommitResult>> stages = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      stages.add(
          store.commit(group(new Mutation.Create(PODS, key("a", "p" + i), pod("a", "p" + i)))));
      if (i % 50 == 25) {
        PostgresServer.shared().killConnections(database);
      }
    }
    List<String> acknowledged = new ArrayList<>();
    for (int i = 0; i < stages.size(); i++) {
      if (failure(stages.get(i)) == null) {
        acknowledged.add("p" + i);
      }
    }

    store.close();
    store = open();
    assertThat(names(store.cached().list(PODS, "a", null))).containsAll(acknowledged);
    assertThat(recorder.revisions()).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void restoredBackupStartsANewEpoch() throws Exception {
    StoredObject kept = create("a", "kept");
    StoredObject lost = create("a", "lost");
    Recorder recorder = watch(store, "", kept.revision());
    restoreTo(kept.revision());

    await().atMost(PATIENCE).until(() -> recorder.closed != null);
    assertThat(recorder.closed.reason()).isEqualTo(StoreException.Reason.REVISION_TOO_OLD);
    StoredObject next = create("a", "next");
    assertThat(next.revision()).isGreaterThan(lost.revision() + 1000);
    assertThat(names(join(store.latest()).list(PODS, "", null))).containsExactly("kept", "next");
    assertReason(store.at(lost.revision()), StoreException.Reason.REVISION_TOO_OLD);
  }

  private void restoreTo(long revision) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String table : List.of("store_change", "store_object", "store_commit")) {
        statement.execute("delete from " + table + " where revision > " + revision);
      }
      statement.execute(
          """
          update store_revision set revision = %1$d,
            commit_id = (select id from store_commit where revision = %1$d)
          """
              .formatted(revision));
      connection.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a server that was ended knew and the database has not; gives its revision. */
  private long lose(Optional<Path> file) {
    store.close();
    long kept;
    long lost;
    try (ObjectStore first = connect(file)) {
      kept = create(first, "a", "kept").revision();
      lost = create(first, "a", "lost").revision();
    }
    restoreTo(kept);
    return lost;
  }

  private void assertStartedAnewKnowsOfTheLoss(Optional<Path> file, long lost) {
    try (ObjectStore again = connect(file)) {
      assertThat(create(again, "a", "next").revision()).isGreaterThan(lost + 1000);
      assertThatThrownBy(() -> watch(again, "", lost)).isInstanceOf(StoreException.class);
    }
  }

  @Test
  void backupRestoredWhileNoServerRanStartsANewEpoch(@TempDir Path home) throws Exception {
    Optional<Path> file = Optional.of(home.resolve("position"));
    long lost = lose(file);

    assertStartedAnewKnowsOfTheLoss(file, lost);
  }

  /** As after a failover to a replica that lagged, where others wrote before one looked. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aLossIsNoticedHoweverMuchOthersHaveWrittenSince(int written) throws Exception {
    StoredObject kept = create("a", "kept");
    StoredObject lost = create("a", "lost");
    try (SessionFactory factory = PersistenceUnit.open(faults.dataSource());
        PostgresLog log = log(factory)) {
      CommitLog.Position seen = log.head();
      store.close();
      restoreTo(kept.revision());
      try (ObjectStore other = connect()) {
        for (int i = 0; i < written; i++) {
          create(other, "a", "other-" + i);
        }
      }
      assertThat(log.head().revision()).isEqualTo(kept.revision() + written);

      assertLossIsNoticed(log, seen, lost, () -> log.tail(seen));
    }
  }

  /** As after a failover in which the connection died before the transaction began. */
  @Test
  void anAppendThatIsTriedAgainNoticesALoss() throws Exception {
    StoredObject kept = create("a", "kept");
    StoredObject lost = create("a", "lost");
    store.close();
    try (SessionFactory factory = PersistenceUnit.open(faults.dataSource());
        PostgresLog log = log(factory)) {
      CommitLog.Position seen = log.append(log.head(), tail -> List.of());
      PostgresServer.shared().killConnections(database);
      restoreTo(kept.revision());

      assertLossIsNoticed(log, seen, lost, () -> log.append(seen, tail -> List.of()));
    }
  }

  /** The same in the middle of it, when the first try had told of what is lost. */
  @Test
  void anAppendThatIsTriedAgainKnowsWhatItsDecisionWasToldBefore() throws Exception {
    StoredObject kept = create("a", "kept");
    try (SessionFactory factory = PersistenceUnit.open(faults.dataSource());
        PostgresLog log = log(factory)) {
      CommitLog.Position seen = log.head();
      StoredObject lost = create("a", "lost");
      store.close();
      AtomicInteger tries = new AtomicInteger();

      Function<CommitLog.Tail, List<Change>> decision =
          tail -> {
            assertThat(tail.entries()).hasSize(1);
            assertThat(tries.incrementAndGet()).isEqualTo(1);
            PostgresServer.shared().killConnections(database);
            restoreTo(kept.revision());
            return List.of(new Change(lost.revision(), false, lost, null));
          };

      assertLossIsNoticed(log, seen, lost, () -> log.append(seen, decision));
    }
  }

  private static void assertLossIsNoticed(
      PostgresLog log, CommitLog.Position seen, StoredObject lost, ThrowingCallable look) {
    assertThatThrownBy(look).isInstanceOf(CommitLog.PositionLostException.class);
    assertThat(log.head().epoch()).isNotEqualTo(seen.epoch());
    assertThat(log.head().revision()).isGreaterThan(lost.revision() + 1000);
  }

  @Test
  void aHomeKnowsOfALossHoweverMuchOthersHaveWrittenSince(@TempDir Path home) throws Exception {
    Optional<Path> file = Optional.of(home.resolve("position"));
    long lost = lose(file);
    try (ObjectStore second = connect()) {
      create(second, "a", "other");
      create(second, "a", "another");
      assertThat(join(second.latest()).revision()).isEqualTo(lost + 1);
    }

    assertStartedAnewKnowsOfTheLoss(file, lost);
  }

  @Test
  void aNameThatTheDatabaseRefusesFailsItsOwnGroupAlone() {
    List<CompletionStage<CommitResult>> stages = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String name = i == 7 ? "n".repeat(600) : i == 13 ? "nul\u0000" : "p" + i;
      stages.add(store.commit(group(new Mutation.Create(PODS, key("a", name), pod("a", name)))));
    }

    for (int i = 0; i < stages.size(); i++) {
      if (i == 7 || i == 13) {
        assertThat(failure(stages.get(i)))
            .isInstanceOfSatisfying(
                ApiException.class, refusal -> assertThat(refusal.code()).isEqualTo(400));
      } else {
        assertThat(failure(stages.get(i))).isNull();
      }
    }
    assertThat(names(join(store.latest()).list(PODS, "a", null))).hasSize(18);
  }

  /** What was written before is in a table to which nothing more is written. */
  private void fillATable() {
    for (int i = 0; i <= PARTITION; i++) {
      create("others", "p" + i);
    }
  }

  @Test
  void compactionDropsThePastButNotTheVersionsThatTheLogStillNeeds() {
    StoredObject one = create("a", "one");
    fillATable();
    StoredObject two = create("a", "two");
    ahead.set(Duration.ofMinutes(11));
    StoredObject changed =
        commit(
            new Mutation.Update(
                PODS, key("a", "one"), pod("a", "one").put("note", "2"), one.revision()));
    ((PostgresObjectStore) store).compact();
    store.close();

    store = open();
    assertReason(store.at(one.revision()), StoreException.Reason.REVISION_TOO_OLD);
    Snapshot before = at(two.revision());
    assertThat(names(before.list(PODS, "a", null))).containsExactly("one", "two");
    assertThat(before.get(PODS, key("a", "one")).revision()).isEqualTo(one.revision());
    Recorder recorder = watch(store, "a", two.revision());
    await().atMost(PATIENCE).until(() -> !recorder.changes.isEmpty());
    assertThat(recorder.changes.getFirst().current().revision()).isEqualTo(changed.revision());
    assertThat(recorder.changes.getFirst().previous().revision()).isEqualTo(one.revision());
  }

  @Test
  void serverThatSleptThroughACompactionIsToldThatItMissedSomething() {
    try (SessionFactory factory = PersistenceUnit.open(faults.dataSource());
        PostgresLog log = log(factory)) {
      CommitLog.Position slept = log.head();
      fillATable();
      assertThat(log.tail(slept).entries()).isNotEmpty();
      ahead.set(Duration.ofMinutes(11));
      create("a", "two");
      ((PostgresObjectStore) store).compact();

      assertThatThrownBy(() -> log.tail(slept)).isInstanceOf(CommitLog.PositionLostException.class);
    }
  }

  private PostgresLog log(SessionFactory factory) {
    return new PostgresLog(
        faults.dataSource(),
        factory,
        EncryptionAtRest.none(),
        new CommitWriter(
            EncryptionAtRest.none(), new LogPartitions(configuration(database), clock), clock),
        CachedObjectStore.daemonThreads());
  }

  @Test
  void commitWhoseAnswerWasLostIsFoundToHaveTakenEffect() {
    Recorder recorder = watch(store, "", join(store.latest()).revision());
    faults.next.set(FaultyDataSource.Fault.ANSWER_LOST);

    StoredObject one = create("a", "one");
    StoredObject two = create("a", "two");

    assertThat(two.revision()).isEqualTo(one.revision() + 1);
    assertThat(recorder.revisions()).containsExactly(one.revision(), two.revision());
    assertThat(names(join(store.latest()).list(PODS, "", null))).containsExactly("one", "two");
  }

  @Test
  void commitThatWasLostIsFoundToHaveTakenNoEffect() {
    faults.next.set(FaultyDataSource.Fault.COMMIT_LOST);
    assertReason(
        store.commit(group(new Mutation.Create(PODS, key("a", "one"), pod("a", "one")))),
        StoreException.Reason.UNAVAILABLE);

    assertThat(names(join(store.latest()).list(PODS, "", null))).isEmpty();
    create("a", "one");
  }
}
