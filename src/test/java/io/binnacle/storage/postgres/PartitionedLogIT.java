package io.binnacle.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.storage.Mutation;
import io.binnacle.storage.MutationGroup;
import io.binnacle.storage.Snapshot;
import io.binnacle.storage.StoreException;
import io.binnacle.storage.StoredObject;
import io.binnacle.storage.cacher.CachedObjectStore;
import io.binnacle.storage.encryption.EncryptionAtRest;
import io.binnacle.testing.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** The log's tables: made as they are needed, dropped when they are too old or too many. */
class PartitionedLogIT {
  private static final GroupResource PODS = new GroupResource("", "pods");
  private static final GroupResource LEASES = new GroupResource("coordination.k8s.io", "leases");
  private static final ObjectKey ONE = new ObjectKey("a", "one");

  private final PostgresServer.Database database = PostgresServer.shared().createDatabase();
  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

  @AfterEach
  void drop() {
    PostgresServer.shared().drop(database);
  }

  private PostgresObjectStore open(String retentionSize, int partitionRevisions) {
    return PostgresObjectStore.open(
        new StoreConfiguration(
            Optional.of(database.url()),
            Optional.of(database.user()),
            Optional.of(database.password()),
            Optional.empty(),
            10_000,
            500,
            Duration.ofMinutes(10),
            Duration.ofMinutes(2),
            retentionSize,
            partitionRevisions,
            20_000,
            Duration.ofMillis(100)),
        new ManagedDataSource(),
        new PostgresObjectStore.Keeping(Optional.empty(), EncryptionAtRest.none()),
        () -> Instant.now().plus(ahead.get()),
        CachedObjectStore.daemonThreads());
  }

  private PostgresObjectStore open() {
    return open("0", 2);
  }

  private void pass(Duration time) {
    ahead.updateAndGet(time::plus);
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private static StoredObject commit(PostgresObjectStore store, Mutation mutation) {
    return join(store.commit(MutationGroup.of(mutation))).outcomes().getFirst().orElseThrow();
  }

  private static ObjectNode tree(ObjectKey key, String note) {
    ObjectNode tree = Json.object().put("note", note);
    tree.putObject("metadata").put("namespace", key.namespace()).put("name", key.name());
    return tree;
  }

  private static StoredObject create(PostgresObjectStore store, GroupResource of, ObjectKey key) {
    return commit(store, new Mutation.Create(of, key, tree(key, "new")));
  }

  private static StoredObject update(PostgresObjectStore store, StoredObject last, String note) {
    return commit(
        store,
        new Mutation.Update(last.resource(), last.key(), tree(last.key(), note), last.revision()));
  }

  /** Others' writes, so that what was written before fills a table. */
  private static void writeOthers(PostgresObjectStore store, int number) {
    for (int i = 0; i < number; i++) {
      ObjectKey key = new ObjectKey("others", "o" + store.cached().revision());
      create(store, new GroupResource("", "configmaps"), key);
    }
  }

  private long number(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private long entries(String resource) throws SQLException {
    return number("select count(*) from store_change where resource = '" + resource + "'");
  }

  private long tables() throws SQLException {
    return number("select count(*) from store_log_partition");
  }

  @Test
  void whatAnEntryReplacedIsToldWhenItsOwnEntryIsDropped() throws Exception {
    StoredObject first;
    StoredObject second;
    try (PostgresObjectStore store = open()) {
      first = create(store, PODS, ONE);
      writeOthers(store, 10);
      pass(Duration.ofMinutes(11));
      second = update(store, first, "replaced while its entry was there");
      store.compact();
      assertThat(entries("pods")).isEqualTo(1);
    }

    assertThatPastIsTold(first, second);
  }

  @Test
  void whatAnEntryReplacesIsToldWhenItsOwnEntryWasDroppedBefore() throws Exception {
    StoredObject first;
    StoredObject second;
    try (PostgresObjectStore store = open()) {
      first = create(store, PODS, ONE);
      writeOthers(store, 10);
      pass(Duration.ofMinutes(11));
      writeOthers(store, 1);
      store.compact();
      assertThat(entries("pods")).isZero();
      second = update(store, first, "replaced when its entry was gone");
    }

    assertThatPastIsTold(first, second);
  }

  private void assertThatPastIsTold(StoredObject first, StoredObject second) {
    try (PostgresObjectStore store = open()) {
      Snapshot before = join(store.at(second.revision() - 1));
      assertThat(before.get(PODS, ONE).bytes()).isEqualTo(first.bytes());
      assertThat(join(store.history().versions(PODS, ONE)))
          .extracting(version -> version.object().revision())
          .containsExactly(second.revision(), first.revision());
      assertThatThrownBy(() -> join(store.history().at(PODS, first.revision() - 1)))
          .hasCauseInstanceOf(StoreException.class);
    }
    try (var factory =
        PersistenceUnit.open(
            DataSources.direct(
                new DatabaseAddress(database.url(), database.user(), database.password())))) {
      PostgresHistory log = new PostgresHistory(factory, EncryptionAtRest.none());
      assertThat(log.objectsAt(PODS, second.revision() - 1).orElseThrow())
          .singleElement()
          .satisfies(object -> assertThat(object.bytes()).isEqualTo(first.bytes()));
      assertThat(log.lineage(second.revision()))
          .extracting(version -> version.object().revision())
          .containsExactly(second.revision(), first.revision());
    }
  }

  @Test
  void theLogStaysAsLargeAsItsRetentionUnderSteadyUpdates() throws Exception {
    try (PostgresObjectStore store = open("0", 12)) {
      StoredObject pod = create(store, PODS, ONE);
      StoredObject lease = create(store, LEASES, ONE);
      long mostEntries = 0;
      long mostTables = 0;
      for (int minute = 0; minute < 36; minute += 2) {
        for (int i = 0; i < 3; i++) {
          pod = update(store, pod, minute + "." + i);
          lease = update(store, lease, minute + "." + i);
        }
        pass(Duration.ofMinutes(2));
        if (minute % 12 == 10) {
          store.compact();
          mostEntries = Math.max(mostEntries, entries("pods"));
          mostTables = Math.max(mostTables, tables());
        }
      }

      // Three every two minutes and ten minutes, and what a table or two span besides.
      assertThat(mostEntries).isBetween(12L, 45L);
      assertThat(mostTables).isLessThan(25);
      assertThat(entries("leases")).isBetween(1L, 15L);
      assertThat(number("select count(*) from store_commit")).isLessThan(100);
    }
  }

  @Test
  void aLogThatIsTooLargeLosesItsOldestTables() throws Exception {
    byte[] text = new byte[10_000];
    Random random = new Random(1);
    long newest;
    try (PostgresObjectStore store = open("1M", 10)) {
      StoredObject pod = create(store, PODS, ONE);
      for (int i = 0; i < 60; i++) {
        // What can be compressed would take no room.
        random.nextBytes(text);
        pod = update(store, pod, HexFormat.of().formatHex(text));
      }
      store.compact();

      assertThat(
              number("select sum(pg_total_relation_size(name::regclass)) from store_log_partition"))
          .isLessThanOrEqualTo(1_000_000);
      assertThat(entries("pods")).isBetween(5L, 58L);
      newest = pod.revision();
    }
    try (PostgresObjectStore store = open()) {
      assertThatThrownBy(() -> join(store.history().at(PODS, 3)))
          .hasCauseInstanceOf(StoreException.class);
      assertThat(join(store.history().at(PODS, newest - 1)).count(PODS, "")).isEqualTo(1);
    }
  }

  @Test
  void whoReadsTheLogDelaysItsCompactionAndNoWriter() throws Exception {
    try (PostgresObjectStore store = open()) {
      create(store, PODS, ONE);
      writeOthers(store, 10);
      pass(Duration.ofMinutes(11));
      writeOthers(store, 20);
      try (Connection reader = database.connect();
          Statement statement = reader.createStatement()) {
        reader.setAutoCommit(false);
        statement.execute("select count(*) from store_change");

        store.compact();

        assertThat(entries("pods")).isEqualTo(1);
        writeOthers(store, 20);
      }
      store.compact();
      assertThat(entries("pods")).isZero();
    }
  }

  @Test
  void serversMakeTablesAndCompactAtTheSameTime() throws Exception {
    try (PostgresObjectStore one = open();
        PostgresObjectStore other = open()) {
      for (int i = 0; i < 8; i++) {
        create(one, PODS, new ObjectKey("a", "one" + i));
        create(other, PODS, new ObjectKey("a", "other" + i));
        pass(Duration.ofMinutes(2));
        Thread beside = Thread.ofVirtual().start(one::compact);
        other.compact();
        beside.join();
      }

      assertThat(join(one.latest()).count(PODS, "")).isEqualTo(16);
      assertThat(entries("pods")).isBetween(8L, 15L);
    }
  }

  @Test
  void aLogOfBeforeIsTakenOver() throws Exception {
    migrateToThree();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      // Pod "one" was created, its entry dropped, then changed; "two" was created and changed.
      statement.execute(
          """
          insert into store_object values
            ('', 'pods', 'a', 'one', 10, '{"note":"2"}'), ('', 'pods', 'a', 'two', 12, '{"note":"2"}'),
            ('coordination.k8s.io', 'leases', 'a', 'one', 13, '{"note":"1"}');
          insert into store_change values
            (10, '', 'pods', 'a', 'one', false, 5, '{"note":"2"}'),
            (11, '', 'pods', 'a', 'two', false, 0, '{"note":"1"}'),
            (12, '', 'pods', 'a', 'two', false, 11, '{"note":"2"}'),
            (13, 'coordination.k8s.io', 'leases', 'a', 'one', false, 0, '{"note":"1"}');
          insert into store_commit values (gen_random_uuid(), 13, now());
          update store_revision set revision = 13, compacted_revision = 9;
          """);
    }

    try (PostgresObjectStore store = open()) {
      assertThat(join(store.at(11)).get(PODS, new ObjectKey("a", "two")).revision()).isEqualTo(11);
      assertThatThrownBy(() -> join(store.history().at(PODS, 9)))
          .as("what the entry of revision 10 replaced is not known")
          .hasCauseInstanceOf(StoreException.class);
      StoredObject lease = store.cached().get(LEASES, ONE);
      update(store, lease, "after");
    }
    assertThat(number("select count(*) from store_change where previous_value is not null"))
        .isEqualTo(1);
    assertThat(entries("pods")).isEqualTo(3);
  }

  private void migrateToThree() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setURL(database.url());
    source.setUser(database.user());
    source.setPassword(database.password());
    Flyway.configure()
        .dataSource((DataSource) source)
        .locations("classpath:db/migrations")
        .table("store_schema_history")
        .target("3")
        .load()
        .migrate();
  }
}
