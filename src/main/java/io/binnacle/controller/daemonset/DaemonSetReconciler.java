package io.binnacle.controller.daemonset;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Trees;
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
import io.binnacle.controller.workload.Claims;
import io.binnacle.controller.workload.ControllerHistory;
import io.binnacle.controller.workload.DependentMapper;
import io.binnacle.controller.workload.Expectations;
import io.binnacle.controller.workload.OwnerKind;
import io.binnacle.controller.workload.PodBatches;
import io.binnacle.controller.workload.PodTemplates;
import io.binnacle.controller.workload.Statuses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Brings a daemon set's pods onto the nodes where they belong. */
final class DaemonSetReconciler implements Reconciler {
  /** What one reconciliation creates, and deletes, at the most; the rest comes with the next. */
  private static final int BURST = 250;

  private static final OwnerKind KIND = new OwnerKind(Resources.DAEMON_SETS, "DaemonSet");

  private final ControllerContext context;
  private final SharedInformer sets;
  private final SharedInformer pods;
  private final SharedInformer nodes;
  private final SharedInformer revisions;
  private final Expectations expectations;
  private final Claims claims;
  private final PodBatches batches;
  private final ControllerHistory history;
  private final FailedDaemons failed;
  private final DaemonPlacement placement;

  DaemonSetReconciler(ControllerContext context) {
    this.context = context;
    ListOptions all = ListOptions.allNamespaces();
    this.sets = context.informers().informer(Resources.DAEMON_SETS, all);
    this.pods = context.informers().informer(Resources.PODS, all);
    this.nodes = context.informers().informer(Resources.NODES, all);
    this.revisions = context.informers().informer(Resources.CONTROLLER_REVISIONS, all);
    this.expectations = new Expectations(context.clock());
    this.claims = new Claims(context.client(), KIND, Resources.PODS, pods);
    this.batches = new PodBatches(context, expectations);
    this.history = new ControllerHistory(context.client(), KIND, revisions, DaemonPods.HASH_LABEL);
    this.failed = new FailedDaemons(context.clock());
    this.placement = new DaemonPlacement(context.recorder(), failed);
  }

  @Override
  public List<Watch> watches() {
    return List.of(
        new Watch(sets, KeyMapper.self()),
        new Watch(
            pods, new DependentMapper(KIND, sets.lister(), PodTemplates::selector, expectations)),
        new Watch(revisions, (change, enqueue) -> KIND.ownerOf(change.object()).ifPresent(enqueue)),
        new Watch(nodes, this::mapNode));
  }

  /** Nodes say every few seconds that they live: only what decides about placement counts. */
  private void mapNode(Change change, Consumer<ObjectKey> enqueue) {
    ApiObject before = change.before();
    ApiObject after = change.after();
    if (before != null && after != null && before.labels().equals(after.labels())) {
      boolean sameTaints =
          Trees.same(
              before.tree().path("spec").path("taints"), after.tree().path("spec").path("taints"));
      if (sameTaints) {
        return;
      }
    }
    sets.lister().list("", LabelSelector.everything()).forEach(set -> enqueue.accept(set.key()));
  }

  @Override
  public Result reconcile(ObjectKey key) {
    Optional<ApiObject> found = sets.lister().get(key);
    if (found.isEmpty()) {
      expectations.forget(key);
      return Result.done();
    }
    ApiObject set = found.get();
    LabelSelector selector = PodTemplates.selector(set);
    if (selector.isEverything()) {
      context
          .recorder()
          .warning(
              set,
              "SelectingAll",
              "This daemon set is selecting all pods. A non-empty selector is required.");
      return Result.done();
    }
    if (set.isBeingDeleted()) {
      return Result.done();
    }
    List<ApiObject> known = history.revisions(set, selector);
    ControllerHistory.Latest latest = history.latest(set, known);
    String hash = latest.revision().labels().getOrDefault(DaemonPods.HASH_LABEL, "");
    Optional<ApiException> refusal = Optional.empty();
    if (expectations.areFulfilled(key)) {
      DaemonSetView view = view(set, selector, hash);
      refusal = execute(view, placement.plan(view));
      if (refusal.isEmpty() && view.isRolling() && expectations.areFulfilled(key)) {
        refusal = execute(view, DaemonUpdate.plan(view(set, selector, hash)));
      }
      trimHistory(set, known, latest.revision());
    }
    DaemonSetView view = view(set, selector, hash);
    writeStatus(view, latest.collisions());
    refusal.ifPresent(e -> {
      throw e;
    });
    return next(view);
  }

  private DaemonSetView view(ApiObject set, LabelSelector selector, String hash) {
    Map<String, List<ApiObject>> byNode =
        claims.claim(set, selector).stream()
            .collect(Collectors.groupingBy(DaemonPods::node, TreeMap::new, Collectors.toList()));
    List<ApiObject> all = nodes.lister().list("", LabelSelector.everything());
    return new DaemonSetView(new NodeFit(set), all, byNode, hash, context.clock().instant());
  }

  private Optional<ApiException> execute(DaemonSetView view, NodePlan plan) {
    List<ObjectNode> made =
        plan.create().stream()
            .limit(BURST)
            .map(node -> DaemonPods.pod(view.set(), KIND, view.hash(), node))
            .toList();
    List<ApiObject> victims = plan.delete().stream().limit(BURST).toList();
    Optional<ApiException> notMade =
        made.isEmpty() ? Optional.empty() : batches.create(view.set(), made);
    Optional<ApiException> notDeleted =
        victims.isEmpty() ? Optional.empty() : batches.delete(view.set(), victims);
    return notMade.isPresent() ? notMade : notDeleted;
  }

  private void trimHistory(ApiObject set, List<ApiObject> known, ApiObject current) {
    List<ApiObject> old =
        known.stream().filter(revision -> !revision.uid().equals(current.uid())).toList();
    int surplus = old.size() - ControllerHistory.limit(set);
    if (surplus <= 0) {
      return;
    }
    Set<String> live = new HashSet<>();
    claims
        .owned(set)
        .forEach(pod -> live.add(pod.labels().getOrDefault(DaemonPods.HASH_LABEL, "")));
    history.trim(
        old,
        revision -> live.contains(revision.labels().getOrDefault(DaemonPods.HASH_LABEL, "")),
        surplus);
  }

  private void writeStatus(DaemonSetView view, int collisions) {
    ApiObject set = view.set();
    DaemonStatus status = new DaemonStatus(view.hash(), DaemonSetView.minReady(set), view.now());
    view.nodes()
        .forEach(node -> status.count(view.fit().shouldRun(node), view.podsOn(node.name())));
    Statuses.write(
        context.client(), Resources.DAEMON_SETS, set, status.tree(set.generation(), collisions));
  }

  /** A pod becomes available, and a failed one replaceable, by mere passing of time. */
  private Result next(DaemonSetView view) {
    List<ApiObject> all = new ArrayList<>();
    view.pods().values().forEach(all::addAll);
    Optional<Duration> available =
        Pods.nextAvailability(all, DaemonSetView.minReady(view.set()), view.now());
    boolean hasFailed = all.stream().anyMatch(pod -> Pods.phase(pod).equals("Failed"));
    Optional<Duration> turn = hasFailed ? failed.nextTurn(view.set()) : Optional.empty();
    return Stream.of(available, turn)
        .flatMap(Optional::stream)
        .min(Duration::compareTo)
        .map(Result::after)
        .orElseGet(Result::done);
  }
}
