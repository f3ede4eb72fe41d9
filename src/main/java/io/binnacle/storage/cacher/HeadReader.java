package io.binnacle.storage.cacher;

import io.binnacle.storage.Snapshot;
import io.binnacle.storage.StoreException;
import io.binnacle.storage.StoreException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Linearizable reads: asks the log for its head, once for all who wait, then waits until the cache
 * has come that far. Who comes while a question is under way waits for the next one, whose answer
 * is certain to be younger than the call. Where the log was set back, what the cache holds was
 * lost: then they wait for the cache to be filled anew, and the log is asked again.
 */
final class HeadReader implements Runnable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private record Reader(@Nullable CompletableFuture<Snapshot> snapshot) {}

  private final BlockingQueue<Reader> readers = new LinkedBlockingQueue<>();
  private final CommitLog log;
  private final StoreCache cache;
  private final Committer committer;
  private final StoreCounters counters;
  private volatile boolean stopped;

  HeadReader(CommitLog log, StoreCache cache, Committer committer, StoreCounters counters) {
    this.log = log;
    this.cache = cache;
    this.committer = committer;
    this.counters = counters;
  }

  /** Any thread. */
  CompletableFuture<Snapshot> latest() {
    CompletableFuture<Snapshot> snapshot = new CompletableFuture<>();
    enqueue(snapshot);
    return snapshot;
  }

  private void enqueue(CompletableFuture<Snapshot> snapshot) {
    readers.add(new Reader(snapshot));
    if (stopped) {
      snapshot.completeExceptionally(closed());
    }
  }

  private static StoreException closed() {
    return new StoreException(Reason.UNAVAILABLE, "the store is closed");
  }

  void stop() {
    stopped = true;
    readers.add(new Reader(null));
  }

  @Override
  public void run() {
    List<CompletableFuture<Snapshot>> waiting = new ArrayList<>();
    try {
      while (!stopped) {
        waiting.clear();
        List<Reader> taken = new ArrayList<>();
        taken.add(readers.take());
        readers.drainTo(taken);
        for (Reader reader : taken) {
          if (reader.snapshot != null) {
            waiting.add(reader.snapshot);
          }
        }
        if (!waiting.isEmpty()) {
          answer(List.copyOf(waiting));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      stopped = true;
      // Those who are answered already do not notice.
      waiting.forEach(reader -> reader.completeExceptionally(closed()));
      for (Reader reader = readers.poll(); reader != null; reader = readers.poll()) {
        if (reader.snapshot != null) {
          reader.snapshot.completeExceptionally(closed());
        }
      }
    }
  }

  private void answer(List<CompletableFuture<Snapshot>> waiting) {
    try {
      CommitLog.Position followed = committer.position();
      CommitLog.Position head = log.head();
      counters.knownHead.accumulate(head.revision());
      if (head.contradicts(followed)) {
        // A new epoch begins behind all that was known in the one before.
        await(
            Math.max(head.revision(), followed.revision() + 1),
            waiting,
            (reader, renewed) -> enqueue(reader));
      } else {
        await(head.revision(), waiting, CompletableFuture::complete);
      }
    } catch (RuntimeException e) {
      waiting.forEach(reader -> reader.completeExceptionally(e));
    }
  }

  private void await(
      long revision,
      List<CompletableFuture<Snapshot>> waiting,
      BiConsumer<CompletableFuture<Snapshot>, Snapshot> reached) {
    if (cache.current().revision() < revision) {
      committer.catchUp();
    }
    cache
        .await(revision, PATIENCE)
        .whenComplete((snapshot, failure) ->
            waiting.forEach(reader -> {
              if (failure == null) {
                reached.accept(reader, snapshot);
              } else {
                reader.completeExceptionally(
                    new StoreException(Reason.UNAVAILABLE, "the cache does not keep up", failure));
              }
            }));
  }
}
