package io.binnacle.controller.deployment;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
import io.binnacle.controller.workload.DependentMapper;
import io.binnacle.controller.workload.Expectations;
import io.binnacle.controller.workload.OwnerKind;
import io.binnacle.controller.workload.PodTemplates;
import io.binnacle.controller.workload.Statuses;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Takes a deployment one step on, and says how far it is. */
final class DeploymentReconciler implements Reconciler {
  private static final OwnerKind KIND = new OwnerKind(Resources.DEPLOYMENTS, "Deployment");
  private static final OwnerKind REPLICA_SET = new OwnerKind(Resources.REPLICA_SETS, "ReplicaSet");

  private final ControllerContext context;
  private final SharedInformer deployments;
  private final SharedInformer replicaSets;
  private final SharedInformer pods;
  private final Claims claims;
  private final StatusReport report;
  private final ReplicaSetScale scale;
  private final CurrentReplicaSet current;
  private final RollingUpdate rollingUpdate;
  private final ProportionalScaling scaling;
  private final HistoryLimit historyLimit;

  DeploymentReconciler(ControllerContext context) {
    this.context = context;
    ListOptions all = ListOptions.allNamespaces();
    this.deployments = context.informers().informer(Resources.DEPLOYMENTS, all);
    this.replicaSets = context.informers().informer(Resources.REPLICA_SETS, all);
    this.pods = context.informers().informer(Resources.PODS, all);
    Claims.index(pods);
    this.claims = new Claims(context.client(), KIND, Resources.REPLICA_SETS, replicaSets);
    this.report = new StatusReport(context);
    this.scale = new ReplicaSetScale(context);
    this.current = new CurrentReplicaSet(context, KIND, scale, report);
    this.rollingUpdate = new RollingUpdate(scale);
    this.scaling = new ProportionalScaling(scale);
    this.historyLimit = new HistoryLimit(context.client());
  }

  @Override
  public List<Watch> watches() {
    return List.of(
        new Watch(deployments, KeyMapper.self()),
        new Watch(
            replicaSets,
            new DependentMapper(
                KIND,
                deployments.lister(),
                PodTemplates::selector,
                new Expectations(context.clock()))),
        new Watch(pods, this::mapPod));
  }

  /** Recreating waits until the last old pod is gone, which no ReplicaSet tells. */
  private void mapPod(Change change, Consumer<ObjectKey> enqueue) {
    if (change.isDeletion()) {
      REPLICA_SET
          .ownerOf(change.object())
          .flatMap(replicaSets.lister()::get)
          .flatMap(KIND::ownerOf)
          .flatMap(deployments.lister()::get)
          .filter(deployment -> !DeploymentSpec.of(deployment).rolling())
          .ifPresent(deployment -> enqueue.accept(deployment.key()));
    }
  }

  @Override
  public Result reconcile(ObjectKey key) {
    Optional<ApiObject> found = deployments.lister().get(key);
    if (found.isEmpty()) {
      return Result.done();
    }
    ApiObject deployment = found.get();
    LabelSelector selector = PodTemplates.selector(deployment);
    if (selector.isEverything()) {
      refuseToSelectAll(deployment);
      return Result.done();
    }
    Rollout rollout = new Rollout(deployment, claims.claim(deployment, selector));
    if (deployment.isBeingDeleted()) {
      report.writeCounts(rollout);
      return Result.done();
    }
    notePause(rollout);
    if (rollout.spec().paused() || isScaling(rollout)) {
      return follow(rollout);
    }
    return rollout.spec().rolling() ? roll(rollout) : recreate(rollout);
  }

  private void refuseToSelectAll(ApiObject deployment) {
    context
        .recorder()
        .warning(
            deployment,
            "SelectingAll",
            "This deployment is selecting all pods. A non-empty selector is required.");
    ObjectNode status = Trees.child(deployment.copyTree(), "status");
    status.put("observedGeneration", deployment.generation());
    Statuses.write(context.client(), Resources.DEPLOYMENTS, deployment, status);
  }

  /** Time that a deployment is paused does not count towards its deadline. */
  private void notePause(Rollout rollout) {
    DeploymentConditions conditions = report.conditions(rollout);
    if (rollout.spec().progressDeadline().isEmpty()
        || conditions.progress().equals(DeploymentConditions.REASON_TIMED_OUT)) {
      return;
    }
    boolean known = conditions.progress().equals(DeploymentConditions.REASON_PAUSED);
    if (rollout.spec().paused() && !known) {
      conditions.progressing("Unknown", DeploymentConditions.REASON_PAUSED, "Deployment is paused");
    } else if (!rollout.spec().paused() && known) {
      conditions.progressing(
          "Unknown", DeploymentConditions.REASON_RESUMED, "Deployment is resumed");
    } else {
      return;
    }
    report.writeConditions(rollout, conditions);
  }

  private static boolean isScaling(Rollout rollout) {
    return ReplicaSets.active(rollout.all()).stream()
        .filter(set -> set.annotations().containsKey(ReplicaSets.DESIRED))
        .anyMatch(
            set -> ReplicaSets.annotated(set, ReplicaSets.DESIRED) != rollout.spec().replicas());
  }

  private Result follow(Rollout rollout) {
    current.find(rollout);
    scaling.follow(rollout);
    if (rollout.spec().paused()) {
      historyLimit.enforce(rollout);
    }
    report.writeCounts(rollout);
    return Result.done();
  }

  private Result roll(Rollout rollout) {
    rollingUpdate.step(rollout, current.findOrCreate(rollout));
    return finish(rollout);
  }

  private Result recreate(Rollout rollout) {
    current.find(rollout);
    boolean shrunk = false;
    for (ApiObject set : rollout.activeOld()) {
      shrunk |= scale.scale(rollout, set, 0);
    }
    if (!shrunk && !hasOldPods(rollout)) {
      scale.scale(rollout, current.findOrCreate(rollout), rollout.spec().replicas());
    }
    return finish(rollout);
  }

  private boolean hasOldPods(Rollout rollout) {
    return rollout.old().stream()
        .flatMap(set -> Claims.owned(pods.lister(), set.uid()).stream())
        .anyMatch(pod -> !Pods.isTerminal(pod));
  }

  private Result finish(Rollout rollout) {
    if (DeploymentStatus.written(rollout.deployment()).isComplete(rollout)) {
      historyLimit.enforce(rollout);
    }
    return report.writeProgress(rollout);
  }
}
