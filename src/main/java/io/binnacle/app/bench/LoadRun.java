package io.binnacle.app.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Clients that do the same again and again, each as soon as its last answer is there.
 *
 * @param clients threads, each with a connection of its own
 */
record LoadRun(int clients, Duration length) {
  private static final int WARM_UP_SHARE = 4;
  private static final int MOST_WARM_UPS = 24;
  private static final int WARM = 3;
  private static final double RISE = 1.03;
  private static final int NANOS_A_MICRO = 1000;

  /** What an operation gives when its client is to stop. */
  private static final long ENOUGH = -1;

  /** One request. Called by one client at a time, on that client's thread. */
  @FunctionalInterface
  interface Operation {
    /**
     * @param client from 0
     * @param turn counts the client's requests, from 0
     * @return bytes of the answer
     * @throws BenchFailure where the answer is not what it should be
     */
    long run(int client, long turn);
  }

  /**
   * What came of it.
   *
   * @param micros of each request, in order of length
   */
  record Result(Duration taken, long bytes, long[] micros) {
    private static final double NANOS = 1e9;

    long requests() {
      return micros.length;
    }

    double requestsPerSecond() {
      return requests() / (taken.toNanos() / NANOS);
    }

    double bytesPerSecond() {
      return bytes / (taken.toNanos() / NANOS);
    }

    /** So long took the given share of the requests at the most. */
    long micros(double share) {
      return micros.length == 0
          ? 0
          : micros[(int) Math.min(micros.length - 1, micros.length * share)];
    }
  }

  /**
   * The same without measuring, until the rate rises no more: compilers and caches do their work.
   */
  void warmUp(Operation operation) {
    LoadRun part = new LoadRun(clients, length.dividedBy(WARM_UP_SHARE));
    double best = 0;
    int inVain = 0;
    for (int i = 0; i < MOST_WARM_UPS && inVain < WARM; i++) {
      double rate = part.run(operation).requestsPerSecond();
      inVain = rate < best * RISE ? inVain + 1 : 0;
      best = Math.max(best, rate);
    }
  }

  /**
   * @throws BenchFailure the first one that a client met
   */
  Result run(Operation operation) {
    CountDownLatch start = new CountDownLatch(1);
    List<Client> all = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      Client client = new Client(i, operation, start, length);
      all.add(client);
      threads.add(Thread.ofPlatform().name("client-" + i).start(client));
    }
    long began = System.nanoTime();
    start.countDown();
    threads.forEach(LoadRun::join);
    Duration taken = Duration.ofNanos(System.nanoTime() - began);
    return result(all, taken);
  }

  private static Result result(List<Client> all, Duration taken) {
    long bytes = 0;
    for (Client client : all) {
      if (client.failure != null) {
        throw client.failure;
      }
      bytes += client.bytes;
    }
    return new Result(
        taken,
        bytes,
        all.stream()
            .flatMapToLong(client -> Arrays.stream(client.micros, 0, client.turns))
            .sorted()
            .toArray());
  }

  /** Each number below the count once, by whichever client is free. The length does not matter. */
  void share(int count, LongConsumer operation) {
    AtomicLong next = new AtomicLong();
    new LoadRun(clients, Duration.ofDays(1))
        .run((client, turn) -> {
          long number = next.getAndIncrement();
          if (number >= count) {
            return ENOUGH;
          }
          operation.accept(number);
          return 0;
        });
  }

  static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailure("interrupted");
    }
  }

  private static final class Client implements Runnable {
    private static final int FIRST_SIZE = 1 << 12;

    private final int number;
    private final Operation operation;
    private final CountDownLatch start;
    private final Duration length;
    private long[] micros = new long[FIRST_SIZE];
    private int turns;
    private long bytes;
    private @Nullable BenchFailure failure;

    Client(int number, Operation operation, CountDownLatch start, Duration length) {
      this.number = number;
      this.operation = operation;
      this.start = start;
      this.length = length;
    }

    @Override
    public void run() {
      try {
        start.await();
        long end = System.nanoTime() + length.toNanos();
        for (long now = System.nanoTime(); now < end; ) {
          long answered = operation.run(number, turns);
          if (answered == ENOUGH) {
            return;
          }
          bytes += answered;
          long then = System.nanoTime();
          add((then - now) / NANOS_A_MICRO);
          now = then;
        }
      } catch (BenchFailure e) {
        failure = e;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void add(long taken) {
      if (turns == micros.length) {
        micros = Arrays.copyOf(micros, 2 * turns);
      }
      micros[turns++] = taken;
    }
  }
}
