package io.binnacle.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.binnacle.storage.ObjectStore;
import io.binnacle.testing.PostgresServer;
import io.binnacle.testing.RecordedObjects;
import io.binnacle.testing.history.Finding;
import io.binnacle.testing.history.History;
import io.binnacle.testing.history.HistoryChecker;
import io.binnacle.testing.history.RandomClient;
import io.binnacle.testing.history.Recorder;
import java.time.Duration;
import java.util.List;
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

/**
 * Random clients and watchers at work on stores, each on a thread of its own, until they are ended:
 * all that they were told is recorded.
 */
final class StoreWorkload implements AutoCloseable {
  private static final int CLIENTS = 8;
  private static final int WATCHERS = 3;
  private static final Duration RECOVERY = Duration.ofSeconds(120);
  private static final int MOST_TOLD = 20;

  private final List<Supplier<ObjectStore>> stores;
  private final Supplier<String> circumstances;
  private final Recorder recorder = new Recorder();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicLong goal = new AtomicLong(Long.MAX_VALUE);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<StoreWatcher> watchers;
  private final List<? extends Future<?>> watching;
  private final List<? extends Future<?>> working;

  private StoreWorkload(
      List<Supplier<ObjectStore>> stores, long seed, Supplier<String> circumstances) {
    this.stores = stores;
    this.circumstances = circumstances;
    watchers =
        IntStream.range(0, WATCHERS)
            .mapToObj(
                number -> new StoreWatcher(number, stores, new Random(seed - 1 - number), recorder))
            .toList();
    List<RandomClient> clients =
        IntStream.range(0, CLIENTS)
            .mapToObj(number ->
                new RandomClient(
                    number,
                    stores.stream().map(StoreTarget::new).toList(),
                    new Random(seed + 1 + number),
                    recorder))
            .toList();
    clients.getFirst().createCounters();
    watching =
        watchers.stream()
            .map(watcher ->
                threads.submit(looping(() -> watcher.reached() >= goal.get(), watcher::step)))
            .toList();
    working =
        clients.stream()
            .map(client -> threads.submit(looping(() -> ended.getCount() == 0, client::step)))
            .toList();
  }

  /**
   * Lets them begin.
   *
   * @param stores those that are open now, of a database in which nothing is
   * @param circumstances for whoever reads of a failure
   */
  static StoreWorkload start(
      List<Supplier<ObjectStore>> stores, long seed, Supplier<String> circumstances) {
    return new StoreWorkload(stores, seed, circumstances);
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

  /** Waits while they work; less long where the thread is interrupted. */
  void letWork(Duration length) {
    try {
      ended.await(length.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Until clients have got so many answers more out of the stores. */
  void awaitAnswers(long more) {
    long wanted = recorder.answered() + more;
    await("the clients get on" + circumstances.get())
        .atMost(RECOVERY)
        .until(() -> recorder.answered() >= wanted || failure.get() != null);
    assertThat(failure.get()).as(circumstances.get()).isNull();
  }

  /** Ends the clients, and the watchers when they have come to where the clients got. */
  void end() {
    ended.countDown();
    awaitEnd("the clients", working);
    goal.set(stores.getFirst().get().latest().toCompletableFuture().join().revision());
    awaitEnd("the watchers", watching);
  }

  private void awaitEnd(String who, List<? extends Future<?>> threads) {
    await(who + " end" + circumstances.get())
        .atMost(RECOVERY)
        .until(() -> threads.stream().allMatch(Future::isDone));
    assertThat(failure.get()).as(circumstances.get()).isNull();
  }

  /** How often a watcher was told that its place is not in the log any more. */
  int placesLost() {
    return watchers.stream().mapToInt(StoreWatcher::placesLost).sum();
  }

  /** All that they did, and what the database says of it. */
  History history(PostgresServer.Database database) {
    return recorder.history(new RecordedObjects(StoreTarget.NAMESPACE).log(database));
  }

  /** The stores have kept all promises. */
  void assertFlawless(History history) {
    List<Finding> findings = HistoryChecker.check(history);
    System.out.println(
        "%d changes, %d streams, %d operations%s"
            .formatted(
                history.log().size(),
                history.streams().size(),
                history.operations().size(),
                circumstances.get()));
    assertThat(findings.stream().limit(MOST_TOLD))
        .as("%d findings%s", findings.size(), circumstances.get())
        .isEmpty();
  }

  @Override
  public void close() {
    ended.countDown();
    threads.shutdownNow();
  }
}
