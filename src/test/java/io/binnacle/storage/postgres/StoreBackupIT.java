package io.binnacle.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.storage.Mutation;
import io.binnacle.storage.MutationGroup;
import io.binnacle.storage.StoreException;
import io.binnacle.storage.cacher.CachedObjectStore;
import io.binnacle.storage.encryption.EncryptionAtRest;
import io.binnacle.storage.encryption.EncryptionKey;
import io.binnacle.storage.encryption.KeyRing;
import io.binnacle.testing.PostgresServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoreBackupIT {
  private static final GroupResource SECRETS = new GroupResource("", "secrets");

  private final PostgresServer.Database database = PostgresServer.shared().createDatabase();
  private final PostgresServer.Database other = PostgresServer.shared().createDatabase();
  private final EncryptionAtRest encryption =
      EncryptionAtRest.of(
          Set.of(SECRETS), new KeyRing(List.of(EncryptionKey.generate(new SecureRandom()))));

  @AfterEach
  void drop() {
    PostgresServer.shared().drop(database);
    PostgresServer.shared().drop(other);
  }

  private PostgresObjectStore open(PostgresServer.Database at) {
    return PostgresObjectStore.open(
        PostgresObjectStoreIT.configuration(at),
        new ManagedDataSource(),
        new PostgresObjectStore.Keeping(Optional.empty(), encryption),
        InstantSource.system(),
        CachedObjectStore.daemonThreads());
  }

  private static StoreBackup backup(PostgresServer.Database of) {
    return new StoreBackup(
        new DatabaseAddress(of.url(), of.user(), of.password()), InstantSource.system());
  }

  private static CompletableFuture<Long> create(PostgresObjectStore store, String name) {
    ObjectNode tree = Json.object();
    tree.putObject("metadata").put("namespace", "a").put("name", name);
    tree.putObject("data").put("word", "sesame\\.\t\n");
    return store
        .commit(MutationGroup.of(new Mutation.Create(SECRETS, new ObjectKey("a", name), tree)))
        .thenApply(result -> result.revision())
        .toCompletableFuture();
  }

  private byte[] written() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    backup(database).write(bytes);
    return bytes.toByteArray();
  }

  @Test
  void aBackupIsOfOneMomentWhileServersWrite() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    StoreBackup.Contents contents;
    try (PostgresObjectStore store = open(database)) {
      create(store, "first").join();
      CompletableFuture<Void> writing =
          CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 200; i++) {
              create(store, "p" + i).join();
            }
          });
      contents = backup(database).write(bytes);
      writing.join();
    }
    assertThat(bytes.toString(StandardCharsets.ISO_8859_1)).doesNotContain("sesame");

    StoreBackup.Contents restored =
        backup(other).restore(new ByteArrayInputStream(bytes.toByteArray()));

    assertThat(restored).isEqualTo(contents);
    try (PostgresObjectStore store = open(other)) {
      // Each creation took one revision, and the store began at 2.
      assertThat(store.cached().count(SECRETS, "")).isEqualTo((int) contents.revision() - 2);
      assertThat(
              store
                  .cached()
                  .get(SECRETS, new ObjectKey("a", "first"))
                  .object()
                  .tree()
                  .at("/data/word")
                  .asText())
          .isEqualTo("sesame\\.\t\n");
    }
  }

  @Test
  void revisionsGoOnFarBehindThoseOfBothPasts() throws Exception {
    byte[] early;
    long late;
    try (PostgresObjectStore store = open(database)) {
      create(store, "early").join();
      early = written();
      late = create(store, "late").join();
    }
    backup(database).restore(new ByteArrayInputStream(early));

    try (PostgresObjectStore store = open(database)) {
      assertThat(store.cached().count(SECRETS, "")).isEqualTo(1);
      assertThat(store.cached().revision()).isGreaterThan(late + 1000);
      assertThatThrownBy(() -> store.at(late).toCompletableFuture().join())
          .hasCauseInstanceOf(StoreException.class);
      create(store, "next").join();
    }
  }

  @Test
  void aRestoreUnderARunningServerIsRefused() throws Exception {
    try (PostgresObjectStore store = open(database)) {
      create(store, "one").join();
      byte[] bytes = written();
      create(store, "two").join();

      assertThatThrownBy(() -> backup(database).restore(new ByteArrayInputStream(bytes)))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("stop all servers");
      assertThat(store.latest().toCompletableFuture().join().count(SECRETS, "")).isEqualTo(2);
    }
  }

  @Test
  void whatIsNoBackupOrNotWholeChangesNothing() throws Exception {
    try (PostgresObjectStore store = open(database)) {
      create(store, "one").join();
    }
    byte[] bytes = written();
    byte[] damaged = bytes.clone();
    damaged[bytes.length / 2] ^= 1;

    for (byte[] wrong :
        List.of(
            new byte[0],
            "no archive".getBytes(StandardCharsets.UTF_8),
            Arrays.copyOf(bytes, bytes.length / 3),
            damaged)) {
      assertThatThrownBy(() -> backup(database).restore(new ByteArrayInputStream(wrong)))
          .isInstanceOfAny(IOException.class, StoreException.class);
    }
    try (PostgresObjectStore store = open(database)) {
      assertThat(store.cached().count(SECRETS, "")).isEqualTo(1);
    }
  }

  /** Of schema 3, in which the log was one table. */
  @Test
  void aBackupOfAnEarlierVersionIsRestored() throws Exception {
    try (PostgresObjectStore store = open(database)) {
      create(store, "one").join();
      create(store, "two").join();
    }
    backup(other).restore(new ByteArrayInputStream(asOfSchemaThree(written())));

    try (PostgresObjectStore store = open(other)) {
      assertThat(store.cached().count(SECRETS, "")).isEqualTo(2);
      create(store, "three").join();
    }
    try (PostgresObjectStore store = open(other)) {
      assertThat(store.cached().count(SECRETS, "")).isEqualTo(3);
    }
  }

  private static byte[] asOfSchemaThree(byte[] archive) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(archive));
        ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        out.putNextEntry(new ZipEntry(entry.getName()));
        out.write(asOfSchemaThree(entry.getName(), text).getBytes(StandardCharsets.UTF_8));
        out.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static String asOfSchemaThree(String entry, String text) {
    return switch (entry) {
      case "manifest.json" ->
          text.replaceFirst("\"schema\":\\d+", "\"schema\":3")
              .replace(", short_lived, previous_value", "")
              .replace(", dropped_revision, short_lived_dropped_revision, commit_id", "");
      case "store_change" -> withoutLastColumns(2, text);
      case "store_revision" -> withoutLastColumns(3, text);
      default -> text;
    };
  }

  private static String withoutLastColumns(int count, String rows) {
    return rows.replaceAll("(?m)(\t[^\t\n]*){" + count + "}$", "");
  }
}
