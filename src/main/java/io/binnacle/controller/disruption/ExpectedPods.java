package io.binnacle.controller.disruption;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.meta.OwnerReference;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Lister;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.workload.NumberOrPercent;
import io.binnacle.controller.workload.Scales;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How many pods there should be, which their controllers know, and how many must be healthy. */
final class ExpectedPods {
  /**
   * The two numbers.
   *
   * @param unmanaged the pods of which nobody knows how many there should be
   */
  record Count(int expected, int healthy, List<String> unmanaged) {}

  private static final Set<String> BUILT_IN = Set.of("v1", "apps/v1");

  private final Lister replicaSets;
  private final Map<String, Lister> byKind;
  private final Scales scales;

  ExpectedPods(ControllerContext context) {
    ListOptions all = ListOptions.allNamespaces();
    this.replicaSets = context.informers().informer(Resources.REPLICA_SETS, all).lister();
    this.byKind =
        Map.of(
            "ReplicaSet",
            replicaSets,
            "Deployment",
            context.informers().informer(Resources.DEPLOYMENTS, all).lister(),
            "StatefulSet",
            context.informers().informer(Resources.STATEFUL_SETS, all).lister(),
            "ReplicationController",
            context.informers().informer(Resources.REPLICATION_CONTROLLERS, all).lister());
    this.scales = new Scales(context.client());
  }

  Count of(ApiObject budget, List<ApiObject> pods) {
    JsonNode spec = budget.tree().path("spec");
    JsonNode unavailable = spec.path("maxUnavailable");
    JsonNode available = spec.path("minAvailable");
    if (unavailable.isMissingNode() && !available.isTextual()) {
      return new Count(pods.size(), available.asInt(), List.of());
    }
    List<String> unmanaged =
        pods.stream().filter(pod -> pod.controllerOwner().isEmpty()).map(ApiObject::name).toList();
    int expected = scale(pods);
    int healthy =
        unavailable.isMissingNode()
            ? NumberOrPercent.roundedUp(available, expected)
            : Math.max(0, expected - NumberOrPercent.roundedUp(unavailable, expected));
    return new Count(expected, healthy, unmanaged);
  }

  /** The sum over the controllers, each once. */
  private int scale(List<ApiObject> pods) {
    Map<Scales.Target, Integer> byController = new HashMap<>();
    for (ApiObject pod : pods) {
      controller(pod).ifPresent(target -> byController.computeIfAbsent(target, this::scale));
    }
    return byController.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** The controller of the pod; of a ReplicaSet the Deployment that is behind it. */
  private Optional<Scales.Target> controller(ApiObject pod) {
    Optional<Scales.Target> owner = pod.controllerOwner().map(ref -> target(pod, ref));
    return owner
        .filter(target -> target.kind().equals("ReplicaSet"))
        .flatMap(target -> replicaSets.get(key(target)))
        .flatMap(set -> set.controllerOwner().map(ref -> target(pod, ref)))
        .or(() -> owner);
  }

  private static Scales.Target target(ApiObject pod, OwnerReference owner) {
    return new Scales.Target(owner.apiVersion(), owner.kind(), pod.namespace(), owner.name());
  }

  private static ObjectKey key(Scales.Target target) {
    return new ObjectKey(target.namespace(), target.name());
  }

  private int scale(Scales.Target target) {
    Lister known = BUILT_IN.contains(target.apiVersion()) ? byKind.get(target.kind()) : null;
    if (known != null) {
      return known
          .get(key(target))
          .map(owner -> owner.tree().path("spec").path("replicas").asInt())
          .orElse(0);
    }
    return scales.find(target).map(Scales.Scale::wanted).orElse(0);
  }
}
