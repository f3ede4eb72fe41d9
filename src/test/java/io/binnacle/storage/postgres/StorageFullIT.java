package io.binnacle.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.storage.CommitResult;
import io.binnacle.storage.Mutation;
import io.binnacle.storage.MutationGroup;
import io.binnacle.storage.StoreException;
import io.binnacle.storage.cacher.CachedObjectStore;
import io.binnacle.storage.encryption.EncryptionAtRest;
import io.binnacle.testing.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A database on a disk that has no room left: a small file system in memory, which only root can
 * mount. The database's own log is elsewhere.
 */
class StorageFullIT {
  private static final GroupResource PODS = new GroupResource("", "pods");
  private static final int SIZE = 200_000;
  private static final int MORE_THAN_FIT = 200;

  private final Random random = new Random(1);
  @TempDir Path disk;

  @BeforeEach
  void mount() throws Exception {
    Assumptions.assumeTrue(
        Files.getAttribute(disk, "unix:uid").equals(0), "only root can mount a file system");
    run("mount", "-t", "tmpfs", "-o", "size=24m,mode=0700", "tmpfs", disk.toString());
  }

  @AfterEach
  void unmount() throws Exception {
    if (Files.getAttribute(disk, "unix:uid").equals(0)) {
      run("umount", disk.toString());
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
  }

  private Optional<StoreException> create(PostgresObjectStore store, int number) {
    ObjectKey key = new ObjectKey("a", "p" + number);
    byte[] bytes = new byte[SIZE];
    random.nextBytes(bytes);
    ObjectNode tree = Json.object().put("note", HexFormat.of().formatHex(bytes));
    tree.putObject("metadata").put("namespace", key.namespace()).put("name", key.name());
    CompletableFuture<CommitResult> commit =
        store.commit(MutationGroup.of(new Mutation.Create(PODS, key, tree))).toCompletableFuture();
    try {
      commit.join();
      return Optional.empty();
    } catch (CompletionException e) {
      assertThat(e).hasCauseInstanceOf(StoreException.class);
      return Optional.of((StoreException) e.getCause());
    }
  }

  @Test
  void writesAreRefusedAndReadsServedUntilThereIsRoomAgain() throws Exception {
    PostgresServer.Database database = PostgresServer.shared().createDatabase(disk);
    try (PostgresObjectStore store =
        PostgresObjectStore.open(
            PostgresObjectStoreIT.configuration(database),
            new ManagedDataSource(),
            new PostgresObjectStore.Keeping(Optional.empty(), EncryptionAtRest.none()),
            InstantSource.system(),
            CachedObjectStore.daemonThreads())) {
      // A new connection needs room too: reads are served over the one that they have.
      store.latest().toCompletableFuture().join();
      int written = 0;
      Optional<StoreException> refusal = create(store, written);
      while (refusal.isEmpty() && written < MORE_THAN_FIT) {
        written++;
        refusal = create(store, written);
      }

      assertThat(refusal)
          .hasValueSatisfying(full -> {
            assertThat(full.reason()).isEqualTo(StoreException.Reason.STORAGE_FULL);
            assertThat(full).hasMessage("the database's disk is full");
          });
      long revision = store.cached().revision();
      assertThat(store.latest().toCompletableFuture().join().count(PODS, "a")).isEqualTo(written);
      assertThat(store.isReady()).isTrue();

      run("mount", "-o", "remount,size=64m", disk.toString());

      assertThat(create(store, written)).isEmpty();
      assertThat(store.cached().revision()).isEqualTo(revision + 1);
    } finally {
      PostgresServer.shared().drop(database, disk);
    }
  }
}
