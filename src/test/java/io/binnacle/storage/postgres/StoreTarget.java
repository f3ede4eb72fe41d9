package io.binnacle.storage.postgres;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.storage.Mutation;
import io.binnacle.storage.MutationGroup;
import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.Snapshot;
import io.binnacle.storage.StoreException;
import io.binnacle.storage.StoredObject;
import io.binnacle.testing.RecordedObjects;
import io.binnacle.testing.history.Action;
import io.binnacle.testing.history.Outcome;
import io.binnacle.testing.history.Target;
import io.binnacle.testing.history.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One store, as a client of its own asks it.
 *
 * @param store the one that is open now
 */
record StoreTarget(Supplier<ObjectStore> store) implements Target {
  static final GroupResource RESOURCE = new GroupResource("", "configmaps");
  static final String NAMESPACE = "a";
  private static final int TRIES = 16;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @Override
  public Outcome perform(Action action) {
    try {
      return switch (action) {
        case Action.Create(String name, String write) ->
            written(new Mutation.Create(RESOURCE, key(name), object(name, write, 0)));
        case Action.Increment(String name, long expected, String write, long count) ->
            written(new Mutation.Update(RESOURCE, key(name), object(name, write, count), expected));
        case Action.Patch(String name, String write) -> patch(name, write, TRIES);
        case Action.Delete(String name, long expected) -> {
          commit(new Mutation.Delete(RESOURCE, key(name), expected));
          yield new Outcome.Deleted();
        }
        case Action.Get(String name) ->
            new Outcome.Read(
                Optional.ofNullable(join(store.get().latest()).get(RESOURCE, key(name)))
                    .map(StoreTarget::version));
        case Action.List list -> listed(snapshot(list));
      };
    } catch (StoreException e) {
      return outcome(e);
    }
  }

  /** As the registry does: on the newest state, until nobody else is faster. */
  private Outcome patch(String name, String write, int tries) {
    StoredObject current = join(store.get().latest()).get(RESOURCE, key(name));
    if (current == null) {
      return new Outcome.Refused(Outcome.Reason.MISSING, "not there");
    }
    ObjectNode next = object(name, write, version(current).count());
    try {
      return written(new Mutation.Update(RESOURCE, key(name), next, current.revision()));
    } catch (StoreException e) {
      if (e.reason() == StoreException.Reason.CONFLICT && tries > 1) {
        return patch(name, write, tries - 1);
      }
      return e.reason() == StoreException.Reason.CONFLICT
          ? new Outcome.Refused(Outcome.Reason.UNRELATED, "others are faster")
          : outcome(e);
    }
  }

  private Snapshot snapshot(Action.List list) {
    ObjectStore from = store.get();
    return switch (list.freshness()) {
      case LATEST -> join(from.latest());
      case ANY -> from.cached();
      case NOT_OLDER -> join(from.notOlderThan(list.revision(), Duration.ofSeconds(3)));
      case EXACT -> join(from.at(list.revision()));
    };
  }

  private static Outcome listed(Snapshot snapshot) {
    List<Version> versions = new ArrayList<>();
    snapshot
        .list(RESOURCE, NAMESPACE, null)
        .forEachRemaining(object -> versions.add(version(object)));
    return new Outcome.Listed(snapshot.revision(), versions);
  }

  private Outcome written(Mutation mutation) {
    return new Outcome.Written(commit(mutation).revision());
  }

  private StoredObject commit(Mutation mutation) {
    return join(store.get().commit(MutationGroup.of(mutation))).outcomes().getFirst().orElseThrow();
  }

  private static Outcome outcome(StoreException e) {
    String message = String.valueOf(e.getMessage());
    return switch (e.reason()) {
      case ALREADY_EXISTS -> new Outcome.Refused(Outcome.Reason.EXISTS, message);
      case NOT_FOUND -> new Outcome.Refused(Outcome.Reason.MISSING, message);
      case CONFLICT -> new Outcome.Refused(Outcome.Reason.CHANGED, message);
      case REVISION_TOO_OLD, REVISION_TOO_NEW, OVERLOADED, UNAVAILABLE, STORAGE_FULL ->
          new Outcome.Refused(Outcome.Reason.UNRELATED, message);
      case UNKNOWN_OUTCOME -> new Outcome.Unknown(message);
    };
  }

  private static <T> T join(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      @Nullable Throwable cause = e.getCause();
      if (cause instanceof StoreException failure) {
        throw failure;
      }
      if (cause instanceof TimeoutException) {
        throw new AssertionError("the store has not answered for " + PATIENCE, e);
      }
      throw e;
    }
  }

  private static ObjectKey key(String name) {
    return new ObjectKey(NAMESPACE, name);
  }

  private static ObjectNode object(String name, String write, long count) {
    return RecordedObjects.object(name, 0, write, count);
  }

  static Version version(StoredObject object) {
    return RecordedObjects.version(object.object().tree());
  }
}
