package io.binnacle.client;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keys to work on. A key that waits is there once however often it is added; a key that is being
 * worked on is given to nobody else, and waits again after {@link #done} when it was added
 * meanwhile. First come, first served. A key that keeps failing comes back after ever longer delays
 * and holds nobody else up. Safe for any thread.
 */
public final class WorkQueue<K> implements AutoCloseable {
  /**
   * How failing keys come back: after {@code first}, then twice as long each time, up to {@code
   * most}.
   */
  public record RateLimit(Duration first, Duration most) {
    /** As client-go's default for controllers, with a shorter end. */
    public static final RateLimit DEFAULT =
        new RateLimit(Duration.ofMillis(5), Duration.ofMinutes(5));

    Duration delay(int failures) {
      double millis = first.toMillis() * Math.pow(2, Math.min(failures, 62));
      return Duration.ofMillis((long) Math.min(millis, most.toMillis()));
    }
  }

  /** Work that takes less than this is never in the way. */
  private static final Duration QUICK = Duration.ofMillis(10);

  /** A key rests for so many times as long as it was worked on, but not for ever. */
  private static final int REST = 4;

  private static final Duration LONGEST_REST = Duration.ofMillis(200);

  private final DelayedExecutor timer;
  private final Clock clock;
  private final RateLimit rateLimit;
  private final QueueMetrics metrics;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** What waits, in order, and since when. */
  private final Map<K, Instant> waiting = new LinkedHashMap<>();

  /** What is worked on, and since when. */
  private final Map<K, Instant> processing = new HashMap<>();

  /** What was added while it is worked on. */
  private final Set<K> again = new HashSet<>();

  /** What is to be added later, and when: the earliest of several. */
  private final Map<K, Instant> delayed = new HashMap<>();

  /** What is to be worked on again, after a rest. */
  private final Set<K> resting = new HashSet<>();

  private final Map<K, Integer> failures = new HashMap<>();
  private boolean closed;

  public WorkQueue(DelayedExecutor timer, Clock clock, RateLimit rateLimit, QueueMetrics metrics) {
    this.timer = timer;
    this.clock = clock;
    this.rateLimit = rateLimit;
    this.metrics = metrics;
  }

  /** Adds a key now. */
  public void add(K key) {
    int depth;
    lock.lock();
    try {
      if (closed || waiting.containsKey(key) || resting.contains(key)) {
        return;
      }
      if (processing.containsKey(key)) {
        again.add(key);
        return;
      }
      waiting.put(key, clock.instant());
      depth = waiting.size();
      changed.signal();
    } finally {
      lock.unlock();
    }
    metrics.added(depth);
  }

  /** Adds a key later, unless it is to be added earlier anyway. */
  public void addAfter(K key, Duration delay) {
    if (!delay.isPositive()) {
      add(key);
      return;
    }
    Instant due;
    lock.lock();
    try {
      due = clock.instant().plus(delay);
      Instant known = delayed.get(key);
      if (closed || (known != null && !known.isAfter(due))) {
        return;
      }
      delayed.put(key, due);
    } finally {
      lock.unlock();
    }
    timer.execute(() -> addDelayed(key, due), delay);
  }

  private void addDelayed(K key, Instant due) {
    lock.lock();
    try {
      if (!delayed.remove(key, due)) {
        return;
      }
    } finally {
      lock.unlock();
    }
    add(key);
  }

  /** Adds a key that failed, after a delay that grows until {@link #forget}. */
  public void addRateLimited(K key) {
    int failed;
    lock.lock();
    try {
      failed = failures.merge(key, 1, Integer::sum);
    } finally {
      lock.unlock();
    }
    metrics.retried();
    addAfter(key, rateLimit.delay(failed - 1));
  }

  /** How often a key has failed in a row. */
  public int failures(K key) {
    lock.lock();
    try {
      return failures.getOrDefault(key, 0);
    } finally {
      lock.unlock();
    }
  }

  /** The key has succeeded. */
  public void forget(K key) {
    lock.lock();
    try {
      failures.remove(key);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for a key, which the caller gives back with {@link #done}. Empty once the queue is
   * closed.
   */
  public Optional<K> take() throws InterruptedException {
    Taken<K> taken;
    lock.lockInterruptibly();
    try {
      while (waiting.isEmpty() && !closed) {
        changed.await();
      }
      if (closed) {
        return Optional.empty();
      }
      taken = takeFirst();
    } finally {
      lock.unlock();
    }
    metrics.taken(taken.depth(), taken.waited());
    return Optional.of(taken.key());
  }

  /** The next key, if one waits. */
  public Optional<K> poll() {
    Taken<K> taken;
    lock.lock();
    try {
      if (waiting.isEmpty() || closed) {
        return Optional.empty();
      }
      taken = takeFirst();
    } finally {
      lock.unlock();
    }
    metrics.taken(taken.depth(), taken.waited());
    return Optional.of(taken.key());
  }

  private record Taken<K>(K key, Duration waited, int depth) {}

  /** Under the lock, when something waits. */
  private Taken<K> takeFirst() {
    Map.Entry<K, Instant> first = waiting.entrySet().iterator().next();
    K key = first.getKey();
    Instant now = clock.instant();
    Duration waited = Duration.between(first.getValue(), now);
    waiting.remove(key);
    processing.put(key, now);
    return new Taken<>(key, waited, waiting.size());
  }

  /**
   * The work on a key is over, well or not. A key that was added meanwhile comes again: after a
   * rest where the work took long. News of a set of ten thousand pods come by the hundred each
   * second, and to look at all its pods for each of them would leave no time for anything else.
   */
  public void done(K key) {
    Duration worked = Duration.ZERO;
    boolean repeat;
    Duration rest;
    lock.lock();
    try {
      Instant since = processing.remove(key);
      if (since != null) {
        worked = Duration.between(since, clock.instant());
        metrics.done(worked);
      }
      repeat = again.remove(key);
      rest = rest(worked);
      if (repeat && rest.isPositive()) {
        resting.add(key);
      }
    } finally {
      lock.unlock();
    }
    if (repeat && rest.isPositive()) {
      timer.execute(() -> endRest(key), rest);
    } else if (repeat) {
      add(key);
    }
  }

  private static Duration rest(Duration worked) {
    if (worked.compareTo(QUICK) < 0) {
      return Duration.ZERO;
    }
    Duration rest = worked.multipliedBy(REST);
    return rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST;
  }

  private void endRest(K key) {
    lock.lock();
    try {
      resting.remove(key);
    } finally {
      lock.unlock();
    }
    add(key);
  }

  /** How many keys wait to be taken now. */
  public int depth() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** Lets go of everything that waits and of everybody who waits for it. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      waiting.clear();
      delayed.clear();
      again.clear();
      resting.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
