package io.binnacle.storage.cacher;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.storage.Change;
import io.binnacle.storage.StoreException;
import io.binnacle.storage.StoreException.Reason;
import io.binnacle.storage.WatchInterest;
import io.binnacle.storage.WatchListener;
import io.binnacle.storage.WatchSubscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Delivers changes to watches, all from one thread: what is published, opened and closed passes one
 * queue, so a watch that opens gets the log up to the state that was last dispatched, and then each
 * change behind it: no gap, nothing twice, without a lock. Watches are indexed by resource,
 * namespace and {@link WatchInterest}: a change touches those that may want it.
 */
final class WatchDispatcher implements Runnable {
  private static final System.Logger LOGGER = System.getLogger(WatchDispatcher.class.getName());

  private sealed interface Task {}

  private record Deliver(StoreState state, List<Change> changes, Runnable delivered)
      implements Task {}

  private record Open(Watch watch) implements Task {}

  private record Forget(Watch watch) implements Task {}

  private record Reset(StoreState state) implements Task {}

  private record Stop() implements Task {}

  private final class Watch implements WatchSubscription {
    private final GroupResource resource;
    private final String namespace;
    private final long after;
    private final WatchListener listener;
    private final Optional<WatchInterest> interest;
    private volatile boolean closed;

    Watch(GroupResource resource, String namespace, long after, WatchListener listener) {
      this.resource = resource;
      this.namespace = namespace;
      this.after = after;
      this.listener = listener;
      this.interest = listener.interest();
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        tasks.add(new Forget(this));
      }
    }
  }

  /** The watches of one resource by namespace; those of all namespaces under the empty one. */
  private final Map<GroupResource, Map<String, WatchIndex<Watch>>> watches = new HashMap<>();

  private final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
  private final StoreCounters counters;
  private final long progressNanos;
  private volatile boolean stopped;
  private StoreState dispatched;
  private long lastProgress = System.nanoTime();

  WatchDispatcher(StoreState initial, Duration progressInterval, StoreCounters counters) {
    this.dispatched = initial;
    this.progressNanos = progressInterval.toNanos();
    this.counters = counters;
  }

  /** Any thread. The caller has checked that the log reaches back far enough. */
  WatchSubscription open(
      GroupResource resource, String namespace, long after, WatchListener listener) {
    Watch watch = new Watch(resource, namespace, after, listener);
    tasks.add(new Open(watch));
    settleWhenStopped();
    return watch;
  }

  /**
   * Committer: the changes that led to a state; {@code delivered} runs when all watches have them.
   */
  void publish(StoreState state, List<Change> changes, Runnable delivered) {
    tasks.add(new Deliver(state, changes, delivered));
    settleWhenStopped();
  }

  /** Committer: ends all watches, since the state does not follow from the one before. */
  void reset(StoreState state) {
    tasks.add(new Reset(state));
  }

  /** Ends all watches, then the thread, when everything before is done. */
  void stop() {
    tasks.add(new Stop());
  }

  @Override
  public void run() {
    boolean running = true;
    try {
      while (running) {
        running = perform(next());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      stopped = true;
      endAll(closed());
      settleWhenStopped();
    }
  }

  private static StoreException closed() {
    return new StoreException(Reason.UNAVAILABLE, "the store is closed");
  }

  /**
   * What the thread has left behind, or comes after it: nobody may wait for it. On the thread's
   * end, and on the thread of whoever comes later.
   */
  private void settleWhenStopped() {
    while (stopped) {
      switch (tasks.poll()) {
        case null -> {
          return;
        }
        case Deliver deliver -> deliver.delivered.run();
        case Open open -> end(open.watch, closed());
        case Forget forget -> {}
        case Reset reset -> {}
        case Stop stop -> {}
      }
    }
  }

  private @Nullable Task next() throws InterruptedException {
    long untilProgress = lastProgress + progressNanos - System.nanoTime();
    Task task = tasks.poll(Math.max(0, untilProgress), TimeUnit.NANOSECONDS);
    if (System.nanoTime() - lastProgress >= progressNanos) {
      lastProgress = System.nanoTime();
      all().forEach(this::progress);
    }
    return task;
  }

  private boolean perform(@Nullable Task task) {
    switch (task) {
      case null -> {}
      case Deliver deliver -> {
        dispatched = deliver.state;
        deliver.changes.forEach(this::dispatch);
        deliver.changes.forEach(Change::retire);
        deliver.delivered.run();
      }
      case Open open -> opened(open.watch);
      case Forget forget -> forget(forget.watch);
      case Reset reset -> {
        dispatched = reset.state;
        endAll(new StoreException(Reason.REVISION_TOO_OLD, "the log was set back"));
      }
      case Stop stop -> {
        return false;
      }
    }
    return true;
  }

  private void opened(Watch watch) {
    if (watch.closed) {
      return;
    }
    ResourceState resource = dispatched.resource(watch.resource);
    if (watch.after < resource.floor()) {
      end(watch, new StoreException(Reason.REVISION_TOO_OLD, "compacted while the watch opened"));
      return;
    }
    watches
        .computeIfAbsent(watch.resource, none -> new HashMap<>())
        .computeIfAbsent(watch.namespace, none -> new WatchIndex<>())
        .add(watch, watch.interest);
    counters.watches.incrementAndGet();
    for (Iterator<Change> missed = resource.history().valuesAfter(watch.after);
        missed.hasNext(); ) {
      Change change = missed.next();
      if (watch.namespace.isEmpty() || watch.namespace.equals(change.current().key().namespace())) {
        deliver(watch, change);
      }
    }
    progress(watch);
  }

  private void dispatch(Change change) {
    Map<String, WatchIndex<Watch>> ofResource = watches.get(change.current().resource());
    if (ofResource == null) {
      return;
    }
    String namespace = change.current().key().namespace();
    dispatch(ofResource.get(""), change);
    if (!namespace.isEmpty()) {
      dispatch(ofResource.get(namespace), change);
    }
  }

  private void dispatch(@Nullable WatchIndex<Watch> index, Change change) {
    if (index != null) {
      index.forEachConcerned(change, watch -> deliver(watch, change));
    }
  }

  private void deliver(Watch watch, Change change) {
    if (!watch.closed && change.revision() > watch.after) {
      guarded(watch, () -> watch.listener.onChange(change));
    }
  }

  private void progress(Watch watch) {
    if (!watch.closed && dispatched.revision() >= watch.after) {
      guarded(watch, () -> watch.listener.onProgress(dispatched.revision()));
    }
  }

  /**
   * A listener that fails loses its watch, and is told so: whoever reads what it hands on would
   * otherwise wait for ever. The others must not notice.
   */
  private void guarded(Watch watch, Runnable call) {
    try {
      call.run();
    } catch (RuntimeException | StackOverflowError e) {
      LOGGER.log(System.Logger.Level.WARNING, "a watch of " + watch.resource + " failed", e);
      end(watch, new StoreException(Reason.UNAVAILABLE, "the watch failed", e));
      // Later: the watches are being walked over.
      tasks.add(new Forget(watch));
    }
  }

  private void forget(Watch watch) {
    Map<String, WatchIndex<Watch>> ofResource = watches.getOrDefault(watch.resource, Map.of());
    WatchIndex<Watch> ofNamespace = ofResource.get(watch.namespace);
    if (ofNamespace != null && ofNamespace.remove(watch, watch.interest)) {
      counters.watches.decrementAndGet();
      if (ofNamespace.isEmpty()) {
        ofResource.remove(watch.namespace);
      }
    }
  }

  private List<Watch> all() {
    List<Watch> all = new ArrayList<>();
    watches
        .values()
        .forEach(resource -> resource.values().forEach(index -> all.addAll(index.all())));
    return all;
  }

  private void endAll(StoreException reason) {
    for (Watch watch : all()) {
      forget(watch);
      end(watch, reason);
    }
  }

  private static void end(Watch watch, StoreException reason) {
    if (watch.closed) {
      return;
    }
    watch.closed = true;
    try {
      watch.listener.onClosed(reason);
    } catch (RuntimeException | StackOverflowError e) {
      LOGGER.log(System.Logger.Level.WARNING, "ending a watch of " + watch.resource + " failed", e);
    }
  }
}
