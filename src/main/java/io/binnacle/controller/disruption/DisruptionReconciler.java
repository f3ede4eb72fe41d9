package io.binnacle.controller.disruption;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.controller.Change;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.KeyMapper;
import io.binnacle.controller.Pods;
import io.binnacle.controller.Reconciler;
import io.binnacle.controller.Result;
import io.binnacle.controller.Watch;
import io.binnacle.controller.workload.PodTemplates;
import io.binnacle.controller.workload.StatusConditions;
import io.binnacle.controller.workload.StatusConditions.Condition;
import io.binnacle.controller.workload.Statuses;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Works a budget's status out. */
final class DisruptionReconciler implements Reconciler {
  /** An evicted pod should be on its way by then; if it is not, it counts again. */
  private static final Duration EVICTION_TIMEOUT = Duration.ofMinutes(2);

  private final ControllerContext context;
  private final SharedInformer budgets;
  private final SharedInformer pods;
  private final ExpectedPods expected;

  DisruptionReconciler(ControllerContext context) {
    this.context = context;
    ListOptions all = ListOptions.allNamespaces();
    this.budgets = context.informers().informer(Resources.POD_DISRUPTION_BUDGETS, all);
    this.pods = context.informers().informer(Resources.PODS, all);
    this.expected = new ExpectedPods(context);
  }

  @Override
  public List<Watch> watches() {
    return List.of(new Watch(budgets, KeyMapper.self()), new Watch(pods, this::mapPod));
  }

  private void mapPod(Change change, Consumer<ObjectKey> enqueue) {
    for (ApiObject budget :
        budgets.lister().list(change.object().namespace(), LabelSelector.everything())) {
      ApiObject before = change.before();
      ApiObject after = change.after();
      if ((before != null && selects(budget, before))
          || (after != null && selects(budget, after))) {
        enqueue.accept(budget.key());
      }
    }
  }

  /** An absent selector selects nothing, an empty one everything. */
  private static boolean selects(ApiObject budget, ApiObject pod) {
    return budget.tree().path("spec").path("selector").isObject()
        && PodTemplates.selector(budget).matches(pod.labels());
  }

  @Override
  public Result reconcile(ObjectKey key) {
    Optional<ApiObject> found = budgets.lister().get(key);
    if (found.isEmpty()) {
      return Result.done();
    }
    ApiObject budget = found.get();
    try {
      return update(budget);
    } catch (ApiException e) {
      if (!e.isConflict()) {
        failSafe(budget, e);
      }
      throw e;
    }
  }

  private Result update(ApiObject budget) {
    Instant now = context.clock().instant();
    List<ApiObject> selected =
        pods.lister().list(budget.namespace(), LabelSelector.everything()).stream()
            .filter(pod -> selects(budget, pod))
            .toList();
    if (selected.isEmpty()) {
      context.recorder().normal(budget, "NoPods", "No matching pods found");
    }
    ExpectedPods.Count count = expected.of(budget, selected);
    if (!count.unmanaged().isEmpty()) {
      context
          .recorder()
          .warning(
              budget,
              "UnmanagedPods",
              "Pods selected by this PodDisruptionBudget are not managed by a controller: "
                  + String.join(", ", count.unmanaged())
                  + "; to account for them set .spec.minAvailable to an integer");
    }
    Map<String, Instant> disrupted = disrupted(budget, selected, now);
    int healthy =
        (int)
            selected.stream()
                .filter(pod -> !pod.isBeingDeleted() && Pods.isReady(pod))
                .filter(pod -> !disrupted.containsKey(pod.name()))
                .count();
    Statuses.write(
        context.client(),
        Resources.POD_DISRUPTION_BUDGETS,
        budget,
        status(budget, count, healthy, disrupted));
    return disrupted.values().stream()
        .min(Instant::compareTo)
        .map(since -> Duration.between(now, since.plus(EVICTION_TIMEOUT)).plusSeconds(1))
        .map(Result::after)
        .orElseGet(Result::done);
  }

  /** The evicted pods that are still to go. */
  private Map<String, Instant> disrupted(ApiObject budget, List<ApiObject> selected, Instant now) {
    Map<String, Instant> disrupted = new LinkedHashMap<>();
    JsonNode known = budget.tree().path("status").path("disruptedPods");
    for (ApiObject pod : selected) {
      JsonNode since = known.path(pod.name());
      if (!since.isTextual() || pod.isBeingDeleted()) {
        continue;
      }
      Instant evicted = Instant.parse(since.asText());
      if (evicted.plus(EVICTION_TIMEOUT).isAfter(now)) {
        disrupted.put(pod.name(), evicted);
      } else {
        context
            .recorder()
            .warning(
                pod,
                "NotDeleted",
                "Pod was expected by PDB %s to be deleted but it wasn't".formatted(budget.key()));
      }
    }
    return disrupted;
  }

  private ObjectNode status(
      ApiObject budget, ExpectedPods.Count count, int healthy, Map<String, Instant> disrupted) {
    int spare = count.expected() <= 0 ? 0 : Math.max(0, healthy - count.healthy());
    ObjectNode status = Json.object();
    status.put("observedGeneration", budget.generation());
    if (!disrupted.isEmpty()) {
      ObjectNode map = status.putObject("disruptedPods");
      disrupted.forEach((pod, since) -> map.put(pod, since.toString()));
    }
    status.put("disruptionsAllowed", spare);
    status.put("currentHealthy", healthy);
    status.put("desiredHealthy", count.healthy());
    status.put("expectedPods", count.expected());
    condition(
        budget,
        status,
        spare > 0
            ? new Condition("DisruptionAllowed", "True", "SufficientPods", "")
            : new Condition("DisruptionAllowed", "False", "InsufficientPods", ""));
    return status;
  }

  private void condition(ApiObject budget, ObjectNode status, Condition condition) {
    StatusConditions conditions = StatusConditions.of(budget);
    conditions
        .put(condition, context.clock().instant())
        .put("observedGeneration", budget.generation());
    conditions.writeTo(status);
  }

  /** What cannot be worked out allows nothing. */
  private void failSafe(ApiObject budget, ApiException failure) {
    ObjectNode status =
        budget.tree().path("status") instanceof ObjectNode known ? known.deepCopy() : Json.object();
    status.put("disruptionsAllowed", 0);
    condition(
        budget,
        status,
        new Condition(
            "DisruptionAllowed", "False", "SyncFailed", String.valueOf(failure.getMessage())));
    Statuses.write(context.client(), Resources.POD_DISRUPTION_BUDGETS, budget, status);
  }
}
