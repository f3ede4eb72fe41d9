package io.binnacle.controller.garbagecollector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.meta.OwnerReference;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.PatchType;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Parallel;
import io.binnacle.controller.Reconciler;
import io.binnacle.controller.Result;
import io.binnacle.controller.Watch;
import io.binnacle.controller.garbagecollector.OwnerGraph.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Looks at one object; the key's name is its uid. One more key looks for new kinds. */
final class GarbageReconciler implements Reconciler {
  private static final ObjectKey DISCOVERY = new ObjectKey("discovery", "");
  private static final Duration DISCOVERY_PERIOD = Duration.ofSeconds(30);
  private static final Duration SYNC_CHECK = Duration.ofSeconds(1);

  /**
   * How long after the first look the second one is at what has an owner that was never seen. Its
   * kind is watched apart from its dependents', and may be behind; and who makes both may make the
   * owner last. Kubernetes looks twice as well, first at the owner and then at the dependent.
   */
  private static final Duration SECOND_LOOK = Duration.ofMillis(500);

  private final ControllerContext context;
  private final OwnerGraph graph = new OwnerGraph();
  private final ResourceMonitors monitors;
  private final Map<String, Instant> looked = new ConcurrentHashMap<>();

  GarbageReconciler(ControllerContext context) {
    this.context = context;
    this.monitors = new ResourceMonitors(context, graph);
  }

  @Override
  public List<Watch> watches() {
    return List.of();
  }

  @Override
  public List<ObjectKey> initialKeys() {
    return List.of(DISCOVERY);
  }

  @Override
  public Result reconcile(ObjectKey key) {
    if (key.equals(DISCOVERY)) {
      monitors.refresh();
      return Result.after(monitors.haveSynced() ? DISCOVERY_PERIOD : SYNC_CHECK);
    }
    if (!monitors.haveSynced()) {
      return Result.after(SYNC_CHECK);
    }
    Result result = graph.get(key.name()).map(this::look).orElseGet(Result::done);
    if (result instanceof Result.Done) {
      looked.remove(key.name());
    }
    return result;
  }

  private Result look(Node node) {
    if (node.isOrphaning()) {
      orphanDependents(node);
    } else if (node.isWaitingForDependents()) {
      deleteDependents(node);
    } else if (!node.object().isBeingDeleted() && !graph.isKept(node.object())) {
      return collect(node);
    }
    return Result.done();
  }

  private void orphanDependents(Node owner) {
    throwFirst(
        Parallel.forEach(
            context.executor(),
            graph.dependentsOf(owner.object().uid()),
            dependent -> removeOwners(dependent, Set.of(owner.object().uid()))));
    removeFinalizer(owner, OwnerGraph.ORPHAN);
  }

  /** The owner may go once nothing that blocks it is left; until then its dependents are due. */
  private void deleteDependents(Node owner) {
    String uid = owner.object().uid();
    List<Node> dependents = graph.dependentsOf(uid);
    if (dependents.stream().noneMatch(dependent -> dependent.blocks(uid))) {
      removeFinalizer(owner, OwnerGraph.FOREGROUND);
    }
    for (Node dependent : dependents) {
      if (!dependent.object().isBeingDeleted()) {
        context.queue().accept(ObjectKey.clusterScoped(dependent.object().uid()));
      }
    }
  }

  private Result collect(Node node) {
    Optional<ApiObject> live = live(node);
    if (live.isEmpty() || live.get().isBeingDeleted()) {
      return Result.done();
    }
    OwnerStates owners = OwnerStates.of(live.get(), graph, monitors, context.client());
    if (!owners.solid().isEmpty()) {
      Set<String> lost = uids(owners.absent());
      lost.addAll(uids(owners.waiting()));
      if (!lost.isEmpty()) {
        removeOwners(new Node(node.resource(), live.get()), lost);
      }
      return Result.done();
    }
    if (owners.absent().isEmpty() && owners.waiting().isEmpty()) {
      return Result.done();
    }
    Duration early = untilSecondLook(node, owners);
    if (early.isPositive()) {
      return Result.after(early);
    }
    boolean hasDependents = !graph.dependentsOf(node.object().uid()).isEmpty();
    delete(node, policy(live.get(), !owners.waiting().isEmpty() && hasDependents));
    return Result.done();
  }

  /** Nothing where every absent owner was seen to go. */
  private Duration untilSecondLook(Node node, OwnerStates owners) {
    if (owners.absent().stream().allMatch(owner -> graph.sawDeletionOf(owner.uid()))) {
      return Duration.ZERO;
    }
    Instant now = context.clock().instant();
    Instant first = looked.computeIfAbsent(node.object().uid(), uid -> now);
    return Duration.between(now, first.plus(SECOND_LOOK));
  }

  private static Set<String> uids(List<OwnerReference> owners) {
    return owners.stream().map(OwnerReference::uid).collect(Collectors.toSet());
  }

  private static String policy(ApiObject object, boolean foreground) {
    if (object.finalizers().contains(OwnerGraph.ORPHAN)) {
      return "Orphan";
    }
    return foreground || object.finalizers().contains(OwnerGraph.FOREGROUND)
        ? "Foreground"
        : "Background";
  }

  /** The object as the server has it: what is deleted must not be decided from a cache. */
  private Optional<ApiObject> live(Node node) {
    ApiObject cached = node.object();
    try {
      ApiObject live =
          context.client().get(node.resource().resource(), cached.namespace(), cached.name());
      return Optional.of(live).filter(object -> object.uid().equals(cached.uid()));
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private void delete(Node node, String policy) {
    ApiObject object = node.object();
    try {
      context
          .client()
          .delete(
              node.resource().resource(),
              object.namespace(),
              object.name(),
              new DeleteOptions(
                  OptionalLong.empty(),
                  Optional.of(object.uid()),
                  Optional.empty(),
                  Optional.of(policy)));
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }

  private void removeOwners(Node node, Set<String> ownerUids) {
    ArrayNode left = Json.mapper().createArrayNode();
    for (JsonNode owner : node.object().metadata().path("ownerReferences")) {
      if (!ownerUids.contains(owner.path("uid").asText())) {
        left.add(owner);
      }
    }
    patchMetadata(node, "ownerReferences", left);
  }

  private void removeFinalizer(Node node, String finalizer) {
    ArrayNode left = Json.mapper().createArrayNode();
    node.object().finalizers().stream()
        .filter(other -> !other.equals(finalizer))
        .forEach(left::add);
    patchMetadata(node, "finalizers", left);
  }

  /** A merge patch, which every kind takes, and only of the version that it was made from. */
  private void patchMetadata(Node node, String field, ArrayNode value) {
    ApiObject object = node.object();
    ObjectNode patch = Json.object();
    ObjectNode metadata =
        patch
            .putObject("metadata")
            .put("uid", object.uid())
            .put("resourceVersion", object.resourceVersion());
    if (value.isEmpty()) {
      metadata.putNull(field);
    } else {
      metadata.set(field, value);
    }
    try {
      context
          .client()
          .patch(
              node.resource().resource(),
              object.namespace(),
              object.name(),
              "",
              PatchType.MERGE,
              patch);
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }

  private static void throwFirst(List<ApiException> refusals) {
    if (!refusals.isEmpty()) {
      throw refusals.getFirst();
    }
  }
}
