package io.binnacle.registry.generic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.admission.AdmissionFacade;
import io.binnacle.admission.AdmissionRequest.Operation;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.registry.Deleted;
import io.binnacle.registry.Page;
import io.binnacle.registry.RequestScope;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.WriteOptions;
import io.binnacle.storage.Mutation;
import io.binnacle.storage.MutationGroup;
import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.Snapshot;
import io.binnacle.storage.StoredObject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Deletes objects: at once, or, where finalizers or a grace period keep the object, by giving it a
 * deletionTimestamp.
 */
final class ObjectDeletion {
  /** How many objects of a collection are deleted at the same time: one group commit's worth. */
  private static final int BATCH = 100;

  private final ObjectStore store;
  private final AdmissionFacade admission;
  private final Attempts attempts;
  private final Clock clock;

  ObjectDeletion(ObjectStore store, AdmissionFacade admission, Attempts attempts, Clock clock) {
    this.store = store;
    this.admission = admission;
    this.attempts = attempts;
    this.clock = clock;
  }

  /** A deletion under way. */
  private record Request(RequestScope scope, String name, DeletionOptions options) {
    GroupResource resource() {
      return scope.definition().groupResource();
    }

    ObjectKey key() {
      return new ObjectKey(scope.namespace(), name);
    }

    ResourceStrategy strategy() {
      return scope.definition().strategy();
    }
  }

  CompletionStage<Deleted> delete(
      RequestScope scope, String name, JsonNode document, boolean dryRun) {
    return delete(new Request(scope, name, DeletionOptions.of(document, dryRun)));
  }

  private CompletionStage<Deleted> delete(Request request) {
    return attempts.run(
        request.resource(), request.name(), Attempts::onConflict, state -> attempt(request, state));
  }

  private CompletionStage<Deleted> attempt(Request request, Snapshot state) {
    StoredObject current = state.get(request.resource(), request.key());
    if (current == null) {
      throw ApiException.notFound(request.resource(), request.name());
    }
    ApiObject old = current.object();
    WriteContext context = new WriteContext(request.scope(), clock.instant(), state);
    request.options().checkPreconditions(request.resource(), old);
    request.strategy().checkDeletion(context, old);
    Admitted admitted =
        Admitted.through(
            admission,
            request.scope(),
            new Admitted.AdmittedWrite(Operation.DELETE, request.name(), null, old, state),
            writeOptions(request.options()),
            unused -> {});
    return switch (plan(request, context, old)) {
      case Plan.Nothing _ -> CompletableFuture.completedFuture(new Deleted(current, false));
      case Plan.Remove _ -> remove(request, context, current, admitted);
      case Plan.Keep keep -> keep(request, context, current, keep, admitted);
    };
  }

  /** What a deletion has to do to the object. */
  private sealed interface Plan {
    /** It is under way already. */
    record Nothing() implements Plan {}

    /** The object goes at once. */
    record Remove() implements Plan {}

    /**
     * The object gets a new version.
     *
     * @param thenRemove it goes right after, watchers having seen it end
     */
    record Keep(ObjectNode object, boolean thenRemove) implements Plan {}
  }

  private static Plan plan(Request request, WriteContext context, ApiObject old) {
    ResourceStrategy strategy = request.strategy();
    OptionalLong granted =
        strategy.gracePeriodSeconds(context, old, request.options().gracePeriodSeconds());
    if (old.isBeingDeleted() && granted.isPresent()) {
      return planSecond(request, old, granted.getAsLong());
    }
    List<String> finalizers = request.options().finalizers(old.finalizers());
    boolean kept = !finalizers.isEmpty() || strategy.keepsDeleted(old.tree());
    if (!kept && granted.isEmpty()) {
      return new Plan.Remove();
    }
    boolean sameFinalizers = new HashSet<>(finalizers).equals(new HashSet<>(old.finalizers()));
    if (old.isBeingDeleted() && sameFinalizers) {
      return new Plan.Nothing();
    }
    ObjectNode object = old.copyTree();
    ObjectMetadata.setFinalizers(object, finalizers);
    if (!old.isBeingDeleted()) {
      ObjectMetadata.markDeleted(object, context.now(), granted.orElse(0));
      strategy.prepareForDeletion(context, object);
    }
    return new Plan.Keep(object, !kept && granted.orElse(0) == 0);
  }

  /** A graceful deletion that is under way may only be brought forward. */
  private static Plan planSecond(Request request, ApiObject old, long seconds) {
    long pending = ObjectMetadata.gracePeriod(old).orElse(0);
    boolean kept = !old.finalizers().isEmpty();
    if (pending == 0) {
      return kept ? new Plan.Nothing() : new Plan.Remove();
    }
    boolean asked = request.options().gracePeriodSeconds().isPresent();
    if (!asked || seconds >= pending) {
      return new Plan.Nothing();
    }
    ObjectNode object = old.copyTree();
    ObjectMetadata.shortenGracePeriod(object, seconds);
    return new Plan.Keep(object, seconds == 0 && !kept);
  }

  private CompletionStage<Deleted> remove(
      Request request, WriteContext context, StoredObject current, Admitted admitted) {
    if (request.options().dryRun() && !store.keepsBack()) {
      return CompletableFuture.completedFuture(new Deleted(current, true));
    }
    List<Mutation> mutations = new ArrayList<>();
    mutations.add(new Mutation.Delete(request.resource(), request.key(), current.revision()));
    mutations.addAll(request.strategy().companionMutations(context, null, current.object()));
    mutations.addAll(admitted.mutations());
    return store
        .commit(new MutationGroup(mutations))
        .thenApply(result -> new Deleted(result.outcomes().getFirst().orElse(current), true));
  }

  private CompletionStage<Deleted> keep(
      Request request,
      WriteContext context,
      StoredObject current,
      Plan.Keep keep,
      Admitted admitted) {
    if (request.options().dryRun() && !store.keepsBack()) {
      StoredObject shown =
          new StoredObject(
              current.resource(),
              current.key(),
              current.revision(),
              ObjectMetadata.encode(keep.object()));
      return CompletableFuture.completedFuture(new Deleted(shown, keep.thenRemove()));
    }
    Mutation update =
        new Mutation.Update(request.resource(), request.key(), keep.object(), current.revision());
    if (keep.thenRemove()) {
      return store
          .commit(MutationGroup.of(update))
          .thenCompose(result ->
              removeMarked(request, result.outcomes().getFirst().orElseThrow(), admitted));
    }
    List<Mutation> mutations = new ArrayList<>();
    mutations.add(update);
    mutations.addAll(admitted.mutations());
    return store
        .commit(new MutationGroup(mutations))
        .thenApply(result -> new Deleted(result.outcomes().getFirst().orElseThrow(), false));
  }

  /** Somebody may be faster, such as the node to which the mark says that its pod ends. */
  private CompletionStage<Deleted> removeMarked(
      Request request, StoredObject marked, Admitted admitted) {
    return attempts.run(
        request.resource(),
        request.name(),
        Attempts::onConflict,
        state -> {
          WriteContext context = new WriteContext(request.scope(), clock.instant(), state);
          if (state.revision() < marked.revision()) {
            return remove(request, context, marked, admitted);
          }
          StoredObject current = state.get(request.resource(), request.key());
          return current != null && current.object().uid().equals(marked.object().uid())
              ? remove(request, context, current, admitted)
              : CompletableFuture.completedFuture(new Deleted(marked, true));
        });
  }

  private static WriteOptions writeOptions(DeletionOptions options) {
    return new WriteOptions(options.dryRun(), WriteOptions.FieldValidation.IGNORE, "", false);
  }

  /** Deletes each object of a list; what somebody else deletes meanwhile does not count. */
  CompletionStage<Page> deleteAll(
      RequestScope scope, Page selected, JsonNode document, boolean dryRun) {
    DeletionOptions options = DeletionOptions.of(document, dryRun);
    List<StoredObject> objects = new ArrayList<>();
    selected.items().forEachRemaining(objects::add);
    return deleteFrom(scope, objects, 0, options, new ArrayList<>())
        .thenApply(deleted -> new Page(selected.revision(), deleted.iterator(), Pages.END));
  }

  private CompletionStage<List<StoredObject>> deleteFrom(
      RequestScope scope,
      List<StoredObject> objects,
      int start,
      DeletionOptions options,
      List<StoredObject> deleted) {
    if (start >= objects.size()) {
      return CompletableFuture.completedFuture(deleted);
    }
    List<StoredObject> batch = objects.subList(start, Math.min(start + BATCH, objects.size()));
    List<CompletableFuture<Boolean>> deletions = new ArrayList<>();
    for (StoredObject object : batch) {
      RequestScope own =
          new RequestScope(
              scope.definition(), scope.version(), object.key().namespace(), "", scope.user());
      deletions.add(
          ignoringAbsent(delete(new Request(own, object.key().name(), options)))
              .toCompletableFuture());
    }
    return CompletableFuture.allOf(deletions.toArray(CompletableFuture[]::new))
        .thenCompose(_ -> {
          Iterator<StoredObject> each = batch.iterator();
          for (CompletableFuture<Boolean> deletion : deletions) {
            StoredObject object = each.next();
            if (deletion.join()) {
              deleted.add(object);
            }
          }
          return deleteFrom(scope, objects, start + BATCH, options, deleted);
        });
  }

  private static CompletionStage<Boolean> ignoringAbsent(CompletionStage<Deleted> deletion) {
    return deletion.handle((_, failure) -> {
      if (failure == null) {
        return true;
      }
      if (StoreErrors.unwrap(failure) instanceof ApiException refusal && refusal.isNotFound()) {
        return false;
      }
      throw failure instanceof RuntimeException e ? e : new IllegalStateException(failure);
    });
  }
}
