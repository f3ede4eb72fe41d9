package io.binnacle.storage.postgres;

import io.binnacle.storage.Change;
import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.StoreException;
import io.binnacle.storage.WatchListener;
import io.binnacle.testing.history.Change.Type;
import io.binnacle.testing.history.Recorder;
import io.binnacle.testing.history.WatchStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Follows the log by watches, each for a while and then another one from where it ended, at a store
 * drawn at random; from where the log is when it is made, and where it has lost its place. For one
 * thread, except that it may be asked how far it is.
 */
final class StoreWatcher {
  private static final int MOST_SIGNALS = 400;
  private static final int LONGEST_MILLIS = 1_000;

  private final int number;
  private final List<Supplier<ObjectStore>> stores;
  private final Random random;
  private final Recorder recorder;
  private final AtomicInteger placesLost = new AtomicInteger();
  private volatile long reached;

  StoreWatcher(int number, List<Supplier<ObjectStore>> stores, Random random, Recorder recorder) {
    this.number = number;
    this.stores = stores;
    this.random = random;
    this.recorder = recorder;
    this.reached = stores.getFirst().get().cached().revision();
  }

  long reached() {
    return reached;
  }

  /** How often it was told that its place is not in the log any more. */
  int placesLost() {
    return placesLost.get();
  }

  /** One watch, to its end; false when it could not be opened. */
  boolean step() {
    int store = random.nextInt(stores.size());
    Listening listening = new Listening(1 + random.nextInt(MOST_SIGNALS));
    long after = reached;
    try (var subscription =
        stores
            .get(store)
            .get()
            .watch(StoreTarget.RESOURCE, StoreTarget.NAMESPACE, after, listening)) {
      listening.ended.await(1 + random.nextInt(LONGEST_MILLIS), TimeUnit.MILLISECONDS);
    } catch (StoreException e) {
      return e.reason() == StoreException.Reason.REVISION_TOO_OLD && begunAnew(store);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    List<WatchStream.Signal> told = listening.told();
    recorder.add(new WatchStream("watcher " + number + " at store " + store, after, told));
    reached = told.isEmpty() ? after : told.getLast().revision();
    return !listening.placeLost || begunAnew(store);
  }

  private boolean begunAnew(int store) {
    placesLost.incrementAndGet();
    try {
      reached = stores.get(store).get().latest().toCompletableFuture().join().revision();
      return true;
    } catch (CompletionException e) {
      return false;
    }
  }

  /** Takes so many signals, and is told no more then. */
  private static final class Listening implements WatchListener {
    private final CountDownLatch ended = new CountDownLatch(1);
    private final List<WatchStream.Signal> signals = new ArrayList<>();
    private final int most;
    private volatile boolean placeLost;

    Listening(int most) {
      this.most = most;
    }

    @Override
    public void onChange(Change change) {
      Type type = change.previous() == null ? Type.ADDED : Type.MODIFIED;
      take(
          new WatchStream.Event(
              new io.binnacle.testing.history.Change(
                  change.deletion() ? Type.DELETED : type, StoreTarget.version(change.current()))));
    }

    @Override
    public void onProgress(long revision) {
      take(new WatchStream.Bookmark(revision));
    }

    @Override
    public void onClosed(StoreException reason) {
      placeLost = reason.reason() == StoreException.Reason.REVISION_TOO_OLD;
      ended.countDown();
    }

    private synchronized void take(WatchStream.Signal signal) {
      if (signals.size() < most) {
        signals.add(signal);
      } else {
        ended.countDown();
      }
    }

    synchronized List<WatchStream.Signal> told() {
      return List.copyOf(signals);
    }
  }
}
