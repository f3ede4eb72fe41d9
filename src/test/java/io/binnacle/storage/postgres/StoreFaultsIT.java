package io.binnacle.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.cacher.CachedObjectStore;
import io.binnacle.storage.encryption.EncryptionAtRest;
import io.binnacle.testing.PostgresServer;
import io.binnacle.testing.TcpRelay;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Stores of two servers, without the servers, while what lies between them and the database fails:
 * far more meets in a second here than it does behind HTTP. The long form takes the same properties
 * as that of {@code TwoServersE2E}.
 */
class StoreFaultsIT {
  private enum Fault {
    CUT,
    REFUSED,
    STALLED,
    ANSWERS_LOST,
    BACKENDS_KILLED,
    STORE_OPENED_ANEW
  }

  private final PostgresServer postgres = PostgresServer.shared();
  private final long seed = Long.getLong("binnacle.faults.seed", Instant.now().toEpochMilli());
  private final Random random = new Random(seed);
  private final List<String> struck = new ArrayList<>();
  private final PostgresServer.Database database = postgres.createDatabase();
  private final List<TcpRelay> relays =
      List.of(TcpRelay.to(postgres.port()), TcpRelay.to(postgres.port()));
  private final List<AtomicReference<PostgresObjectStore>> opened =
      List.of(new AtomicReference<>(open(0)), new AtomicReference<>(open(1)));
  private final List<Supplier<ObjectStore>> stores =
      opened.stream().map(store -> (Supplier<ObjectStore>) store::get).toList();

  private PostgresObjectStore open(int server) {
    StoreConfiguration configuration =
        PostgresObjectStoreIT.configuration(
            new PostgresServer.Database(
                database.urlAt(relays.get(server).port()), database.user(), database.password()));
    return PostgresObjectStore.open(
        DataSources.of(configuration, new ManagedDataSource()::get),
        configuration,
        new PostgresObjectStore.Keeping(Optional.empty(), EncryptionAtRest.none()),
        InstantSource.system(),
        CachedObjectStore.daemonThreads());
  }

  @AfterEach
  void close() {
    opened.forEach(store -> store.get().close());
    relays.forEach(TcpRelay::close);
    postgres.drop(database);
  }

  @Test
  void keepsItsPromisesWhateverFails() {
    int count = Integer.getInteger("binnacle.faults.count", Fault.values().length);
    try (StoreWorkload workload = StoreWorkload.start(stores, seed, this::circumstances)) {
      for (int fault = 0; fault < count; fault++) {
        strike(Fault.values()[fault % Fault.values().length], workload);
        workload.awaitAnswers(Integer.getInteger("binnacle.faults.operations", 200));
      }
      workload.end();
      workload.assertFlawless(workload.history(database));
      assertThat(workload.placesLost()).as(circumstances()).isZero();
    }
  }

  private void strike(Fault fault, StoreWorkload workload) {
    int server = random.nextInt(2);
    int millis = random.nextInt(300);
    struck.add(fault + " at " + server + " for " + millis);
    TcpRelay relay = relays.get(server);
    switch (fault) {
      case CUT -> relay.cut();
      case REFUSED -> {
        relay.refuse();
        workload.letWork(Duration.ofMillis(millis));
        relay.heal();
      }
      case STALLED -> {
        relay.stall();
        workload.letWork(Duration.ofMillis(millis));
        relay.heal();
      }
      case ANSWERS_LOST -> {
        relay.stallAnswers();
        workload.letWork(Duration.ofMillis(millis / 10));
        relay.cut();
        relay.heal();
      }
      case BACKENDS_KILLED -> postgres.killConnections(database);
      case STORE_OPENED_ANEW -> {
        opened.get(server).get().close();
        opened.get(server).set(open(server));
      }
    }
  }

  private String circumstances() {
    return "; seed " + seed + ", faults " + struck;
  }
}
