package io.binnacle.node.stats;

import io.binnacle.node.model.NodePod;
import io.binnacle.node.runtime.ContainerStats;
import io.binnacle.node.runtime.cgroup.NodeUsage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Resource use at one time. */
record Snapshot(Instant at, Usage node, List<NodeUsage.Interface> network, List<PodUse> pods) {

  /**
   * One pod.
   *
   * @param network empty for a pod in the host's network, or where it cannot be seen
   */
  record PodUse(
      NodePod pod,
      Instant startedAt,
      Usage usage,
      List<ContainerUse> containers,
      Optional<List<NodeUsage.Interface>> network) {}

  /** One running container. */
  record ContainerUse(
      String name, Instant startedAt, Usage usage, ContainerStats stats, long logBytes) {}
}
