package io.binnacle.app.bench;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Many watchers of one namespace: how long after its commit each of a burst of events reaches each
 * of them.
 */
record WatchScenario(int watchers, int events) implements Scenario {
  private static final String NAME = "event-";
  private static final Pattern EVENT = Pattern.compile("\"name\":\"" + NAME + "(\\d+)\"");
  private static final int OPENING = 16;
  private static final long PATIENCE_SECONDS = 120;
  private static final long NANOS_A_MICRO = 1000;

  @Override
  public String name() {
    return "watch-" + watchers;
  }

  @Override
  public void run(BenchCluster cluster, BenchReport report) {
    LoadConnection load = cluster.load();
    StoreTarget target = new StoreTarget(load, new LoadRun(1, java.time.Duration.ZERO));
    String namespace = "bench-" + name();
    target.makeNamespace(namespace);
    BenchCluster.Stopwatch opening = cluster.measure(name());
    List<Watcher> all = open(load, StoreTarget.collection(namespace));
    try {
      report.add(opening.stop("opened", watchers));
      BenchCluster.Stopwatch watch = cluster.measure(name());
      long[] sent = burst(load, namespace);
      long[] delays = delays(all, sent);
      Map<String, Number> facts =
          Map.of(
              "p50Micros", delays[delays.length / 2],
              "p99Micros", delays[(int) (delays.length * 0.99)],
              "longestMicros", delays[delays.length - 1]);
      report.add(watch.stop("events", delays.length, facts));
    } finally {
      // All are closed before the next event, at which the server notices.
      all.stream().map(Watcher::close).toList().forEach(LoadRun::join);
    }
    target.clear(namespace);
  }

  private List<Watcher> open(LoadConnection load, String collection) {
    String path = collection + "?watch=1&resourceVersion=0";
    Semaphore opening = new Semaphore(OPENING);
    List<Watcher> all = new ArrayList<>();
    for (int i = 0; i < watchers; i++) {
      Watcher watcher = new Watcher(load, path, opening, events);
      all.add(watcher);
      watcher.start();
    }
    all.forEach(watcher -> await(watcher.opened));
    return all;
  }

  /** When each was sent. The commit is later, but only the server knows when. */
  private long[] burst(LoadConnection load, String namespace) {
    long[] sent = new long[events];
    for (int event = 0; event < events; event++) {
      byte[] body = StoreTarget.body(NAME + event, event);
      sent[event] = System.nanoTime();
      load.send("POST", StoreTarget.collection(namespace), body, 201);
    }
    return sent;
  }

  /** From a write's sending to its event's arrival at each watcher; sorted. */
  private static long[] delays(List<Watcher> all, long[] sent) {
    all.forEach(watcher -> await(watcher.served));
    return all.stream()
        .flatMapToLong(watcher -> {
          if (watcher.failure.get() != null) {
            throw watcher.failure.get();
          }
          long[] delays = new long[sent.length];
          Arrays.setAll(delays, i -> (watcher.arrivals[i] - sent[i]) / NANOS_A_MICRO);
          return Arrays.stream(delays);
        })
        .sorted()
        .toArray();
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new BenchFailure("a watcher was not served");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailure("interrupted");
    }
  }

  /** A stream, read by a thread of its own. */
  private static final class Watcher {
    private static final int BLOCK_BYTES = 4096;

    private final LoadConnection load;
    private final String path;
    private final Semaphore opening;
    private final CountDownLatch opened = new CountDownLatch(1);
    private final CountDownLatch served = new CountDownLatch(1);
    private final AtomicReference<@Nullable BenchFailure> failure = new AtomicReference<>();
    private final AtomicReference<@Nullable InputStream> stream = new AtomicReference<>();
    private final long[] arrivals;

    Watcher(LoadConnection load, String path, Semaphore opening, int events) {
      this.load = load;
      this.path = path;
      this.opening = opening;
      this.arrivals = new long[events];
    }

    void start() {
      Thread.ofVirtual().name("watcher").start(this::watch);
    }

    private void watch() {
      try {
        opening.acquire();
        InputStream in;
        try {
          in = load.stream(path);
        } finally {
          opening.release();
        }
        stream.set(in);
        opened.countDown();
        read(in);
      } catch (BenchFailure e) {
        failure.set(e);
      } catch (IOException e) {
        failure.set(new BenchFailure("a watch broke off: " + e));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        opened.countDown();
        served.countDown();
      }
    }

    /** One event a line; not each is of the burst. */
    private void read(InputStream in) throws IOException {
      byte[] block = new byte[BLOCK_BYTES];
      StringBuilder line = new StringBuilder();
      int events = 0;
      while (events < arrivals.length) {
        int length = in.read(block);
        if (length < 0) {
          throw new IOException("the server ended it after " + events + " events");
        }
        for (int i = 0; i < length; i++) {
          line.append((char) block[i]);
          if (block[i] == '\n') {
            Matcher event = EVENT.matcher(line);
            if (event.find()) {
              arrivals[Integer.parseInt(event.group(1))] = System.nanoTime();
              events++;
            }
            line.setLength(0);
          }
        }
      }
    }

    /** Returns the thread that does it. */
    Thread close() {
      InputStream open = stream.get();
      return Thread.ofVirtual().start(() -> end(open));
    }

    private static void end(@Nullable InputStream open) {
      try {
        if (open != null) {
          open.close();
        }
      } catch (IOException e) {
        throw new BenchFailure("a watch could not be ended: " + e);
      }
    }
  }
}
