package io.binnacle.registry.core.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.registry.Registry;
import io.binnacle.registry.RequestScope;
import io.binnacle.registry.Subresource;
import io.binnacle.registry.WriteOptions;
import io.binnacle.storage.StoredObject;
import jakarta.inject.Provider;
import java.util.concurrent.CompletionStage;

/** Deletes a pod on behalf of somebody who would rather it ran elsewhere. */
final class PodEviction implements Subresource.Action.Handler {
  static final GroupVersionKind KIND = new GroupVersionKind("policy", "v1", "Eviction");

  private final Provider<Registry> registry;

  PodEviction(Provider<Registry> registry) {
    this.registry = registry;
  }

  @Override
  public CompletionStage<ObjectNode> handle(
      RequestScope scope, StoredObject parent, ObjectNode document, WriteOptions options) {
    RequestScope pod =
        new RequestScope(scope.definition(), scope.version(), scope.namespace(), "", scope.user());
    JsonNode deletion = document.path("deleteOptions");
    return registry
        .get()
        .delete(
            pod,
            parent.key().name(),
            deletion.isObject() ? deletion : Json.object(),
            options.dryRun())
        .thenApply(_ -> PodBinding.success());
  }
}
