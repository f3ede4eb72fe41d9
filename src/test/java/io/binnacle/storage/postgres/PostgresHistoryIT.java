package io.binnacle.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.storage.Mutation;
import io.binnacle.storage.MutationGroup;
import io.binnacle.storage.ObjectVersion;
import io.binnacle.storage.Snapshot;
import io.binnacle.storage.StoredObject;
import io.binnacle.storage.cacher.CachedObjectStore;
import io.binnacle.storage.encryption.EncryptionAtRest;
import io.binnacle.testing.PostgresServer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The past that is too long ago for a server's memory. */
class PostgresHistoryIT {
  private static final GroupResource PODS = new GroupResource("", "pods");
  private static final ObjectKey ONE = new ObjectKey("a", "one");
  private static final int REMEMBERED = 100;

  private final PostgresServer.Database database = PostgresServer.shared().createDatabase();
  private final PostgresObjectStore store =
      PostgresObjectStore.open(
          new StoreConfiguration(
              Optional.of(database.url()),
              Optional.of(database.user()),
              Optional.of(database.password()),
              Optional.empty(),
              10_000,
              500,
              Duration.ofMinutes(10),
              Duration.ofMinutes(2),
              "0",
              10,
              REMEMBERED,
              Duration.ofMillis(100)),
          new ManagedDataSource(),
          new PostgresObjectStore.Keeping(Optional.empty(), EncryptionAtRest.none()),
          InstantSource.system(),
          CachedObjectStore.daemonThreads());

  @AfterEach
  void close() {
    store.close();
    PostgresServer.shared().drop(database);
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private StoredObject commit(Mutation mutation) {
    return join(store.commit(MutationGroup.of(mutation))).outcomes().getFirst().orElseThrow();
  }

  private static ObjectNode pod(ObjectKey key) {
    ObjectNode tree = Json.object();
    tree.putObject("metadata").put("namespace", key.namespace()).put("name", key.name());
    return tree;
  }

  private StoredObject create(ObjectKey key) {
    return commit(new Mutation.Create(PODS, key, pod(key)));
  }

  @Test
  void isReadFromTheLog() {
    StoredObject one = create(ONE);
    StoredObject gone = create(new ObjectKey("a", "gone"));
    StoredObject unchanged = create(new ObjectKey("b", "unchanged"));
    commit(new Mutation.Delete(PODS, gone.key(), gone.revision()));
    StoredObject newest = one;
    for (int i = 0; i < 2 * REMEMBERED; i++) {
      newest = commit(new Mutation.Update(PODS, ONE, pod(ONE).put("note", i), newest.revision()));
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() ->
            store
                .at(unchanged.revision())
                .toCompletableFuture()
                .handle((s, e) -> e != null)
                .join());

    Snapshot past = join(store.history().at(PODS, unchanged.revision()));

    assertThat(past.count(PODS, "")).isEqualTo(3);
    assertThat(past.get(PODS, ONE).bytes()).isEqualTo(one.bytes());
    assertThat(past.get(PODS, gone.key()).bytes()).isEqualTo(gone.bytes());
    List<ObjectVersion> versions = join(store.history().versions(PODS, ONE));
    assertThat(versions).hasSize(1 + 2 * REMEMBERED);
    assertThat(versions.getFirst().object().revision()).isEqualTo(newest.revision());
    assertThat(versions.getLast().object().revision()).isEqualTo(one.revision());
    assertThat(versions.getLast().created()).isTrue();
    assertThat(versions.stream().map(version -> version.object().revision()))
        .doesNotHaveDuplicates();
  }
}
