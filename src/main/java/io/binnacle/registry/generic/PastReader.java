package io.binnacle.registry.generic;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.registry.RequestScope;
import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.ObjectVersion;
import io.binnacle.storage.Snapshot;
import io.binnacle.storage.StoreHistory;
import io.binnacle.storage.StoredObject;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Reads what was, as far as the store retains it. */
final class PastReader {
  private final ObjectStore store;
  private final Clock clock;

  PastReader(ObjectStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * The state of a resource at a moment.
   *
   * @param at a resourceVersion or a time
   * @throws ApiException BadRequest where it is neither
   */
  CompletionStage<Snapshot> snapshot(GroupResource resource, String at) {
    StoreHistory history = store.history();
    return switch (PastMoment.parse(at, clock)) {
      case PastMoment.AtRevision(long revision) -> history.at(resource, revision);
      case PastMoment.AtTime(var time) ->
          history.revisionAt(time).thenCompose(revision -> history.at(resource, revision));
    };
  }

  CompletionStage<StoredObject> get(RequestScope scope, String name, String at) {
    GroupResource resource = scope.definition().groupResource();
    return snapshot(resource, at)
        .thenApply(snapshot -> {
          StoredObject object = snapshot.get(resource, new ObjectKey(scope.namespace(), name));
          if (object == null) {
            throw ApiException.notFound(resource, name);
          }
          return object;
        })
        .exceptionally(failure -> {
          throw StoreErrors.toApiException(failure, resource, name);
        });
  }

  /** The retained versions, the newest first; NotFound where there is none. */
  CompletionStage<List<ObjectVersion>> versions(RequestScope scope, String name) {
    GroupResource resource = scope.definition().groupResource();
    return store
        .history()
        .versions(resource, new ObjectKey(scope.namespace(), name))
        .thenApply(versions -> {
          if (versions.isEmpty()) {
            throw ApiException.notFound(resource, name);
          }
          return versions;
        })
        .exceptionally(failure -> {
          throw StoreErrors.toApiException(failure, resource, name);
        });
  }
}
