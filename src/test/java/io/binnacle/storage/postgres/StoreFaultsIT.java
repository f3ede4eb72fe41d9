package io.binnacle.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.cacher.CachedObjectStore;
import io.binnacle.storage.encryption.EncryptionAtRest;
import io.binnacle.testing.PostgresServer;
import io.binnacle.testing.RecordedObjects;
import io.binnacle.testing.TcpRelay;
import io.binnacle.testing.history.Finding;
import io.binnacle.testing.history.History;
import io.binnacle.testing.history.HistoryChecker;
import io.binnacle.testing.history.RandomClient;
import io.binnacle.testing.history.Recorder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Stores of two servers, without the servers, while what lies between them and the database fails:
 * far more meets in a second here than it does behind HTTP. The long form takes the same properties
 * as that of {@code TwoServersE2E}.
 */
class StoreFaultsIT {
  private static final int CLIENTS = 8;
  private static final int WATCHERS = 3;
  private static final Duration RECOVERY = Duration.ofSeconds(120);
  private static final int MOST_TOLD = 20;

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
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  private final Recorder recorder = new Recorder();
  private final CountDownLatch ended = new CountDownLatch(1);
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
    List<RandomClient> clients = IntStream.range(0, CLIENTS).mapToObj(this::client).toList();
    List<StoreWatcher> watchers = IntStream.range(0, WATCHERS).mapToObj(this::watcher).toList();
    clients.getFirst().createCounters();
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      AtomicLong goal = new AtomicLong(Long.MAX_VALUE);
      List<Future<?>> watching = new ArrayList<>();
      for (StoreWatcher watcher : watchers) {
        BooleanSupplier there = () -> watcher.reached() >= goal.get();
        watching.add(threads.submit(looping(there, watcher::step)));
      }
      List<Future<?>> working = new ArrayList<>();
      for (RandomClient client : clients) {
        working.add(threads.submit(looping(() -> ended.getCount() == 0, client::step)));
      }
      for (int fault = 0; fault < count; fault++) {
        strike(Fault.values()[fault % Fault.values().length]);
        awaitAnswers();
      }
      ended.countDown();
      awaitEnd("the clients", working);
      goal.set(stores.getFirst().get().latest().toCompletableFuture().join().revision());
      awaitEnd("the watchers", watching);
    } finally {
      ended.countDown();
      threads.shutdownNow();
    }
    check();
  }

  private RandomClient client(int number) {
    return new RandomClient(
        number,
        stores.stream().map(StoreTarget::new).toList(),
        new Random(seed + 1 + number),
        recorder);
  }

  private StoreWatcher watcher(int number) {
    return new StoreWatcher(number, stores, new Random(seed - 1 - number), recorder);
  }

  private void awaitAnswers() {
    long wanted = recorder.answered() + Integer.getInteger("binnacle.faults.operations", 200);
    await("the clients get on" + circumstances())
        .atMost(RECOVERY)
        .until(() -> recorder.answered() >= wanted || failure.get() != null);
    assertThat(failure.get()).as(circumstances()).isNull();
  }

  private void awaitEnd(String who, List<Future<?>> threads) {
    await(who + " end" + circumstances())
        .atMost(RECOVERY)
        .until(() -> threads.stream().allMatch(Future::isDone));
    assertThat(failure.get()).as(circumstances()).isNull();
  }

  private void check() {
    History history = recorder.history(new RecordedObjects(StoreTarget.NAMESPACE).log(database));
    List<Finding> findings = HistoryChecker.check(history);
    System.out.println(
        "Faults, seed %d: %d; %d changes, %d streams, %d operations"
            .formatted(
                seed,
                struck.size(),
                history.log().size(),
                history.streams().size(),
                history.operations().size()));
    assertThat(findings.stream().limit(MOST_TOLD))
        .as("%d findings%s", findings.size(), circumstances())
        .isEmpty();
  }

  private Runnable looping(BooleanSupplier done, BooleanSupplier step) {
    return () -> {
      try {
        while (!done.getAsBoolean()) {
          if (!step.getAsBoolean()) {
            ended.await(20, TimeUnit.MILLISECONDS);
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException | Error e) {
        failure.compareAndSet(null, e);
      }
    };
  }

  private void strike(Fault fault) {
    int server = random.nextInt(2);
    int millis = random.nextInt(300);
    struck.add(fault + " at " + server + " for " + millis);
    TcpRelay relay = relays.get(server);
    try {
      switch (fault) {
        case CUT -> relay.cut();
        case REFUSED -> {
          relay.refuse();
          ended.await(millis, TimeUnit.MILLISECONDS);
          relay.heal();
        }
        case STALLED -> {
          relay.stall();
          ended.await(millis, TimeUnit.MILLISECONDS);
          relay.heal();
        }
        case ANSWERS_LOST -> {
          relay.stallAnswers();
          ended.await(millis / 10, TimeUnit.MILLISECONDS);
          relay.cut();
          relay.heal();
        }
        case BACKENDS_KILLED -> postgres.killConnections(database);
        case STORE_OPENED_ANEW -> {
          opened.get(server).get().close();
          opened.get(server).set(open(server));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String circumstances() {
    return "; seed " + seed + ", faults " + struck;
  }
}
