package io.binnacle.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.Snapshot;
import io.binnacle.storage.cacher.CachedObjectStore;
import io.binnacle.storage.encryption.EncryptionAtRest;
import io.binnacle.testing.PostgresServer;
import io.binnacle.testing.TcpRelay;
import io.binnacle.testing.history.Change;
import io.binnacle.testing.history.History;
import io.binnacle.testing.history.Version;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stores of two servers at work while the database fails over to a replica: one that has all, and
 * one that lags. The clients never end; the URL alone tells the stores of the replica.
 */
class StoreFailoverIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String SYNCHRONOUS = "synchronous_standby_names";

  /** Operations that clients get answers to before it goes on. */
  private static final int SOME = 150;

  @TempDir static Path primaryHome;

  private static PostgresServer primary;

  @TempDir Path home;

  private final long seed = Long.getLong("binnacle.faults.seed", Instant.now().toEpochMilli());
  private final List<PostgresObjectStore> stores = new ArrayList<>();
  private PostgresServer replica;
  private TcpRelay replication;
  private PostgresServer.Database database;

  @BeforeAll
  static void start() {
    primary = PostgresServer.own(primaryHome);
  }

  @AfterAll
  static void stop() {
    primary.stop();
  }

  @BeforeEach
  void replicate() {
    database = primary.createDatabase();
    replication = TcpRelay.to(primary.port());
    replica = primary.standby(home.resolve("replica"), replication.port());
    stores.add(open("first"));
    stores.add(open("second"));
  }

  @AfterEach
  void close() {
    stores.forEach(PostgresObjectStore::close);
    replication.close();
    replica.stop();
    primary.start();
    primary.set(SYNCHRONOUS, "");
    primary.drop(database);
  }

  private PostgresObjectStore open(String server) {
    String both = "127.0.0.1:%d,127.0.0.1:%d/".formatted(primary.port(), replica.port());
    StoreConfiguration configuration =
        PostgresObjectStoreIT.configuration(
            new PostgresServer.Database(
                database.url().replaceFirst("127\\.0\\.0\\.1:\\d+/", both),
                database.user(),
                database.password()));
    return PostgresObjectStore.open(
        DataSources.of(configuration, new ManagedDataSource()::get),
        configuration,
        new PostgresObjectStore.Keeping(
            Optional.of(home.resolve(server + "-position")), EncryptionAtRest.none()),
        InstantSource.system(),
        CachedObjectStore.daemonThreads());
  }

  private StoreWorkload work() {
    return StoreWorkload.start(
        stores.stream().map(store -> (Supplier<ObjectStore>) () -> store).toList(),
        seed,
        () -> "; seed " + seed);
  }

  @Test
  void nothingIsLostOrToldTwiceWhereTheReplicaHasAll() {
    primary.set(SYNCHRONOUS, "*");
    await()
        .atMost(PATIENCE)
        .until(() -> ask(database, "select sync_state from pg_stat_replication").equals("sync"));
    String epoch = ask(database, "select epoch from store_revision");
    try (StoreWorkload workload = work()) {
      workload.awaitAnswers(SOME);
      primary.kill();
      replica.promote();
      workload.awaitAnswers(SOME);
      workload.end();

      workload.assertFlawless(workload.history(onReplica()));
      assertThat(workload.placesLost()).isZero();
    }
    assertThat(ask(onReplica(), "select epoch from store_revision")).isEqualTo(epoch);
  }

  @Test
  void whatALaggingReplicaLacksIsNoticedAndNoRevisionIsGivenTwice() {
    String epoch = ask(database, "select epoch from store_revision");
    try (StoreWorkload workload = work()) {
      workload.awaitAnswers(SOME);
      LossWindow loss = new LossWindow();
      replication.refuse();
      workload.awaitAnswers(SOME);
      long known = stores.getFirst().cached().revision();
      primary.kill();
      replica.promote();
      loss.promoted();
      await()
          .atMost(PATIENCE)
          .until(() -> stores.stream().allMatch(store -> store.cached().revision() > known + SOME));
      loss.noticed();
      workload.awaitAnswers(SOME);
      workload.end();

      long begun = Long.parseLong(ask(onReplica(), "select epoch_revision from store_revision"));
      History told = workload.history(onReplica());
      assertThat(told.log()).extracting(Change::revision).anyMatch(revision -> revision > begun);
      assertThat(loss.lost(told, begun)).as("acknowledged, and lost").isNotEmpty();
      assertThat(loss.acrossTheLoss(told, begun)).isEmpty();
      assertThat(told.log())
          .as("revisions that had been given")
          .noneMatch(
              change -> change.revision() > loss.kept(told, begun) && change.revision() <= begun);
      workload.assertFlawless(loss.without(told, begun));
      assertThat(workload.placesLost()).isPositive();
    }
    assertThat(ask(onReplica(), "select epoch from store_revision")).isNotEqualTo(epoch);
    assertThatAServerStartedAnewAgrees();
  }

  private void assertThatAServerStartedAnewAgrees() {
    List<List<Version>> states = new ArrayList<>();
    try (PostgresObjectStore third = open("first")) {
      states.add(state(third));
    }
    stores.forEach(store -> states.add(state(store)));
    assertThat(states).allMatch(states.getFirst()::equals);
  }

  private static List<Version> state(ObjectStore store) {
    Snapshot snapshot = store.latest().toCompletableFuture().join();
    List<Version> versions = new ArrayList<>();
    snapshot
        .list(StoreTarget.RESOURCE, StoreTarget.NAMESPACE, null)
        .forEachRemaining(object -> versions.add(StoreTarget.version(object)));
    return versions;
  }

  private PostgresServer.Database onReplica() {
    return new PostgresServer.Database(
        database.urlAt(replica.port()), database.user(), database.password());
  }

  private static String ask(PostgresServer.Database database, String query) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      return rows.next() ? rows.getString(1) : "";
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
