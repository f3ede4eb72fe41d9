package io.binnacle.registry.generic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.registry.ReadOptions;
import io.binnacle.registry.RequestScope;
import io.binnacle.registry.WatchSink;
import io.binnacle.registry.WatchSink.EventType;
import io.binnacle.storage.Change;
import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.Snapshot;
import io.binnacle.storage.StoreException;
import io.binnacle.storage.StoredObject;
import io.binnacle.storage.WatchInterest;
import io.binnacle.storage.WatchListener;
import io.binnacle.storage.WatchSubscription;
import java.lang.System.Logger.Level;
import java.util.Iterator;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CompletionStage;
import java.util.stream.StreamSupport;

/**
 * Opens watches: the current state as synthetic events where the client names no version, then
 * every change, as the selectors see it.
 */
final class ObjectWatch {
  private static final System.Logger LOG = System.getLogger(ObjectWatch.class.getName());

  private final ObjectStore store;
  private final ObjectReader reader;

  ObjectWatch(ObjectStore store, ObjectReader reader) {
    this.store = store;
    this.reader = reader;
  }

  WatchSubscription watch(RequestScope scope, ReadOptions options, WatchSink sink) {
    ListOptionsValidation.validateWatch(options);
    Selection selection = new Selection(scope.definition(), options);
    Watch watch = new Watch(scope, options, selection, sink);
    String version = options.resourceVersion();
    boolean fromNow = version.isEmpty() || version.equals("0");
    long revision = fromNow ? 0 : ResourceVersions.parseParameter(version);
    boolean initialEvents = options.sendInitialEvents().orElse(fromNow);
    if (!fromNow && !initialEvents) {
      return open(watch, revision);
    }
    if (version.equals("0") || (!version.isEmpty() && revision <= store.cached().revision())) {
      return start(watch, store.cached(), initialEvents);
    }
    DeferredSubscription deferred = new DeferredSubscription();
    CompletionStage<Snapshot> snapshot = reader.snapshot(version);
    snapshot.whenComplete((state, failure) -> {
      if (failure != null) {
        sink.onError(StoreErrors.toApiException(failure, scope.definition().groupResource(), ""));
      } else {
        startDeferred(watch, state, initialEvents, deferred);
      }
    });
    return deferred;
  }

  private void startDeferred(
      Watch watch, Snapshot state, boolean initialEvents, DeferredSubscription deferred) {
    if (deferred.isClosed()) {
      return;
    }
    try {
      deferred.opened(start(watch, state, initialEvents));
    } catch (RuntimeException e) {
      watch.sink.onError(StoreErrors.toApiException(e, watch.resource(), ""));
    }
  }

  private WatchSubscription start(Watch watch, Snapshot state, boolean initialEvents) {
    if (initialEvents) {
      watch.sendInitial(state);
    }
    return open(watch, state.revision());
  }

  private WatchSubscription open(Watch watch, long afterRevision) {
    try {
      return store.watch(watch.resource(), watch.namespace(), afterRevision, watch);
    } catch (StoreException e) {
      throw watch.toApiException(e, afterRevision);
    }
  }

  /** One open watch: translates the store's changes for its sink. */
  private final class Watch implements WatchListener {
    private final RequestScope scope;
    private final ReadOptions options;
    private final Selection selection;
    private final WatchSink sink;

    Watch(RequestScope scope, ReadOptions options, Selection selection, WatchSink sink) {
      this.scope = scope;
      this.options = options;
      this.selection = selection;
      this.sink = sink;
    }

    GroupResource resource() {
      return scope.definition().groupResource();
    }

    String namespace() {
      return scope.namespace().isEmpty() ? selection.namespace().orElse("") : scope.namespace();
    }

    void sendInitial(Snapshot state) {
      Iterator<StoredObject> objects = state.list(resource(), namespace(), null);
      sink.onState(
          selection.isEverything() ? objects : selected(objects),
          state.revision(),
          options.sendInitialEvents().orElse(false) && options.allowWatchBookmarks());
    }

    /** Lazily: who takes the first object does not wait for the last. */
    private Iterator<StoredObject> selected(Iterator<StoredObject> objects) {
      int ordered = Spliterator.ORDERED | Spliterator.NONNULL;
      return StreamSupport.stream(Spliterators.spliteratorUnknownSize(objects, ordered), false)
          .filter(selection::matches)
          .iterator();
    }

    @Override
    public Optional<WatchInterest> interest() {
      return selection.interest();
    }

    /** A watch that cannot tell a change is over: its client would never know what it missed. */
    @Override
    public void onChange(Change change) {
      try {
        tell(change);
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, "A watch of " + resource() + " failed", e);
        sink.onError(ApiException.internal("the watch failed; list and watch anew"));
      }
    }

    private void tell(Change change) {
      StoredObject previous = change.previous();
      boolean before = previous != null && selection.matches(previous);
      boolean now = !change.deletion() && selection.matches(change.current());
      if (now) {
        sink.onEvent(before ? EventType.MODIFIED : EventType.ADDED, change.current());
      } else if (before && previous != null) {
        sink.onEvent(
            EventType.DELETED,
            change.deletion() ? change.current() : lastSeen(previous, change.revision()));
      }
    }

    @Override
    public void onProgress(long revision) {
      if (options.allowWatchBookmarks()) {
        sink.onBookmark(revision, false);
      }
    }

    @Override
    public void onClosed(StoreException reason) {
      sink.onError(toApiException(reason, 0));
    }

    ApiException toApiException(StoreException e, long revision) {
      if (e.reason() == StoreException.Reason.REVISION_TOO_OLD) {
        return ApiException.expired(
            revision == 0
                ? "The resourceVersion for the provided watch is too old."
                : "too old resource version: " + revision + " (" + store.cached().revision() + ")");
      }
      return StoreErrors.toApiException(e, resource(), "");
    }
  }

  /** What a watcher sees of an object that left its selection: the old state, now. */
  private static StoredObject lastSeen(StoredObject previous, long revision) {
    ObjectNode tree = previous.object().copyTree();
    ObjectMetadata.of(tree).put("resourceVersion", Long.toString(revision));
    return new StoredObject(
        previous.resource(), previous.key(), revision, ObjectMetadata.encode(tree));
  }
}
