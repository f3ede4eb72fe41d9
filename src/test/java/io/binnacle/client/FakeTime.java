package io.binnacle.client;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Time that stands still until a test moves it: a clock and the timer that goes with it. Tasks run
 * on the thread that advances the time, in the order in which they are due.
 */
public final class FakeTime extends Clock implements DelayedExecutor {
  private record Task(Instant due, long sequence, Runnable task) {}

  private final List<Task> tasks = new ArrayList<>();
  private Instant now;
  private long sequence;

  public FakeTime() {
    this(Instant.parse("2026-01-01T00:00:00Z"));
  }

  public FakeTime(Instant start) {
    now = start;
  }

  @Override
  public synchronized void execute(Runnable task, Duration delay) {
    tasks.add(new Task(now.plus(delay), sequence++, task));
  }

  /** Moves the time on and runs what becomes due, tasks that those tasks add included. */
  public void advance(Duration by) {
    Instant until = instant().plus(by);
    Optional<Task> next;
    while ((next = takeDue(until)).isPresent()) {
      next.get().task().run();
    }
    synchronized (this) {
      now = until;
    }
  }

  private synchronized Optional<Task> takeDue(Instant until) {
    Optional<Task> next =
        tasks.stream()
            .filter(task -> !task.due().isAfter(until))
            .min(Comparator.comparing(Task::due).thenComparingLong(Task::sequence));
    next.ifPresent(task -> {
      tasks.remove(task);
      if (task.due().isAfter(now)) {
        now = task.due();
      }
    });
    return next;
  }

  /** How many tasks wait. */
  public synchronized int waiting() {
    return tasks.size();
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return Clock.fixed(instant(), zone);
  }
}
