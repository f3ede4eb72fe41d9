package io.binnacle.controller.replication;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.meta.OwnerReference;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Lister;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.controller.Change;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.KeyMapper;
import io.binnacle.controller.Pods;
import io.binnacle.controller.Reconciler;
import io.binnacle.controller.Result;
import io.binnacle.controller.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Brings the number of a replication controller's pods to what it asks for, and says how it is. */
final class ReplicationReconciler implements Reconciler {
  static final String KIND = "ReplicationController";

  private final ControllerContext context;
  private final SharedInformer controllerInformer;
  private final SharedInformer podInformer;
  private final Lister controllers;
  private final Expectations expectations;
  private final PodClaims claims;
  private final ReplicaWriter writer;

  ReplicationReconciler(ControllerContext context) {
    this.context = context;
    this.controllerInformer =
        context
            .informers()
            .informer(Resources.REPLICATION_CONTROLLERS, ListOptions.allNamespaces());
    this.podInformer = context.informers().informer(Resources.PODS, ListOptions.allNamespaces());
    podInformer.addIndexer(PodClaims.BY_CONTROLLER, PodClaims::indexValues);
    this.controllers = controllerInformer.lister();
    this.expectations = new Expectations(context.clock());
    this.claims = new PodClaims(context.client(), podInformer.lister());
    this.writer = new ReplicaWriter(context, expectations);
  }

  @Override
  public List<Watch> watches() {
    return List.of(
        new Watch(controllerInformer, KeyMapper.self()), new Watch(podInformer, this::mapPod));
  }

  private void mapPod(Change change, Consumer<ObjectKey> enqueue) {
    ApiObject pod = change.object();
    Optional<ObjectKey> owner = owner(pod);
    boolean goes = change.isDeletion() || pod.isBeingDeleted();
    if (owner.isPresent() && goes) {
      expectations.deletionObserved(owner.get(), pod.uid());
    } else if (owner.isPresent() && change.isCreation()) {
      expectations.creationObserved(owner.get());
    }
    owner.ifPresent(enqueue);
    ApiObject before = change.before();
    if (before != null) {
      owner(before).filter(former -> !owner.equals(Optional.of(former))).ifPresent(enqueue);
    }
    if (!goes && pod.controllerOwner().isEmpty()) {
      controllers.list(pod.namespace(), LabelSelector.everything()).stream()
          .filter(controller -> selector(controller).matches(pod.labels()))
          .forEach(controller -> enqueue.accept(controller.key()));
    }
  }

  private static Optional<ObjectKey> owner(ApiObject pod) {
    return pod.controllerOwner()
        .filter(owner -> owner.kind().equals(KIND) && owner.apiVersion().equals("v1"))
        .map(OwnerReference::name)
        .map(name -> new ObjectKey(pod.namespace(), name));
  }

  /** An absent selector stands for the template's labels. */
  private static LabelSelector selector(ApiObject controller) {
    JsonNode spec = controller.tree().path("spec");
    JsonNode labels =
        spec.path("selector").isEmpty()
            ? spec.path("template").path("metadata").path("labels")
            : spec.path("selector");
    ObjectNode structured = controller.tree().objectNode();
    structured.set("matchLabels", labels);
    return LabelSelector.ofStructured(structured);
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
    List<ApiObject> pods = claims.claim(controller, selector(controller));
    Optional<ApiException> failure = Optional.empty();
    if (seenAll && !controller.isBeingDeleted()) {
      failure = writer.scale(controller, pods);
    }
    writeStatus(controller, pods, failure);
    if (failure.isPresent()) {
      throw failure.get();
    }
    return nextAvailability(controller, pods);
  }

  private void writeStatus(
      ApiObject controller, List<ApiObject> pods, Optional<ApiException> failure) {
    Instant now = context.clock().instant();
    ObjectNode status = ReplicaStatus.of(controller, pods, failure, now);
    if (!status.equals(controller.tree().path("status"))) {
      ObjectNode tree = controller.copyTree();
      tree.set("status", status);
      context
          .client()
          .updateStatus(Resources.REPLICATION_CONTROLLERS, controller.namespace(), tree);
    }
  }

  /** A pod becomes available by mere passing of time: nothing tells of it. */
  private Result nextAvailability(ApiObject controller, List<ApiObject> pods) {
    Duration minReady = ReplicaStatus.minReady(controller);
    Instant now = context.clock().instant();
    return pods.stream()
        .filter(pod -> !Pods.isAvailable(pod, minReady, now))
        .flatMap(pod -> Pods.readySince(pod).stream())
        .map(since -> Duration.between(now, since.plus(minReady)))
        .min(Duration::compareTo)
        .map(Result::after)
        .orElseGet(Result::done);
  }
}
