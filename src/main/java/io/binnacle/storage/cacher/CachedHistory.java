package io.binnacle.storage.cacher;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.storage.Change;
import io.binnacle.storage.ObjectVersion;
import io.binnacle.storage.Snapshot;
import io.binnacle.storage.StoreException;
import io.binnacle.storage.StoreException.Reason;
import io.binnacle.storage.StoreHistory;
import io.binnacle.storage.StoredObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The past from memory, and where that ends from the log, by a thread that lives while it is asked.
 */
final class CachedHistory implements StoreHistory {
  private static final int WAITING_QUESTIONS = 64;
  private static final long IDLE_SECONDS = 30;

  private final CachedObjectStore store;
  private final LogHistory log;
  private final ExecutorService asking;

  CachedHistory(CachedObjectStore store, LogHistory log, ThreadFactory threadFactory) {
    this.store = store;
    this.log = log;
    this.asking = executor(threadFactory);
  }

  private static ExecutorService executor(ThreadFactory threadFactory) {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING_QUESTIONS),
            threadFactory);
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  private <T> CompletionStage<T> ask(Supplier<T> question) {
    try {
      return CompletableFuture.supplyAsync(question, asking);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(
          new StoreException(Reason.OVERLOADED, "too many questions about the past", e));
    }
  }

  @Override
  public CompletionStage<Long> revisionAt(Instant moment) {
    return ask(() ->
        log.revisionAt(moment)
            .orElseThrow(() ->
                new StoreException(
                    Reason.REVISION_TOO_OLD, "nothing is known of " + moment + " any more")));
  }

  @Override
  public CompletionStage<Snapshot> at(GroupResource resource, long revision) {
    return store
        .at(revision)
        .handle((snapshot, failure) -> {
          if (failure == null && reaches(snapshot, resource)) {
            return CompletableFuture.<Snapshot>completedStage(snapshot);
          }
          return failure == null || isTooOld(failure)
              ? ask(() -> fromLog(resource, revision))
              : CompletableFuture.<Snapshot>failedStage(failure);
        })
        .thenCompose(stage -> stage);
  }

  /** A snapshot may tell of most resources, and not of one whose past was dropped earlier. */
  private static boolean reaches(Snapshot snapshot, GroupResource resource) {
    try {
      snapshot.count(resource, "");
      return true;
    } catch (StoreException e) {
      return false;
    }
  }

  private static boolean isTooOld(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof StoreException e && e.reason() == Reason.REVISION_TOO_OLD;
  }

  private Snapshot fromLog(GroupResource resource, long revision) {
    List<StoredObject> objects =
        log.objectsAt(resource, revision)
            .orElseThrow(() ->
                new StoreException(
                    Reason.REVISION_TOO_OLD, resource + " at " + revision + " is compacted"));
    return StoreState.of(resource, revision, objects);
  }

  @Override
  public CompletionStage<List<ObjectVersion>> versions(GroupResource resource, ObjectKey key) {
    return store
        .latest()
        .thenCompose(snapshot -> {
          List<ObjectVersion> known = remembered(store.state().resource(resource), key);
          Optional<StoredObject> oldest = oldest(snapshot.get(resource, key), known);
          return oldest.isEmpty()
              ? CompletableFuture.completedStage(known)
              : ask(() -> withLineage(known, oldest.get()));
        });
  }

  private static List<ObjectVersion> remembered(ResourceState resource, ObjectKey key) {
    List<ObjectVersion> versions = new ArrayList<>();
    for (Iterator<Change> changes = resource.history().values(); changes.hasNext(); ) {
      Change change = changes.next();
      if (change.current().key().equals(key)) {
        StoredObject previous = change.previous();
        if (versions.isEmpty() && previous != null) {
          // Whether that one made the object, only the log may know.
          versions.add(new ObjectVersion(previous, false, false));
        }
        versions.add(new ObjectVersion(change.current(), previous == null, change.deletion()));
      }
    }
    return versions.reversed();
  }

  /** Where the log has to go on from; empty where memory knows the object from its creation. */
  private static Optional<StoredObject> oldest(
      @Nullable StoredObject current, List<ObjectVersion> known) {
    if (known.isEmpty()) {
      return Optional.ofNullable(current);
    }
    ObjectVersion last = known.getLast();
    return last.created() ? Optional.empty() : Optional.of(last.object());
  }

  private List<ObjectVersion> withLineage(List<ObjectVersion> known, StoredObject oldest) {
    List<ObjectVersion> versions = new ArrayList<>(known);
    if (!versions.isEmpty()) {
      versions.removeLast();
    }
    List<ObjectVersion> lineage = log.lineage(oldest.revision());
    if (lineage.isEmpty()) {
      versions.add(new ObjectVersion(oldest, false, false));
    }
    versions.addAll(lineage);
    return versions;
  }

  void close() {
    asking.shutdownNow();
  }
}
