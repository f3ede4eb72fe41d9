package io.binnacle.registry.generic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.storage.Mutation;
import io.binnacle.storage.MutationGroup;
import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.StoredObject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Changes an object by the server's own hand, as subresource actions do: no admission, no rules,
 * but the same repetition when somebody else changed the object meanwhile. Safe for any thread.
 */
public final class GuaranteedUpdate {
  private final ObjectStore store;
  private final Attempts attempts;

  /**
   * @param executor where a change is computed anew after a conflict
   */
  public GuaranteedUpdate(ObjectStore store, Executor executor) {
    this.store = store;
    this.attempts = new Attempts(store, executor);
  }

  /**
   * @param change changes a copy of the object; throws an ApiException to refuse; may be called
   *     several times
   */
  public CompletionStage<StoredObject> update(
      GroupResource resource, ObjectKey key, boolean dryRun, Consumer<ObjectNode> change) {
    return attempts.run(
        resource,
        key.name(),
        Attempts::onConflict,
        state -> {
          StoredObject current = state.get(resource, key);
          if (current == null) {
            throw ApiException.notFound(resource, key.name());
          }
          ObjectNode object = current.object().copyTree();
          change.accept(object);
          if (dryRun) {
            return CompletableFuture.completedFuture(current);
          }
          return store
              .commit(
                  MutationGroup.of(new Mutation.Update(resource, key, object, current.revision())))
              .thenApply(result -> result.outcomes().getFirst().orElseThrow());
        });
  }
}
