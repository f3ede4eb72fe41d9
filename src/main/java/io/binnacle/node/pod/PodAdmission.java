package io.binnacle.node.pod;

import io.binnacle.apimachinery.resource.Quantity;
import io.binnacle.node.environment.Allocatable;
import io.binnacle.node.model.NodePod;
import io.binnacle.node.model.PodAmounts;
import io.binnacle.node.podstatus.WaitingReason;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Whether the node takes a pod: what the scheduler decided may be out of date by the time the pod
 * arrives. Pure.
 */
public final class PodAdmission {
  private static final List<String> CHECKED = List.of("cpu", "memory", "ephemeral-storage");

  private final String nodeName;
  private final Allocatable allocatable;
  private final Isolation isolation;

  /**
   * @param allocatable what pods may have of the node
   * @param isolation what pods may ask for of the kernel
   */
  public PodAdmission(String nodeName, Allocatable allocatable, Isolation isolation) {
    this.nodeName = nodeName;
    this.allocatable = allocatable;
    this.isolation = isolation;
  }

  /** Why the pod is refused; empty where the node takes it. */
  Optional<WaitingReason> refusal(NodePod pod, Collection<NodePod> present) {
    String wantedNode = pod.spec().getNodeName();
    if (wantedNode != null && !wantedNode.isEmpty() && !wantedNode.equals(nodeName)) {
      return Optional.of(
          new WaitingReason(
              "NodeAffinity",
              "Predicate NodeName failed: node(s) didn't match the requested node name"));
    }
    Optional<WaitingReason> denied = isolation.refusal(pod);
    if (denied.isPresent()) {
      return denied;
    }
    long maxPods = allocatable.of("pods").value();
    if (present.size() + 1 > maxPods) {
      return Optional.of(lacking("pods", 1, present.size(), maxPods));
    }
    for (String resource : CHECKED) {
      long requested = units(resource, PodAmounts.request(pod, resource));
      long used =
          present.stream()
              .mapToLong(other -> units(resource, PodAmounts.request(other, resource)))
              .sum();
      long capacity = units(resource, allocatable.of(resource));
      if (requested > 0 && used + requested > capacity) {
        return Optional.of(lacking(resource, requested, used, capacity));
      }
    }
    return Optional.empty();
  }

  /** Processors are counted in thousandths. */
  private static long units(String resource, Quantity quantity) {
    return resource.equals("cpu") ? quantity.milliValue() : quantity.value();
  }

  private static WaitingReason lacking(String resource, long requested, long used, long capacity) {
    return new WaitingReason(
        "OutOf" + resource,
        "Pod was rejected: Node didn't have enough resource: %s, requested: %d, used: %d, capacity: %d"
            .formatted(resource, requested, used, capacity));
  }
}
