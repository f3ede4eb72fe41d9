package io.binnacle.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.storage.Mutation;
import io.binnacle.storage.MutationGroup;
import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.StoreException;
import io.binnacle.storage.StoredObject;
import io.binnacle.storage.cacher.CachedObjectStore;
import io.binnacle.storage.encryption.EncryptionAtRest;
import io.binnacle.storage.encryption.EncryptionKey;
import io.binnacle.storage.encryption.KeyRing;
import io.binnacle.testing.PostgresServer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EncryptionIT {
  private static final GroupResource SECRETS = new GroupResource("", "secrets");
  private static final GroupResource CONFIG_MAPS = new GroupResource("", "configmaps");
  private static final String WORD = "sesame";

  private final PostgresServer.Database database = PostgresServer.shared().createDatabase();
  private final EncryptionKey first = EncryptionKey.generate(new SecureRandom());
  private final EncryptionKey second = EncryptionKey.generate(new SecureRandom());

  @AfterEach
  void drop() {
    PostgresServer.shared().drop(database);
  }

  private PostgresObjectStore open(EncryptionAtRest encryption) {
    return PostgresObjectStore.open(
        PostgresObjectStoreIT.configuration(database),
        new ManagedDataSource(),
        new PostgresObjectStore.Keeping(Optional.empty(), encryption),
        InstantSource.system(),
        CachedObjectStore.daemonThreads());
  }

  private Reencryption reencryption(EncryptionAtRest encryption) {
    return Reencryption.open(
        new DatabaseAddress(database.url(), database.user(), database.password()),
        encryption,
        InstantSource.system());
  }

  private static EncryptionAtRest secrets(KeyRing ring) {
    return EncryptionAtRest.of(Set.of(SECRETS), ring);
  }

  private static StoredObject create(ObjectStore store, GroupResource resource, String name) {
    ObjectNode tree = Json.object();
    tree.putObject("metadata").put("namespace", "a").put("name", name);
    tree.putObject("data").put("word", WORD);
    return commit(store, new Mutation.Create(resource, new ObjectKey("a", name), tree));
  }

  private static StoredObject commit(ObjectStore store, Mutation mutation) {
    return store
        .commit(MutationGroup.of(mutation))
        .toCompletableFuture()
        .join()
        .outcomes()
        .getFirst()
        .orElseThrow();
  }

  /** The values of both tables, as text of which each byte is a letter. */
  private List<String> values(String resource) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                select value from store_object where resource = '%1$s'
                union all select value from store_change where resource = '%1$s'
                union all select previous_value from store_change
                where resource = '%1$s' and previous_value is not null
                """
                    .formatted(resource))) {
      while (rows.next()) {
        values.add(new String(rows.getBytes(1), StandardCharsets.ISO_8859_1));
      }
    }
    return values;
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void theDatabaseNeverHoldsASecretInPlain() throws Exception {
    EncryptionAtRest encryption = secrets(new KeyRing(List.of(first)));
    byte[] written;
    long deleted;
    try (PostgresObjectStore store = open(encryption)) {
      written = create(store, SECRETS, "kept").bytes();
      StoredObject gone = create(store, SECRETS, "gone");
      deleted = commit(store, new Mutation.Delete(SECRETS, gone.key(), gone.revision())).revision();
      create(store, CONFIG_MAPS, "open");
    }

    assertThat(values("secrets")).hasSize(4).noneMatch(value -> value.contains(WORD));
    assertThat(values("configmaps")).hasSize(2).allMatch(value -> value.contains(WORD));
    try (PostgresObjectStore store = open(encryption)) {
      assertThat(store.cached().get(SECRETS, new ObjectKey("a", "kept")).bytes())
          .isEqualTo(written);
      assertThat(store.at(deleted - 1).toCompletableFuture().join().count(SECRETS, "a"))
          .isEqualTo(2);
    }
  }

  @Test
  void anotherServerReadsWhatThisOneEncrypted() {
    EncryptionAtRest encryption = secrets(new KeyRing(List.of(first)));
    try (PostgresObjectStore one = open(encryption);
        PostgresObjectStore two = open(encryption)) {
      StoredObject secret = create(one, SECRETS, "shared");
      assertThat(
              two.latest()
                  .toCompletableFuture()
                  .join()
                  .get(SECRETS, new ObjectKey("a", "shared"))
                  .bytes())
          .isEqualTo(secret.bytes());
    }
  }

  @Test
  void aServerWithoutTheKeysDoesNotStart() {
    try (PostgresObjectStore store = open(secrets(new KeyRing(List.of(first))))) {
      create(store, CONFIG_MAPS, "open");
    }

    assertThatThrownBy(() -> open(secrets(new KeyRing(List.of(second)))))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(first.id());
  }

  @Test
  void swappedRowsAreNoticed() throws Exception {
    EncryptionAtRest encryption = secrets(new KeyRing(List.of(first)));
    try (PostgresObjectStore store = open(encryption)) {
      create(store, SECRETS, "one");
      create(store, SECRETS, "two");
    }
    execute(
        "update store_object set value = (select value from store_object where name = 'one') where name = 'two'");

    assertThatThrownBy(() -> open(encryption))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("a/two");
  }

  @Test
  void rotationEncryptsEverythingAnewWhileTheServerRuns() throws Exception {
    try (PostgresObjectStore store = open(EncryptionAtRest.none())) {
      create(store, SECRETS, "plain");
    }
    KeyRing ring = new KeyRing(List.of(first));
    KeyRing rotated = ring.withPrimary(second);
    try (PostgresObjectStore store = open(secrets(ring))) {
      create(store, SECRETS, "first");
      long revision = store.cached().revision();
      try (Reencryption reencryption = reencryption(secrets(rotated))) {
        Reencryption.Result result = reencryption.run();
        assertThat(result.values()).isEqualTo(4);
        assertThat(result.complete()).isTrue();
        assertThat(result.retired()).containsExactly(first.id());
        assertThat(reencryption.wasUsed(first)).isTrue();
      }
      assertThat(store.latest().toCompletableFuture().join().revision()).isEqualTo(revision);
    }

    assertThat(values("secrets")).hasSize(4).noneMatch(value -> value.contains(WORD));
    try (PostgresObjectStore store = open(secrets(new KeyRing(List.of(second))))) {
      assertThat(store.cached().count(SECRETS, "a")).isEqualTo(2);
    }
  }

  @Test
  void whatAnEntryReplacedIsEncryptedAnewToo() throws Exception {
    KeyRing ring = new KeyRing(List.of(first));
    try (PostgresObjectStore store = open(secrets(ring))) {
      StoredObject secret = create(store, SECRETS, "one");
      // As if its entry were dropped.
      execute("update store_revision set dropped_revision = revision");
      commit(store, new Mutation.Delete(SECRETS, secret.key(), secret.revision()));
    }
    assertThat(values("secrets")).hasSize(3).noneMatch(value -> value.contains(WORD));

    try (Reencryption reencryption = reencryption(EncryptionAtRest.of(Set.of(), ring))) {
      assertThat(reencryption.run().values()).isEqualTo(3);
    }

    assertThat(values("secrets")).hasSize(3).allMatch(value -> value.contains(WORD));
  }

  @Test
  void whatIsNoLongerNamedIsDecrypted() throws Exception {
    KeyRing ring = new KeyRing(List.of(first));
    try (PostgresObjectStore store = open(secrets(ring))) {
      create(store, SECRETS, "one");
    }
    try (Reencryption reencryption = reencryption(EncryptionAtRest.of(Set.of(), ring))) {
      assertThat(reencryption.run().retired()).containsExactly(first.id());
    }

    assertThat(values("secrets")).hasSize(2).allMatch(value -> value.contains(WORD));
  }
}
