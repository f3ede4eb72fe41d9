package io.binnacle.node.simulated;

import io.binnacle.node.container.RuntimePod;
import io.binnacle.node.model.NodePod;
import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.Container.State;
import io.binnacle.node.runtime.PodSandbox;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a runtime would have of a pod.
 *
 * @param attempt how often its containers were started anew
 */
record SimulatedContainers(RuntimePod pod, int attempt) {

  static SimulatedContainers none(String uid) {
    return new SimulatedContainers(RuntimePod.none(uid), 0);
  }

  /** Init containers have ended well; all others run. */
  static SimulatedContainers running(NodePod pod, int attempt, Instant now) {
    PodSandbox sandbox =
        new PodSandbox(
            "sandbox-" + pod.uid(),
            pod.namespace(),
            pod.name(),
            pod.uid(),
            0,
            true,
            now,
            List.of(),
            Map.of(),
            Map.of());
    List<Container> containers = new ArrayList<>();
    for (var container : pod.spec().getContainers()) {
      containers.add(container(sandbox, container, attempt, State.RUNNING, now));
    }
    for (var container : pod.spec().getInitContainers()) {
      State state = NodePod.isSidecar(container) ? State.RUNNING : State.EXITED;
      containers.add(container(sandbox, container, 0, state, now));
    }
    return new SimulatedContainers(
        new RuntimePod(pod.uid(), List.of(sandbox), containers), attempt);
  }

  private static Container container(
      PodSandbox sandbox,
      io.fabric8.kubernetes.api.model.Container container,
      int attempt,
      State state,
      Instant now) {
    return new Container(
        container.getName() + "-" + attempt + "-" + sandbox.uid(),
        sandbox.id(),
        container.getName(),
        attempt,
        state,
        String.valueOf(container.getImage()),
        SimulatedRuntime.NAME + "/" + container.getImage(),
        Optional.of(now),
        Optional.of(now),
        state == State.EXITED ? Optional.of(now) : Optional.empty(),
        0,
        "",
        "",
        "",
        Map.of(),
        Map.of());
  }

  /** All that ran have ended with this code, and so has the sandbox. */
  SimulatedContainers exited(int code, Instant now) {
    List<Container> ended =
        pod.containers().stream()
            .map(container ->
                RuntimePod.isAlive(container) ? ended(container, code, now) : container)
            .toList();
    List<PodSandbox> sandboxes = pod.sandboxes().stream().map(SimulatedContainers::ended).toList();
    return new SimulatedContainers(new RuntimePod(pod.uid(), sandboxes, ended), attempt);
  }

  private static PodSandbox ended(PodSandbox sandbox) {
    return new PodSandbox(
        sandbox.id(),
        sandbox.namespace(),
        sandbox.name(),
        sandbox.uid(),
        sandbox.attempt(),
        false,
        sandbox.createdAt(),
        List.of(),
        Map.of(),
        Map.of());
  }

  private static Container ended(Container container, int code, Instant now) {
    return new Container(
        container.id(),
        container.sandboxId(),
        container.name(),
        container.attempt(),
        State.EXITED,
        container.image(),
        container.imageId(),
        container.createdAt(),
        container.startedAt(),
        Optional.of(now),
        code,
        "",
        "",
        "",
        Map.of(),
        Map.of());
  }
}
