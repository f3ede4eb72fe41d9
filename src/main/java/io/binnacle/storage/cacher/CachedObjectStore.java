package io.binnacle.storage.cacher;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.storage.CommitResult;
import io.binnacle.storage.MutationGroup;
import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.Snapshot;
import io.binnacle.storage.StoreDraft;
import io.binnacle.storage.StoreException;
import io.binnacle.storage.StoreException.Reason;
import io.binnacle.storage.StoreHistory;
import io.binnacle.storage.StoreStatistics;
import io.binnacle.storage.WatchListener;
import io.binnacle.storage.WatchSubscription;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An {@link ObjectStore} over a {@link CommitLog}: reads and watches from memory, writes through
 * group commit. Opening it reads the whole log and throws {@link StoreException} UNAVAILABLE when
 * that is out of reach.
 */
public class CachedObjectStore implements ObjectStore {
  private static final System.Logger LOGGER = System.getLogger(CachedObjectStore.class.getName());

  /** A read at a revision of another server waits this long for the cache to get there. */
  private static final Duration EXACT_READ_PATIENCE = Duration.ofSeconds(3);

  /** A log that has not answered for this long makes the server unready. */
  private static final Duration READINESS = Duration.ofSeconds(10);

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(15);

  private final CommitLog log;
  private final InstantSource clock;
  private final StoreCounters counters = new StoreCounters();
  private final StoreCache cache;
  private final WatchDispatcher watches;
  private final ChangeFeed feed;
  private final Committer committer;
  private final HeadReader headReader;
  private final ExecutorService results;
  private final CachedHistory history;
  private final List<Thread> threads;
  private final AtomicBoolean closing = new AtomicBoolean();
  private volatile boolean closed;

  /**
   * @param log belongs to this store, which closes it
   * @param threadFactory for the store's four threads, and one more while the past is asked for
   */
  protected CachedObjectStore(
      CommitLog log, StoreSettings settings, InstantSource clock, ThreadFactory threadFactory) {
    this.log = log;
    this.clock = clock;
    this.results = Executors.newSingleThreadExecutor(threadFactory);
    CommitLog.Recovery recovery = log.recover();
    StoreState initial = StoreState.of(recovery);
    cache = new StoreCache(initial, settings, results);
    watches = new WatchDispatcher(initial, settings.progressInterval(), counters);
    feed = new ChangeFeed(cache, watches, results);
    committer = new Committer(log, recovery.position(), settings, clock, feed, counters);
    headReader = new HeadReader(log, cache, committer, counters);
    history = new CachedHistory(this, log.history(), threadFactory);
    threads =
        List.of(
            threadFactory.newThread(guarded(committer)),
            threadFactory.newThread(guarded(watches)),
            threadFactory.newThread(guarded(headReader)));
    log.onAppend(committer::catchUp);
    threads.forEach(Thread::start);
  }

  /**
   * A store of which one thread has failed, for want of memory or by an error of its own, must not
   * look as if it lived: everybody who waits is told, and readiness says so.
   */
  private Runnable guarded(Runnable part) {
    return () -> {
      try {
        part.run();
      } catch (RuntimeException | Error e) {
        stopAccepting();
        watches.stop();
        feed.end(unavailable());
        LOGGER.log(System.Logger.Level.ERROR, "a thread of the store failed; the store ends", e);
      }
    };
  }

  private void stopAccepting() {
    closed = true;
    headReader.stop();
    committer.stop();
  }

  /** How far this server has followed the log. */
  protected final CommitLog.Position position() {
    return committer.position();
  }

  /** Daemon threads with a name that says whose they are. */
  public static ThreadFactory daemonThreads() {
    return Thread.ofPlatform().daemon().name("binnacle-store-", 0).factory();
  }

  @Override
  public CompletionStage<CommitResult> commit(MutationGroup group) {
    return closed
        ? CompletableFuture.failedFuture(unavailable())
        : committer.submit(GroupDecision.Prepared.of(group));
  }

  @Override
  public Snapshot cached() {
    return cache.current();
  }

  @Override
  public CompletionStage<Snapshot> latest() {
    return closed ? CompletableFuture.failedFuture(unavailable()) : headReader.latest();
  }

  @Override
  public CompletionStage<Snapshot> notOlderThan(long revision, Duration timeout) {
    if (closed) {
      return CompletableFuture.failedFuture(unavailable());
    }
    if (cache.current().revision() < revision) {
      committer.catchUp();
    }
    return cache.await(revision, timeout);
  }

  @Override
  public CompletionStage<Snapshot> at(long revision) {
    return notOlderThan(revision, EXACT_READ_PATIENCE).thenApply(newer -> cache.at(revision));
  }

  @Override
  public StoreHistory history() {
    return history;
  }

  @Override
  public CompletionStage<StoreDraft> draft() {
    return latest().thenApply(unused -> new DraftedStore(this, cache.current()));
  }

  StoreState state() {
    return cache.current();
  }

  @Override
  public WatchSubscription watch(
      GroupResource resource, String namespace, long afterRevision, WatchListener listener) {
    if (closed) {
      throw unavailable();
    }
    long floor = cache.current().resource(resource).floor();
    if (afterRevision < floor) {
      throw new StoreException(
          Reason.REVISION_TOO_OLD,
          afterRevision + " is compacted, the log of " + resource + " reaches back to " + floor);
    }
    return watches.open(resource, namespace, afterRevision, listener);
  }

  @Override
  public boolean isReady() {
    return !closed
        && threads.stream().allMatch(Thread::isAlive)
        && clock.millis() - counters.lastContact.get() < READINESS.toMillis();
  }

  /** The figures of this moment; walks over the resources, not over the objects. */
  public StoreStatistics statistics() {
    StoreState state = cache.current();
    long objects = 0;
    long changes = 0;
    for (Iterator<ResourceState> all = state.resources(); all.hasNext(); ) {
      ResourceState resource = all.next();
      objects += resource.objects().size();
      changes += resource.history().size();
    }
    return new StoreStatistics(
        counters.commits.sum(),
        counters.groups.sum(),
        counters.refusedGroups.sum(),
        counters.failedGroups.sum(),
        counters.mutations.sum(),
        counters.overloads.sum(),
        counters.largestCommit.get(),
        Duration.ofNanos(counters.commitNanos.sum()),
        counters.queuedGroups.get(),
        counters.watches.get(),
        state.revision(),
        Math.max(0, counters.knownHead.get() - state.revision()),
        objects,
        changes);
  }

  private static StoreException unavailable() {
    return new StoreException(Reason.UNAVAILABLE, "the store is closed");
  }

  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    stopAccepting();
    history.close();
    try {
      // In this order: what is committed is still delivered, and only then do watches end.
      threads.get(2).join(CLOSE_PATIENCE);
      threads.get(0).join(CLOSE_PATIENCE);
      watches.stop();
      threads.get(1).join(CLOSE_PATIENCE);
      feed.end(unavailable());
      results.shutdown();
      if (!results.awaitTermination(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        results.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    log.close();
  }
}
