package io.binnacle.node.pod;

import io.fabric8.kubernetes.api.model.Container;
import java.util.List;
import java.util.Optional;

/**
 * What it takes to bring the runtime to what the pod asks for.
 *
 * @param killPod stop everything of the pod, sandbox included
 * @param createSandbox make a new sandbox, with this attempt
 * @param initContainersToStart in order
 * @param containersToStart in order
 */
record PodActions(
    boolean killPod,
    boolean createSandbox,
    int sandboxAttempt,
    List<Container> initContainersToStart,
    List<Container> containersToStart,
    List<ContainerToKill> containersToKill) {

  /** Why a container is killed, which decides about its grace period. */
  enum KillReason {
    CHANGED,
    UNKNOWN_STATE,
    STARTUP_PROBE,
    LIVENESS_PROBE
  }

  /** A container that runs and must not go on. */
  record ContainerToKill(
      String containerId,
      String name,
      Optional<Container> container,
      KillReason reason,
      String message) {}

  PodActions {
    initContainersToStart = List.copyOf(initContainersToStart);
    containersToStart = List.copyOf(containersToStart);
    containersToKill = List.copyOf(containersToKill);
  }

  boolean isNothing() {
    return !killPod
        && !createSandbox
        && initContainersToStart.isEmpty()
        && containersToStart.isEmpty()
        && containersToKill.isEmpty();
  }
}
