package io.binnacle.controller.statefulset;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.KeyMapper;
import io.binnacle.controller.Pods;
import io.binnacle.controller.Reconciler;
import io.binnacle.controller.Result;
import io.binnacle.controller.Watch;
import io.binnacle.controller.workload.Claims;
import io.binnacle.controller.workload.ControllerHistory;
import io.binnacle.controller.workload.DependentMapper;
import io.binnacle.controller.workload.Expectations;
import io.binnacle.controller.workload.OwnerKind;
import io.binnacle.controller.workload.PodTemplates;
import io.binnacle.controller.workload.Statuses;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes a stateful set one step on. It needs no expectations: a pod's name is known before it is
 * made, so what the cache has not seen yet is refused by the server.
 */
final class StatefulSetReconciler implements Reconciler {
  private static final OwnerKind KIND = new OwnerKind(Resources.STATEFUL_SETS, "StatefulSet");
  private static final String HASH_LABEL = "controller.kubernetes.io/hash";

  private final ControllerContext context;
  private final SharedInformer sets;
  private final SharedInformer pods;
  private final Claims claims;
  private final ControllerHistory history;
  private final StatefulSteps steps;

  StatefulSetReconciler(ControllerContext context) {
    this.context = context;
    ListOptions all = ListOptions.allNamespaces();
    this.sets = context.informers().informer(Resources.STATEFUL_SETS, all);
    this.pods = context.informers().informer(Resources.PODS, all);
    this.claims = new Claims(context.client(), KIND, Resources.PODS, pods);
    this.history =
        new ControllerHistory(
            context.client(),
            KIND,
            context.informers().informer(Resources.CONTROLLER_REVISIONS, all),
            HASH_LABEL);
    StatefulClaims volumeClaims =
        new StatefulClaims(
            context,
            KIND,
            context.informers().informer(Resources.PERSISTENT_VOLUME_CLAIMS, all).lister());
    this.steps = new StatefulSteps(context, new StatefulPodControl(context, KIND, volumeClaims));
  }

  @Override
  public List<Watch> watches() {
    return List.of(
        new Watch(sets, KeyMapper.self()),
        new Watch(
            pods,
            new DependentMapper(
                KIND, sets.lister(), PodTemplates::selector, new Expectations(context.clock()))));
  }

  @Override
  public Result reconcile(ObjectKey key) {
    Optional<ApiObject> found = sets.lister().get(key);
    if (found.isEmpty()) {
      return Result.done();
    }
    ApiObject set = found.get();
    LabelSelector selector = PodTemplates.selector(set);
    List<ApiObject> revisions = history.revisions(set, selector);
    ControllerHistory.Latest latest = history.latest(set, revisions);
    StatefulSetView view = view(set, selector, revisions, latest.revision());
    Optional<ApiException> refusal = Optional.empty();
    if (!set.isBeingDeleted()) {
      refusal = step(view);
    }
    Statuses.write(
        context.client(),
        Resources.STATEFUL_SETS,
        set,
        StatefulStatus.of(view(set, selector, revisions, latest.revision()), latest.collisions()));
    refusal.ifPresent(e -> {
      throw e;
    });
    trimHistory(view, revisions);
    return Pods.nextAvailability(
            List.copyOf(view.pods().values()), view.spec().minReady(), view.now())
        .map(Result::after)
        .orElseGet(Result::done);
  }

  /** The status is told whatever came of it. */
  private Optional<ApiException> step(StatefulSetView view) {
    try {
      steps.run(view);
      return Optional.empty();
    } catch (ApiException e) {
      return Optional.of(e);
    }
  }

  private StatefulSetView view(
      ApiObject set, LabelSelector selector, List<ApiObject> revisions, ApiObject update) {
    String name = set.tree().path("status").path("currentRevision").asText();
    ApiObject current =
        revisions.stream()
            .filter(revision -> revision.name().equals(name))
            .findFirst()
            .orElse(update);
    List<ApiObject> own = claims.claim(set, selector, pod -> StatefulPods.ordinal(set, pod) >= 0);
    return new StatefulSetView(
        set,
        StatefulSpec.of(set),
        current,
        update,
        StatefulSetView.byOrdinal(set, own),
        context.clock().instant());
  }

  private void trimHistory(StatefulSetView view, List<ApiObject> revisions) {
    Set<String> live = new HashSet<>(List.of(view.current().name(), view.update().name()));
    view.pods().values().forEach(pod -> live.add(StatefulPods.revision(pod)));
    List<ApiObject> old =
        revisions.stream().filter(revision -> !live.contains(revision.name())).toList();
    history.trim(old, revision -> false, old.size() - ControllerHistory.limit(view.set()));
  }
}
