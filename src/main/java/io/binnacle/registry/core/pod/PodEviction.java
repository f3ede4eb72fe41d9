package io.binnacle.registry.core.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.errors.StatusCause;
import io.binnacle.apimachinery.errors.StatusReason;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.registry.ReadOptions;
import io.binnacle.registry.Registry;
import io.binnacle.registry.RequestScope;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.Subresource;
import io.binnacle.registry.WriteOptions;
import io.binnacle.registry.generic.GuaranteedUpdate;
import io.binnacle.registry.policy.poddisruptionbudget.PodDisruptionBudgetResource;
import io.binnacle.storage.StoredObject;
import jakarta.inject.Provider;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Deletes a pod on behalf of somebody who would rather it ran elsewhere, as long as its disruption
 * budget allows it. The budget is charged before the pod is deleted: whoever charges it last and
 * finds nothing left must wait.
 */
final class PodEviction implements Subresource.Action.Handler {
  static final GroupVersionKind KIND = new GroupVersionKind("policy", "v1", "Eviction");

  private static final String DISRUPTION = "DisruptionTarget";
  private static final Set<String> NOT_RUNNING = Set.of("Pending", "Succeeded", "Failed");
  private static final String REFUSAL =
      "Cannot evict pod as it would violate the pod's disruption budget.";

  private final Provider<Registry> registry;
  private final GuaranteedUpdate updates;
  private final Clock clock;
  private final ResourceDefinition budgets = new PodDisruptionBudgetResource().definition();

  PodEviction(Provider<Registry> registry, GuaranteedUpdate updates, Clock clock) {
    this.registry = registry;
    this.updates = updates;
    this.clock = clock;
  }

  @Override
  public CompletionStage<ObjectNode> handle(
      RequestScope scope, StoredObject parent, ObjectNode document, WriteOptions options) {
    RequestScope pod =
        new RequestScope(scope.definition(), scope.version(), scope.namespace(), "", scope.user());
    ObjectNode deletion =
        document.path("deleteOptions") instanceof ObjectNode given
            ? given.deepCopy()
            : Json.object();
    return charge(scope, parent, options)
        .thenCompose(_ -> mark(parent, deletion, options))
        .thenCompose(marked -> {
          if (deletion.path("preconditions").hasNonNull("resourceVersion") && !options.dryRun()) {
            // The version that was asked for is the one that got the mark.
            Trees.child(deletion, "preconditions")
                .put("resourceVersion", Long.toString(marked.revision()));
          }
          return registry.get().delete(pod, parent.key().name(), deletion, options.dryRun());
        })
        .thenApply(_ -> PodBinding.success());
  }

  /** The pod says that it is disrupted, so that whoever made it knows why it fails (KEP-3329). */
  private CompletionStage<StoredObject> mark(
      StoredObject pod, JsonNode deletion, WriteOptions options) {
    String wanted = deletion.path("preconditions").path("resourceVersion").asText();
    return updates.update(
        pod.resource(),
        pod.key(),
        options.dryRun(),
        object -> {
          if (!wanted.isEmpty()
              && !wanted.equals(object.path("metadata").path("resourceVersion").asText())) {
            throw ApiException.conflict(
                pod.resource(),
                pod.key().name(),
                "Precondition failed: ResourceVersion in precondition: "
                    + wanted
                    + ", ResourceVersion in object meta: "
                    + object.path("metadata").path("resourceVersion").asText());
          }
          addDisruption(object);
        });
  }

  private void addDisruption(ObjectNode pod) {
    ObjectNode status = Trees.child(pod, "status");
    ArrayNode conditions = status.withArrayProperty("conditions");
    for (ObjectNode condition : Trees.objects(conditions)) {
      if (condition.path("type").asText().equals(DISRUPTION)
          && condition.path("status").asText().equals("True")) {
        return;
      }
    }
    Trees.removeIf(conditions, condition -> condition.path("type").asText().equals(DISRUPTION));
    conditions
        .addObject()
        .put("type", DISRUPTION)
        .put("status", "True")
        .put("reason", "EvictionByEvictionAPI")
        .put("message", "Eviction API: evicting")
        .put("lastTransitionTime", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private CompletionStage<?> charge(RequestScope scope, StoredObject pod, WriteOptions options) {
    String phase = pod.object().tree().at("/status/phase").asText();
    if (NOT_RUNNING.contains(phase) || pod.object().isBeingDeleted()) {
      return CompletableFuture.completedFuture(null);
    }
    RequestScope all =
        new RequestScope(budgets, budgets.storageVersion(), scope.namespace(), "", scope.user());
    return registry
        .get()
        .list(all, ReadOptions.all())
        .thenCompose(page -> {
          List<StoredObject> own = new ArrayList<>();
          page.items()
              .forEachRemaining(budget -> {
                if (isFor(budget.object(), pod.object())) {
                  own.add(budget);
                }
              });
          return charge(own, pod, options);
        });
  }

  private CompletionStage<?> charge(
      List<StoredObject> own, StoredObject pod, WriteOptions options) {
    if (own.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    if (own.size() > 1) {
      throw ApiException.internal(
          "This pod has more than one PodDisruptionBudget, which the eviction subresource does not"
              + " support.");
    }
    StoredObject budget = own.getFirst();
    if (alreadyDisrupted(budget.object(), pod.object())) {
      return CompletableFuture.completedFuture(null);
    }
    return updates.update(
        budgets.groupResource(),
        budget.key(),
        options.dryRun(),
        object -> take(object, pod.key().name()));
  }

  private static boolean isFor(ApiObject budget, ApiObject pod) {
    JsonNode selector = budget.tree().at("/spec/selector");
    return selector.isObject() && LabelSelector.ofStructured(selector).matches(pod.labels());
  }

  /**
   * A pod that is not ready disrupts nobody where the budget is met without it, or where its policy
   * is to let such pods go (KEP-3017).
   */
  private static boolean alreadyDisrupted(ApiObject budget, ApiObject pod) {
    if (PodSummary.hasCondition(pod, "Ready", Set.of("True"))) {
      return false;
    }
    JsonNode status = budget.tree().path("status");
    boolean always =
        budget.tree().at("/spec/unhealthyPodEvictionPolicy").asText().equals("AlwaysAllow");
    boolean healthy =
        status.path("desiredHealthy").asLong() > 0
            && status.path("currentHealthy").asLong() >= status.path("desiredHealthy").asLong();
    return always || healthy;
  }

  private void take(ObjectNode budget, String pod) {
    ObjectNode status = Trees.child(budget, "status");
    String name = budget.at("/metadata/name").asText();
    if (status.path("observedGeneration").asLong() < budget.at("/metadata/generation").asLong()) {
      throw refuse("The disruption budget " + name + " is still being processed by the server.");
    }
    long allowed = status.path("disruptionsAllowed").asLong();
    if (allowed <= 0) {
      throw refuse(
          "The disruption budget "
              + name
              + " needs "
              + status.path("desiredHealthy").asLong()
              + " healthy pods and has "
              + status.path("currentHealthy").asLong()
              + " currently");
    }
    status.put("disruptionsAllowed", allowed - 1);
    Trees.child(status, "disruptedPods")
        .put(pod, clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private static ApiException refuse(String why) {
    return ApiException.of(
        StatusReason.TOO_MANY_REQUESTS,
        REFUSAL,
        null,
        "",
        List.of(new StatusCause("DisruptionBudget", why, "")));
  }
}
