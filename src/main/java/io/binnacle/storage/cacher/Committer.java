package io.binnacle.storage.cacher;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.storage.Change;
import io.binnacle.storage.CommitResult;
import io.binnacle.storage.StoreException;
import io.binnacle.storage.StoreException.Reason;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of a server that appends to the log and replaces the state.
 *
 * <p>Group commit: it takes all groups that wait, up to a measure, and appends them in one
 * transaction. While that runs, the next groups gather: the busier, the larger the transactions,
 * without any delay on purpose. Under the lock the state is first brought up to the head of the
 * log; then each group is decided in memory on the state that the earlier ones left. When there is
 * nothing to commit, the thread follows what other servers append.
 */
final class Committer implements Runnable {
  private static final System.Logger LOGGER = System.getLogger(Committer.class.getName());

  private sealed interface Task {}

  private record Pending(GroupDecision.Prepared group, CompletableFuture<CommitResult> result)
      implements Task {}

  private record CatchUp() implements Task {}

  private record Stop() implements Task {}

  private final CommitLog log;
  private final StoreSettings settings;
  private final InstantSource clock;
  private final ChangeFeed feed;
  private final StoreCounters counters;

  private final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
  private final AtomicBoolean catchUpQueued = new AtomicBoolean();
  private final RevisionTimes times;

  /** Written by the committer's thread alone. */
  private volatile CommitLog.Position position;

  private StoreState state;
  private volatile boolean stopped;
  private boolean logLost;
  private boolean full;

  Committer(
      CommitLog log,
      CommitLog.Position position,
      StoreSettings settings,
      InstantSource clock,
      ChangeFeed feed,
      StoreCounters counters) {
    this.log = log;
    this.position = position;
    this.settings = settings;
    this.clock = clock;
    this.feed = feed;
    this.counters = counters;
    this.state = feed.current();
    times = new RevisionTimes(System::nanoTime, settings.historyRetention(), state.revision());
    counters.lastContact.set(clock.millis());
  }

  /** Any thread: how far this server has followed the log. */
  CommitLog.Position position() {
    return position;
  }

  /** Any thread. */
  CompletableFuture<CommitResult> submit(GroupDecision.Prepared group) {
    if (counters.queuedGroups.incrementAndGet() > settings.queueCapacity()) {
      counters.queuedGroups.decrementAndGet();
      counters.overloads.increment();
      return CompletableFuture.failedFuture(
          new StoreException(
              Reason.OVERLOADED, settings.queueCapacity() + " groups are waiting already"));
    }
    Pending pending = new Pending(group, new CompletableFuture<>());
    tasks.add(pending);
    if (stopped && tasks.remove(pending)) {
      // The thread has left without this group. One that it took may be committed.
      pending.result.completeExceptionally(closed());
    }
    return pending.result;
  }

  private static StoreException closed() {
    return new StoreException(Reason.UNAVAILABLE, "the store is closed");
  }

  /** Any thread: others have appended. */
  void catchUp() {
    if (catchUpQueued.compareAndSet(false, true)) {
      tasks.add(new CatchUp());
    }
  }

  /** Ends the thread when the groups that wait are committed. */
  void stop() {
    tasks.add(new Stop());
  }

  @Override
  public void run() {
    boolean running = true;
    try {
      while (running) {
        running = round(tasks.poll(settings.pollInterval().toMillis(), TimeUnit.MILLISECONDS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      stopped = true;
      for (Task task = tasks.poll(); task != null; task = tasks.poll()) {
        if (task instanceof Pending pending) {
          pending.result.completeExceptionally(closed());
        }
      }
    }
  }

  /** Takes what waits and does it; false when the thread shall end. */
  private boolean round(@Nullable Task first) {
    List<Pending> batch = new ArrayList<>();
    int mutations = 0;
    boolean stop = false;
    for (Task task = first; task != null && !stop; task = tasks.poll()) {
      switch (task) {
        case Pending pending -> {
          batch.add(pending);
          mutations += pending.group.parts().size();
        }
        case CatchUp catchUp -> catchUpQueued.set(false);
        case Stop end -> stop = true;
      }
      if (stop || mutations >= settings.mutationsPerCommit()) {
        break;
      }
    }
    if (batch.isEmpty()) {
      follow();
    } else {
      counters.queuedGroups.addAndGet(-batch.size());
      commit(batch);
    }
    trim();
    return !stop;
  }

  private void commit(List<Pending> batch) {
    try {
      tryCommit(batch);
    } catch (RuntimeException | Error e) {
      // This thread ends; nobody may wait for it.
      StoreException unknown =
          new StoreException(Reason.UNKNOWN_OUTCOME, "the store failed in the commit", e);
      batch.forEach(pending -> pending.result.completeExceptionally(unknown));
      throw e;
    }
  }

  private void tryCommit(List<Pending> batch) {
    Attempt attempt = new Attempt(batch);
    long start = System.nanoTime();
    try {
      try {
        position = log.append(position, attempt::decide);
      } catch (CommitLog.PositionLostException e) {
        recover(e);
        position = log.append(position, attempt::decide);
      }
      reached();
    } catch (CommitLog.RejectedException e) {
      isolate(batch, e);
      return;
    } catch (CommitLog.PositionLostException e) {
      fail(batch, new StoreException(Reason.UNAVAILABLE, "the log was set back", e));
      return;
    } catch (StoreException e) {
      lost(e);
      fail(batch, e);
      return;
    } catch (RuntimeException e) {
      // Nothing that a log is expected to tell: it may have kept the changes.
      LOGGER.log(Level.ERROR, "a commit failed", e);
      fail(batch, new StoreException(Reason.UNKNOWN_OUTCOME, "the commit failed", e));
      return;
    }
    if (full && attempt.writes()) {
      full = false;
      LOGGER.log(Level.INFO, "there is room to write again");
    }
    counters.commitNanos.add(System.nanoTime() - start);
    attempt.publish();
  }

  /** One group that the log cannot keep must not fail the others of its batch: finds it. */
  private void isolate(List<Pending> batch, CommitLog.RejectedException reason) {
    if (batch.size() == 1) {
      LOGGER.log(Level.INFO, "the log refuses a group: {0}", reason.getMessage());
      fail(
          batch,
          ApiException.badRequest("the object cannot be stored: a name is too long or malformed"));
      return;
    }
    int half = batch.size() / 2;
    commit(batch.subList(0, half));
    commit(batch.subList(half, batch.size()));
  }

  private void fail(List<Pending> batch, RuntimeException reason) {
    counters.failedGroups.add(batch.size());
    feed.tell(
        List.of(() -> batch.forEach(pending -> pending.result.completeExceptionally(reason))));
  }

  private void follow() {
    try {
      try {
        apply(log.tail(position));
        reached();
      } catch (CommitLog.PositionLostException e) {
        recover(e);
      }
    } catch (StoreException e) {
      lost(e);
    } catch (RuntimeException e) {
      LOGGER.log(Level.ERROR, "the log cannot be followed", e);
    }
  }

  /** Brings the state up to what other servers have appended. */
  private void apply(CommitLog.Tail tail) {
    List<Change> changes = new ArrayList<>();
    StoreState next = state;
    for (CommitLog.Entry entry : tail.entries()) {
      Change change = next.changeOf(entry);
      changes.add(change);
      next = next.with(change);
    }
    position = tail.position();
    if (!changes.isEmpty()) {
      state = next;
      feed.publish(next, changes, List.of());
    }
  }

  private void recover(CommitLog.PositionLostException reason) {
    LOGGER.log(Level.WARNING, "the cache is filled anew: {0}", reason.getMessage());
    CommitLog.Recovery recovery = log.recover();
    position = recovery.position();
    state = StoreState.of(recovery);
    times.restart(state.revision());
    feed.reset(state);
    reached();
  }

  private void reached() {
    counters.lastContact.set(clock.millis());
    counters.knownHead.accumulate(position.revision());
    if (logLost) {
      logLost = false;
      LOGGER.log(Level.INFO, "the log can be reached again");
    }
  }

  private void lost(StoreException reason) {
    if (reason.reason() == Reason.STORAGE_FULL) {
      if (!full) {
        full = true;
        LOGGER.log(Level.WARNING, "writes are refused: {0}", reason.getMessage());
      }
    } else if (!logLost) {
      logLost = true;
      LOGGER.log(Level.WARNING, "the log cannot be reached: {0}", reason.getMessage());
    }
  }

  /** Once in a while drops history that is older than retained, or more than is kept. */
  private void trim() {
    if (!times.note(state.revision())) {
      return;
    }
    StoreState trimmed =
        state.trimmed(
            new HistoryLimits(
                times.olderThan(settings.historyRetention()),
                settings.shortLived(),
                times.olderThan(settings.shortLivedRetention()),
                settings.historyEntries()));
    if (trimmed != state) {
      state = trimmed;
      feed.publish(trimmed, List.of(), List.of());
    }
  }

  /** One try to commit a batch; may be asked to decide again. */
  private final class Attempt {
    private final List<Pending> batch;
    private final List<Runnable> outcomes = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private StoreState decided = state;
    private int accepted;

    Attempt(List<Pending> batch) {
      this.batch = batch;
    }

    /** Whether it came to changes that the log had to take. */
    boolean writes() {
      return !changes.isEmpty();
    }

    List<Change> decide(CommitLog.Tail tail) {
      apply(tail);
      decided = state;
      outcomes.clear();
      changes.clear();
      accepted = 0;
      for (Pending pending : batch) {
        try {
          GroupDecision decision = GroupDecision.of(decided, pending.group);
          decided = decision.state();
          changes.addAll(decision.changes());
          outcomes.add(() -> pending.result.complete(decision.result()));
          accepted++;
        } catch (RuntimeException | StackOverflowError refusal) {
          // What a client may have nested too deep is its own failure, not this thread's.
          outcomes.add(() -> pending.result.completeExceptionally(refusal));
        }
      }
      return changes;
    }

    void publish() {
      counters.groups.add(accepted);
      counters.refusedGroups.add(batch.size() - accepted);
      if (!changes.isEmpty()) {
        counters.commits.increment();
        counters.mutations.add(changes.size());
        counters.largestCommit.accumulate(batch.size());
        state = decided;
      }
      feed.publish(state, List.copyOf(changes), List.copyOf(outcomes));
    }
  }
}
