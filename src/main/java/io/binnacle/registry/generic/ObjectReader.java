package io.binnacle.registry.generic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.registry.Page;
import io.binnacle.registry.ReadOptions;
import io.binnacle.registry.RequestScope;
import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.Snapshot;
import io.binnacle.storage.StoreException;
import io.binnacle.storage.StoredObject;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Gets and lists objects, from snapshots. */
final class ObjectReader {
  /** How long a read waits for a version that this server has not seen, as in Kubernetes. */
  private static final Duration FRESHNESS_TIMEOUT = Duration.ofSeconds(3);

  private final ObjectStore store;
  private final PastReader past;

  ObjectReader(ObjectStore store, PastReader past) {
    this.store = store;
    this.past = past;
  }

  CompletionStage<StoredObject> get(RequestScope scope, String name, String resourceVersion) {
    GroupResource resource = scope.definition().groupResource();
    ObjectKey key = new ObjectKey(scope.namespace(), name);
    return mapped(
        snapshot(resourceVersion)
            .thenApply(snapshot -> {
              StoredObject object = snapshot.get(resource, key);
              if (object == null) {
                throw ApiException.notFound(resource, name);
              }
              return object;
            }),
        resource,
        name);
  }

  CompletionStage<Page> list(RequestScope scope, ReadOptions options) {
    ListOptionsValidation.validateList(options);
    Selection selection = new Selection(scope.definition(), options);
    GroupResource resource = scope.definition().groupResource();
    Optional<ContinueToken> token =
        options.continueToken().isEmpty()
            ? Optional.empty()
            : Optional.of(ContinueToken.parse(options.continueToken()));
    CompletionStage<Snapshot> snapshot =
        token
            .map(from -> continued(resource, from, options))
            .orElseGet(() -> snapshotFor(resource, options));
    return mapped(
        snapshot.thenApply(state -> page(scope, options, selection, state, token)), resource, "");
  }

  private CompletionStage<Snapshot> continued(
      GroupResource resource, ContinueToken token, ReadOptions options) {
    if (!options.resourceVersion().isEmpty() && !options.resourceVersion().equals("0")) {
      throw ApiException.badRequest(
          "specifying resource version is not allowed when using continue");
    }
    if (token.isInconsistent()) {
      return store.latest();
    }
    CompletionStage<Snapshot> begun =
        options.at().isEmpty()
            ? store.at(token.revision())
            : store.history().at(resource, token.revision());
    return begun.handle((snapshot, failure) -> {
      if (failure == null) {
        return snapshot;
      }
      if (StoreErrors.unwrap(failure) instanceof StoreException e
          && e.reason() == StoreException.Reason.REVISION_TOO_OLD) {
        throw continueExpired(token);
      }
      throw StoreErrors.toApiException(failure, new GroupResource("", ""), "");
    });
  }

  /** A client that accepts an inconsistent rest finds a token for it in the Status. */
  private static ApiException continueExpired(ContinueToken token) {
    ObjectNode status =
        ApiException.expired(
                "The provided continue parameter is too old to display a consistent list result."
                    + " You can start a new list without the continue parameter, or use the"
                    + " continue token in this response to retrieve the remainder of the results."
                    + " Continuing with the provided token results in an inconsistent list -"
                    + " objects that were created, modified, or deleted between the time the first"
                    + " chunk was returned and now may show up in the list.")
            .status()
            .deepCopy();
    ((ObjectNode) status.get("metadata"))
        .put(
            "continue",
            new ContinueToken(ContinueToken.LATEST, token.after(), token.seen()).text());
    return ApiException.ofStatus(status);
  }

  private CompletionStage<Snapshot> snapshotFor(GroupResource resource, ReadOptions options) {
    if (!options.at().isEmpty()) {
      return past.snapshot(resource, options.at());
    }
    if (options.resourceVersionMatch().equals("Exact")) {
      return store.at(ResourceVersions.parseParameter(options.resourceVersion()));
    }
    return snapshot(options.resourceVersion());
  }

  /** The state that a read with a resourceVersion may be answered from. */
  CompletionStage<Snapshot> snapshot(String resourceVersion) {
    if (resourceVersion.isEmpty()) {
      return store.latest();
    }
    long revision = ResourceVersions.parseParameter(resourceVersion);
    Snapshot cached = store.cached();
    if (revision <= cached.revision()) {
      return CompletableFuture.completedFuture(cached);
    }
    return store
        .notOlderThan(revision, FRESHNESS_TIMEOUT)
        .handle((snapshot, failure) -> {
          if (failure == null) {
            return snapshot;
          }
          if (StoreErrors.unwrap(failure) instanceof StoreException e
              && e.reason() == StoreException.Reason.REVISION_TOO_NEW) {
            throw StoreErrors.tooNew(revision, store.cached().revision());
          }
          throw StoreErrors.toApiException(failure, new GroupResource("", ""), "");
        });
  }

  private static Page page(
      RequestScope scope,
      ReadOptions options,
      Selection selection,
      Snapshot state,
      Optional<ContinueToken> token) {
    GroupResource resource = scope.definition().groupResource();
    String namespace =
        scope.namespace().isEmpty() ? selection.namespace().orElse("") : scope.namespace();
    Iterator<StoredObject> candidates;
    if (selection.name().isPresent()
        && (!namespace.isEmpty() || !scope.definition().namespaced())
        && token.isEmpty()) {
      candidates = single(state, resource, new ObjectKey(namespace, selection.name().get()));
    } else {
      candidates = state.list(resource, namespace, token.map(ContinueToken::after).orElse(null));
    }
    long seen = token.map(ContinueToken::seen).orElse(0L);
    PageItems items = new PageItems(candidates, selection, options.limit());
    return new Page(
        state.revision(),
        items,
        options.limit() == 0
            ? Pages.END
            : items.next(state.revision(), seen, () -> state.count(resource, namespace)));
  }

  private static Iterator<StoredObject> single(
      Snapshot state, GroupResource resource, ObjectKey key) {
    StoredObject object = state.get(resource, key);
    return object == null ? Collections.emptyIterator() : List.of(object).iterator();
  }

  private static <T> CompletionStage<T> mapped(
      CompletionStage<T> stage, GroupResource resource, String name) {
    return stage.exceptionally(failure -> {
      throw StoreErrors.toApiException(failure, resource, name);
    });
  }
}
