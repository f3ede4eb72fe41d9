package io.binnacle.controller.replication;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.meta.OwnerReference;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Lister;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.KeyMapper;
import io.binnacle.controller.Pods;
import io.binnacle.controller.Reconciler;
import io.binnacle.controller.Result;
import io.binnacle.controller.Watch;
import io.binnacle.controller.workload.Claims;
import io.binnacle.controller.workload.DeletionOrder;
import io.binnacle.controller.workload.DependentMapper;
import io.binnacle.controller.workload.Expectations;
import io.binnacle.controller.workload.PodBatches;
import io.binnacle.controller.workload.PodTemplates;
import io.binnacle.controller.workload.Statuses;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Brings the number of a controller's pods to what it asks for, and says how it is. */
final class ReplicaReconciler implements Reconciler {
  /** What one reconciliation writes at the most; the rest comes with the next. */
  private static final int BURST = 500;

  /** ReplicaSets by what they are revisions of. */
  private static final String BY_OWNER = "ownerUid";

  private final ReplicaKind kind;
  private final ControllerContext context;
  private final SharedInformer controllerInformer;
  private final SharedInformer podInformer;
  private final Lister controllers;
  private final Expectations expectations;
  private final Claims claims;
  private final PodBatches batches;

  ReplicaReconciler(ReplicaKind kind, ControllerContext context) {
    this.kind = kind;
    this.context = context;
    this.controllerInformer =
        context.informers().informer(kind.owner().resource(), ListOptions.allNamespaces());
    controllerInformer.addIndexer(BY_OWNER, ReplicaReconciler::ownerUids);
    this.podInformer = context.informers().informer(Resources.PODS, ListOptions.allNamespaces());
    this.controllers = controllerInformer.lister();
    this.expectations = new Expectations(context.clock());
    this.claims = new Claims(context.client(), kind.owner(), Resources.PODS, podInformer);
    this.batches = new PodBatches(context, expectations);
  }

  private static List<String> ownerUids(ApiObject controller) {
    return controller.controllerOwner().map(OwnerReference::uid).stream().toList();
  }

  @Override
  public List<Watch> watches() {
    return List.of(
        new Watch(controllerInformer, KeyMapper.self()),
        new Watch(
            podInformer,
            new DependentMapper(kind.owner(), controllers, kind::selector, expectations)));
  }

  @Override
  public Result reconcile(ObjectKey key) {
    Optional<ApiObject> found = controllers.get(key);
    if (found.isEmpty()) {
      expectations.forget(key);
      return Result.done();
    }
    ApiObject controller = found.get();
    boolean seenAll = expectations.areFulfilled(key);
    List<ApiObject> pods = claims.claim(controller, kind.selector(controller), Pods::isActive);
    Optional<ApiException> failure = Optional.empty();
    if (seenAll && !controller.isBeingDeleted()) {
      failure = scale(controller, pods);
    }
    writeStatus(controller, pods, failure);
    if (failure.isPresent()) {
      throw failure.get();
    }
    return nextAvailability(controller, pods);
  }

  /** Brings the pods to the wanted number; answers the first refusal. */
  private Optional<ApiException> scale(ApiObject controller, List<ApiObject> pods) {
    int missing = ReplicaStatus.wanted(controller) - pods.size();
    if (missing > 0) {
      return batches.create(
          controller,
          Collections.nCopies(
              Math.min(missing, BURST),
              PodBatches.fromTemplate(controller, kind.owner(), PodTemplates.of(controller))));
    }
    if (missing < 0) {
      int surplus = Math.min(-missing, BURST);
      List<ApiObject> victims =
          DeletionOrder.victims(
              pods, related(controller, pods), surplus, context.clock().instant());
      return batches.delete(controller, victims);
    }
    return Optional.empty();
  }

  /** The pods of all revisions of the same Deployment: a node that has many of them loses first. */
  private List<ApiObject> related(ApiObject controller, List<ApiObject> own) {
    List<ApiObject> all = new ArrayList<>(own);
    for (String owner : ownerUids(controller)) {
      for (ApiObject sibling : controllers.byIndex(BY_OWNER, owner)) {
        if (!sibling.uid().equals(controller.uid())) {
          claims.owned(sibling).stream().filter(Pods::isActive).forEach(all::add);
        }
      }
    }
    return all;
  }

  private void writeStatus(
      ApiObject controller, List<ApiObject> pods, Optional<ApiException> failure) {
    ReplicaStatus status = new ReplicaStatus(controller, pods, context.clock().instant());
    if (kind.countsTerminating()) {
      status.countTerminating(
          claims.owned(controller).stream().filter(Pods::isTerminating).count());
    }
    Statuses.write(
        context.client(), kind.owner().resource(), controller, status.withFailure(failure));
  }

  /** A pod becomes available by mere passing of time: nothing tells of it. */
  private Result nextAvailability(ApiObject controller, List<ApiObject> pods) {
    return Pods.nextAvailability(
            pods, ReplicaStatus.minReady(controller), context.clock().instant())
        .map(Result::after)
        .orElseGet(Result::done);
  }
}
