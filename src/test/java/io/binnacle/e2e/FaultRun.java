package io.binnacle.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.testing.ApiHttp;
import io.binnacle.testing.RecordedObjects;
import io.binnacle.testing.history.Finding;
import io.binnacle.testing.history.History;
import io.binnacle.testing.history.HistoryChecker;
import io.binnacle.testing.history.Outcome;
import io.binnacle.testing.history.RandomClient;
import io.binnacle.testing.history.Recorder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One round: clients and watchers at two servers while one thing after the other fails, then a
 * check of all that they were told. What is drawn follows from the seed; what meets what in time
 * does not.
 */
final class FaultRun {
  private static final int CLIENTS = 6;
  private static final int WATCHERS = 3;
  private static final Duration RECOVERY = Duration.ofSeconds(90);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final int MOST_TOLD = 20;

  private final TwoServers servers;
  private final List<ApiHttp> https;
  private final RecordedObjects objects;
  private final long seed;
  private final Random random;
  private final Recorder recorder = new Recorder();
  private final List<String> struck = new ArrayList<>();
  private final Instant begin = Instant.now();

  /** Goes to zero when the clients shall stop, or one of them has failed. */
  private final CountDownLatch ended = new CountDownLatch(1);

  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  /**
   * @param namespace must not exist
   */
  FaultRun(TwoServers servers, String namespace, long seed) {
    this.servers = servers;
    this.https = List.of(servers.http(0), servers.http(1));
    this.objects = new RecordedObjects(namespace);
    this.seed = seed;
    this.random = new Random(seed);
  }

  /**
   * Runs it and fails with what the checker finds.
   *
   * @param faults one after the other
   * @param operations how many get an answer between two of them
   */
  void run(List<Fault> faults, int operations) {
    long start = createNamespace();
    List<RandomClient> clients = IntStream.range(0, CLIENTS).mapToObj(this::client).toList();
    clients.getFirst().createCounters();
    List<FaultWatcher> watchers = new ArrayList<>();
    for (int number = 0; number < WATCHERS; number++) {
      watchers.add(watcher(number, https, start));
    }
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      watchers.forEach(watcher -> threads.execute(looping(watcher::isDone, watcher::step)));
      List<Future<?>> running = new ArrayList<>();
      for (RandomClient client : clients) {
        running.add(threads.submit(looping(() -> ended.getCount() == 0, client::step)));
      }
      awaitAnswers(operations, "the beginning");
      for (Fault fault : faults) {
        int server = random.nextInt(https.size());
        strike(fault, server, companion(server));
        awaitAnswers(operations, fault.toString());
      }
      ended.countDown();
      await("the clients end")
          .atMost(RECOVERY)
          .until(() -> running.stream().allMatch(Future::isDone));
      finish(watchers, start, threads);
    } finally {
      ended.countDown();
      threads.shutdownNow();
      watchers.forEach(FaultRun::close);
    }
    check(faults.size());
  }

  private RandomClient client(int number) {
    List<HttpTarget> targets =
        https.stream().map(server -> new HttpTarget(server, https, objects)).toList();
    return new RandomClient(number, targets, new Random(seed + 1 + number), recorder);
  }

  private FaultWatcher watcher(int number, List<ApiHttp> at, long start) {
    return new FaultWatcher(number, at, objects, new Random(seed - 1 - number), recorder)
        .after(start);
  }

  /** Who got nowhere waits a moment, so that a run does not consist of refused connections. */
  private Runnable looping(BooleanSupplier done, BooleanSupplier step) {
    return () -> {
      try {
        while (!done.getAsBoolean()) {
          if (!step.getAsBoolean()) {
            ended.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException | Error e) {
        failure.compareAndSet(null, e);
        ended.countDown();
      }
    };
  }

  /** Gives the revision at which nothing is in it yet. */
  private long createNamespace() {
    String body =
        "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"%s\"}}"
            .formatted(objects.namespace());
    await()
        .atMost(RECOVERY)
        .until(() ->
            List.of(201, 409).contains(https.getFirst().post("/api/v1/namespaces", body).status()));
    return RecordedObjects.revision(https.getFirst().get(objects.path()).json());
  }

  /**
   * Lets something fail at a server.
   *
   * @param meanwhile what else happens before it is over
   */
  private void strike(Fault fault, int server, Runnable meanwhile) {
    Duration duration = fault.duration(random);
    struck.add("%s at server %d for %s".formatted(fault, server, duration));
    Runnable end = fault.strike(servers, server);
    try {
      requireClients(ended.await(duration.toMillis(), TimeUnit.MILLISECONDS));
      meanwhile.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end.run();
    }
  }

  /** One of three times something befalls the other server at the same time. */
  private Runnable companion(int server) {
    List<Fault> companions = Fault.companions();
    return random.nextInt(3) == 0
        ? () -> strike(companions.get(random.nextInt(companions.size())), 1 - server, () -> {})
        : () -> {};
  }

  private void requireClients(boolean over) {
    if (over) {
      throw new AssertionError("a client failed" + circumstances(), failure.get());
    }
  }

  /** Both servers serve again, and the clients get on. */
  private void awaitAnswers(int operations, String what) {
    long wanted = recorder.answered() + operations;
    Instant over = Instant.now();
    for (ApiHttp server : https) {
      await("a server answers after " + what + circumstances())
          .atMost(RECOVERY)
          .ignoreException(UncheckedIOException.class)
          .until(() -> server.get(objects.path() + "?limit=1").status() == 200);
    }
    struck.add("served after " + Duration.between(over, Instant.now()));
    await("the clients get on after " + what + circumstances())
        .atMost(RECOVERY.plusMillis(100L * operations))
        .until(() -> ended.getCount() == 0 || recorder.answered() >= wanted);
    requireClients(ended.getCount() == 0);
  }

  /** The watchers come to the end, and two that begin now see everything from the beginning. */
  private void finish(List<FaultWatcher> watchers, long start, ExecutorService threads) {
    JsonNode list = https.getFirst().get(objects.path()).json();
    long end = RecordedObjects.revision(list);
    for (int server = 0; server < https.size(); server++) {
      FaultWatcher late = watcher(WATCHERS + server, List.of(https.get(server)), start);
      watchers.add(late);
      threads.execute(looping(late::isDone, late::step));
    }
    watchers.forEach(watcher -> watcher.until(end));
    await("all watchers at the end" + circumstances())
        .atMost(RECOVERY)
        .untilAsserted(() -> assertThat(watchers).allMatch(FaultWatcher::isDone));
  }

  private static void close(FaultWatcher watcher) {
    try {
      watcher.close();
    } catch (IOException e) {
      throw new UncheckedIOException("a watch cannot be closed", e);
    }
  }

  private void check(int faults) {
    History history = recorder.history(objects.log(servers.database()));
    List<Finding> findings = HistoryChecker.check(history);
    System.out.println(
        "Faults, seed %d: %d in %s; %d changes, %d streams, operations %s, %s"
            .formatted(
                seed,
                faults,
                Duration.between(begin, Instant.now()),
                history.log().size(),
                history.streams().size(),
                outcomes(history),
                struck));
    assertThat(findings.stream().limit(MOST_TOLD))
        .as("%d findings%s", findings.size(), circumstances())
        .isEmpty();
  }

  private static Map<String, Integer> outcomes(History history) {
    Map<String, Integer> outcomes = new TreeMap<>();
    history
        .operations()
        .forEach(operation ->
            outcomes.merge(
                operation.outcome() instanceof Outcome.Refused refused
                    ? "Refused " + refused.reason()
                    : operation.outcome().getClass().getSimpleName(),
                1,
                Integer::sum));
    return outcomes;
  }

  private String circumstances() {
    return "; seed %d, faults %s".formatted(seed, struck);
  }

  /** So many faults of some kinds: each of them before any comes again, in a random order. */
  static List<Fault> draw(Set<Fault> kinds, int count, Random random) {
    List<Fault> faults = new ArrayList<>();
    while (faults.size() < count) {
      List<Fault> all = new ArrayList<>(kinds);
      Collections.shuffle(all, random);
      faults.addAll(all.subList(0, Math.min(all.size(), count - faults.size())));
    }
    return faults;
  }
}
