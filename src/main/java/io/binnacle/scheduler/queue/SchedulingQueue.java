package io.binnacle.scheduler.queue;

import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.scheduler.framework.ClusterEvent;
import io.binnacle.scheduler.framework.PluginSet;
import io.binnacle.scheduler.framework.PodInfo;
import io.binnacle.scheduler.framework.PreEnqueuePlugin;
import io.binnacle.scheduler.framework.QueuedPodInfo;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The scheduling queue. A pod is in one of three places: <em>active</em>, in the order of the
 * queueSort plugin; in <em>back-off</em> until a time that doubles with each attempt; or
 * <em>unschedulable</em>, until an event happens that one of the plugins that rejected it has
 * registered for, or for five minutes. Gated pods wait aside until their gates are gone.
 *
 * <p>Events during a pod's attempt are not lost: the queue knows when each kind of event last
 * happened, and a pod that comes back rejected after an event that could have helped it goes
 * through back-off instead of waiting.
 *
 * <p>Safe for any thread.
 */
public final class SchedulingQueue {
  private static final Duration UNSCHEDULABLE_LIMIT = Duration.ofMinutes(5);

  private final Clock clock;
  private final BackOff backOff;
  private final List<PreEnqueuePlugin> preEnqueues;
  private final Map<String, Set<ClusterEvent>> eventsByPlugin;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final TreeSet<QueuedPodInfo> active;
  private final TreeSet<Delayed> delayed =
      new TreeSet<>(
          Comparator.comparing(Delayed::until).thenComparingLong(d -> d.queued.sequence()));
  private final Map<ObjectKey, Place> places = new HashMap<>();
  private final Map<ObjectKey, QueuedPodInfo> unschedulable = new LinkedHashMap<>();
  private final Map<ObjectKey, Attempt> attempts = new HashMap<>();
  private final Map<ClusterEvent, Long> lastEvents = new EnumMap<>(ClusterEvent.class);
  private long eventCount;
  private long sequence;
  private boolean closed;

  private record Delayed(Instant until, QueuedPodInfo queued) {}

  /** Where a waiting pod is. */
  private sealed interface Place {
    QueuedPodInfo queued();

    record Active(QueuedPodInfo queued) implements Place {}

    record BackingOff(QueuedPodInfo queued, Delayed delayed) implements Place {}

    record Unschedulable(QueuedPodInfo queued) implements Place {}

    record Gated(QueuedPodInfo queued) implements Place {}
  }

  /** A pod that was popped: which events had happened then, and its newest version since. */
  private record Attempt(long eventsBefore, PodInfo newest, boolean updated) {}

  /** How long a pod waits after a failed attempt: doubled each time, up to a limit. */
  public record BackOff(Duration initial, Duration max) {
    Duration after(int attempts) {
      Duration duration = initial;
      for (int i = 1; i < attempts && duration.compareTo(max) < 0; i++) {
        duration = duration.multipliedBy(2);
      }
      return duration.compareTo(max) < 0 ? duration : max;
    }
  }

  /**
   * @param profiles those whose pods wait here; they have one queueSort and the same preEnqueue
   *     plugins
   */
  public SchedulingQueue(Clock clock, BackOff backOff, List<PluginSet> profiles) {
    this.clock = clock;
    this.backOff = backOff;
    this.preEnqueues = profiles.getFirst().preEnqueues();
    this.eventsByPlugin = new HashMap<>();
    profiles.forEach(profile -> eventsByPlugin.putAll(profile.eventsByPlugin()));
    Comparator<QueuedPodInfo> order = profiles.getFirst().queueSort()::compare;
    this.active = new TreeSet<>(order.thenComparingLong(QueuedPodInfo::sequence));
  }

  /** Takes in a pod that has no node. One that is known already is updated. */
  public void add(PodInfo pod) {
    lock.lock();
    try {
      if (places.containsKey(pod.key()) || attempts.containsKey(pod.key())) {
        updateLocked(pod);
      } else {
        enter(new QueuedPodInfo(pod, ++sequence, clock.instant(), 0, Set.of()));
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes note of a newer version; one that may fit now is tried again. */
  public void update(PodInfo pod) {
    add(pod);
  }

  private void updateLocked(PodInfo pod) {
    Attempt attempt = attempts.get(pod.key());
    if (attempt != null) {
      boolean relevant = attempt.updated || differs(attempt.newest, pod);
      attempts.put(pod.key(), new Attempt(attempt.eventsBefore, pod, relevant));
      return;
    }
    Place place = places.get(pod.key());
    if (place == null) {
      return;
    }
    boolean relevant = differs(place.queued().pod(), pod);
    take(pod.key());
    QueuedPodInfo newer = place.queued().withPod(pod);
    switch (place) {
      case Place.Active a -> enter(newer);
      case Place.Gated g -> enter(newer);
      case Place.BackingOff b -> delay(newer, b.delayed.until);
      case Place.Unschedulable u -> {
        if (relevant) {
          delayOrEnter(newer);
        } else {
          shelve(newer);
        }
      }
    }
  }

  /** Whether more than the status has changed, which the scheduler itself writes. */
  private static boolean differs(PodInfo before, PodInfo after) {
    return !before.uid().equals(after.uid())
        || !before.object().tree().path("spec").equals(after.object().tree().path("spec"))
        || !before.labels().equals(after.labels());
  }

  /** Forgets a pod that is deleted or has a node. */
  public void delete(PodInfo pod) {
    lock.lock();
    try {
      take(pod.key());
      attempts.remove(pod.key());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for the next pod and takes it. Each pod popped must be given back by {@link #done} or
   * {@link #addUnschedulable} or {@link #addBackOff}.
   *
   * @return empty once the queue is closed
   */
  public Optional<QueuedPodInfo> pop() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed) {
        flush();
        QueuedPodInfo first = active.pollFirst();
        if (first != null) {
          places.remove(first.pod().key());
          attempts.put(first.pod().key(), new Attempt(eventCount, first.pod(), false));
          return Optional.of(first.attempted());
        }
        await();
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private void await() throws InterruptedException {
    if (delayed.isEmpty()) {
      changed.await();
    } else {
      long millis = Duration.between(clock.instant(), delayed.first().until).toMillis();
      changed.await(Math.max(1, millis), TimeUnit.MILLISECONDS);
    }
  }

  /** Moves pods whose back-off is over to the active ones. Called by {@link #pop} itself too. */
  public void flush() {
    lock.lock();
    try {
      Instant now = clock.instant();
      while (!delayed.isEmpty() && !delayed.first().until.isAfter(now)) {
        QueuedPodInfo queued = delayed.first().queued;
        take(queued.pod().key());
        enter(queued);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Tries pods again that have been unschedulable for long: an event may have been missed. */
  public void flushUnschedulableLeftover() {
    lock.lock();
    try {
      Instant limit = clock.instant().minus(UNSCHEDULABLE_LIMIT);
      unschedulable(queued -> queued.timestamp().isBefore(limit)).forEach(this::retry);
    } finally {
      lock.unlock();
    }
  }

  /** The attempt is over and the pod has a node, or is gone. */
  public void done(PodInfo pod) {
    lock.lock();
    try {
      endAttempt(pod);
    } finally {
      lock.unlock();
    }
  }

  /** The pod's attempt, unless it was deleted meanwhile; a successor of its name has its own. */
  private @Nullable Attempt endAttempt(PodInfo pod) {
    Attempt attempt = attempts.get(pod.key());
    return attempt != null
            && attempt.newest.uid().equals(pod.uid())
            && attempts.remove(pod.key(), attempt)
        ? attempt
        : null;
  }

  /** The attempt failed because no node fits. */
  public void addUnschedulable(QueuedPodInfo queued, Set<String> plugins) {
    lock.lock();
    try {
      Attempt attempt = endAttempt(queued.pod());
      if (attempt == null) {
        return;
      }
      QueuedPodInfo back = queued.withPod(attempt.newest).rejected(clock.instant(), plugins);
      if (attempt.updated || mayHaveBeenHelped(back, attempt.eventsBefore)) {
        delay(back, clock.instant().plus(backOff.after(back.attempts())));
      } else {
        shelve(back);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The attempt failed for a reason that is not the pod's: it is tried again after a back-off. */
  public void addBackOff(QueuedPodInfo queued) {
    lock.lock();
    try {
      Attempt attempt = endAttempt(queued.pod());
      if (attempt != null) {
        QueuedPodInfo back = queued.withPod(attempt.newest).rejected(clock.instant(), Set.of());
        delay(back, clock.instant().plus(backOff.after(back.attempts())));
      }
    } finally {
      lock.unlock();
    }
  }

  /** Tells of a change of the cluster: pods that it may help are tried again. */
  public void moveAllOn(ClusterEvent event) {
    lock.lock();
    try {
      lastEvents.put(event, ++eventCount);
      unschedulable(queued -> mayHelp(event, queued)).forEach(this::retry);
    } finally {
      lock.unlock();
    }
  }

  private List<QueuedPodInfo> unschedulable(Predicate<QueuedPodInfo> which) {
    return unschedulable.values().stream().filter(which).toList();
  }

  private void shelve(QueuedPodInfo queued) {
    unschedulable.put(queued.pod().key(), queued);
    places.put(queued.pod().key(), new Place.Unschedulable(queued));
  }

  private void retry(QueuedPodInfo queued) {
    take(queued.pod().key());
    delayOrEnter(queued);
  }

  private boolean mayHelp(ClusterEvent event, QueuedPodInfo queued) {
    if (queued.unschedulablePlugins().isEmpty()) {
      return true;
    }
    for (String plugin : queued.unschedulablePlugins()) {
      if (eventsByPlugin.getOrDefault(plugin, ClusterEvent.ALL).contains(event)) {
        return true;
      }
    }
    return false;
  }

  private boolean mayHaveBeenHelped(QueuedPodInfo queued, long eventsBefore) {
    for (Map.Entry<ClusterEvent, Long> event : lastEvents.entrySet()) {
      if (event.getValue() > eventsBefore && mayHelp(event.getKey(), queued)) {
        return true;
      }
    }
    return false;
  }

  private void delayOrEnter(QueuedPodInfo queued) {
    Instant until = queued.timestamp().plus(backOff.after(queued.attempts()));
    if (queued.attempts() > 0 && until.isAfter(clock.instant())) {
      delay(queued, until);
    } else {
      enter(queued);
    }
  }

  private void delay(QueuedPodInfo queued, Instant until) {
    Delayed entry = new Delayed(until, queued);
    delayed.add(entry);
    places.put(queued.pod().key(), new Place.BackingOff(queued, entry));
    changed.signalAll();
  }

  private void enter(QueuedPodInfo queued) {
    for (PreEnqueuePlugin plugin : preEnqueues) {
      if (!plugin.preEnqueue(queued.pod()).isSuccess()) {
        places.put(queued.pod().key(), new Place.Gated(queued));
        return;
      }
    }
    active.add(queued);
    places.put(queued.pod().key(), new Place.Active(queued));
    changed.signalAll();
  }

  private void take(ObjectKey key) {
    Place place = places.remove(key);
    switch (place) {
      case Place.Active waiting -> active.remove(waiting.queued);
      case Place.BackingOff waiting -> delayed.remove(waiting.delayed);
      case Place.Unschedulable waiting -> unschedulable.remove(key);
      case Place.Gated waiting -> {}
      case null -> {}
    }
  }

  /** How many pods are active, in back-off, unschedulable and gated. */
  public record Lengths(int active, int backOff, int unschedulable, int gated) {}

  public Lengths lengths() {
    lock.lock();
    try {
      int gated = places.size() - active.size() - delayed.size() - unschedulable.size();
      return new Lengths(active.size(), delayed.size(), unschedulable.size(), gated);
    } finally {
      lock.unlock();
    }
  }

  /** Lets {@link #pop} return empty until {@link #open} is called. */
  public void close() {
    setClosed(true);
  }

  public void open() {
    setClosed(false);
  }

  private void setClosed(boolean value) {
    lock.lock();
    try {
      closed = value;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
