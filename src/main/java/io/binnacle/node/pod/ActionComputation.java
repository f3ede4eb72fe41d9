package io.binnacle.node.pod;

import io.binnacle.node.container.ContainerHash;
import io.binnacle.node.container.Labels;
import io.binnacle.node.container.RuntimePod;
import io.binnacle.node.model.NodePod;
import io.binnacle.node.model.RestartPolicy;
import io.binnacle.node.pod.PodActions.ContainerToKill;
import io.binnacle.node.pod.PodActions.KillReason;
import io.binnacle.node.probe.ProbeResult;
import io.binnacle.node.probe.ProbeResults;
import io.binnacle.node.probe.ProbeType;
import io.binnacle.node.runtime.PodSandbox;
import io.fabric8.kubernetes.api.model.Container;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides what to do for a pod: a pure function of spec, runtime and probe results, which does not
 * know of time. One instance, one decision.
 */
final class ActionComputation {
  private final NodePod pod;
  private final RuntimePod runtime;
  private final ProbeResults probes;
  private final List<Container> initToStart = new ArrayList<>();
  private final List<Container> toStart = new ArrayList<>();
  private final List<ContainerToKill> toKill = new ArrayList<>();
  private boolean killPod;

  private ActionComputation(NodePod pod, RuntimePod runtime, ProbeResults probes) {
    this.pod = pod;
    this.runtime = runtime;
    this.probes = probes;
  }

  static PodActions compute(NodePod pod, RuntimePod runtime, ProbeResults probes) {
    return new ActionComputation(pod, runtime, probes).compute();
  }

  private PodActions compute() {
    if (needsNewSandbox()) {
      return withNewSandbox();
    }
    boolean initialized = computeInitContainers();
    if (initialized && !killPod) {
      computeContainers();
    }
    return new PodActions(killPod, false, attempt(), initToStart, toStart, toKill);
  }

  /**
   * A sandbox is of use while it is ready, is of the network that the pod asks for, and has an IP.
   */
  private boolean needsNewSandbox() {
    Optional<PodSandbox> sandbox = runtime.sandbox();
    if (sandbox.isEmpty() || !sandbox.get().ready()) {
      return true;
    }
    return !pod.usesHostNetwork() && sandbox.get().ips().isEmpty();
  }

  private int attempt() {
    return runtime.sandbox().map(PodSandbox::attempt).orElse(0);
  }

  private PodActions withNewSandbox() {
    int attempt = runtime.sandbox().map(sandbox -> sandbox.attempt() + 1).orElse(0);
    boolean killOld = !runtime.isEmpty();
    PodActions onlyKill = new PodActions(killOld, false, attempt, List.of(), List.of(), List.of());
    boolean hadContainers = !runtime.containers().isEmpty();
    if (pod.restartPolicy() == RestartPolicy.NEVER && attempt != 0 && hadContainers) {
      return onlyKill;
    }
    List<Container> wanted =
        pod.spec().getContainers().stream().filter(this::isWantedInNewSandbox).toList();
    if (wanted.isEmpty() && anyRegularContainerCreated()) {
      return onlyKill;
    }
    List<Container> init = pod.spec().getInitContainers();
    return init.isEmpty()
        ? new PodActions(killOld, true, attempt, List.of(), wanted, List.of())
        : new PodActions(killOld, true, attempt, init.subList(0, 1), List.of(), List.of());
  }

  /** What ended well is not run again, except where the pod runs for ever. */
  private boolean isWantedInNewSandbox(Container container) {
    return pod.restartPolicy() != RestartPolicy.ON_FAILURE
        || runtime.newest(container.getName()).filter(ActionComputation::hasSucceeded).isEmpty();
  }

  private boolean anyRegularContainerCreated() {
    return pod.spec().getContainers().stream()
        .anyMatch(container -> runtime.newest(container.getName()).isPresent());
  }

  /**
   * Goes through the init containers from the last to the first: the last that was started says how
   * far initialization is; sidecars before it are kept running. What ran in a former sandbox does
   * not count, since a new sandbox is initialized anew. Gives whether the pod is initialized.
   */
  private boolean computeInitContainers() {
    List<Container> init = pod.spec().getInitContainers();
    if (init.isEmpty()) {
      return true;
    }
    boolean initialized =
        pod.spec().getContainers().stream()
            .anyMatch(container -> runtime.newestInSandbox(container.getName()).isPresent());
    boolean positionKnown = initialized;
    for (int i = init.size() - 1; i >= 0 && !killPod; i--) {
      Container container = init.get(i);
      Optional<io.binnacle.node.runtime.Container> found =
          runtime.newestInSandbox(container.getName());
      if (found.isEmpty()) {
        if (positionKnown && NodePod.isSidecar(container)) {
          initToStart.addFirst(container);
        }
        continue;
      }
      boolean done =
          NodePod.isSidecar(container)
              ? sidecarHasStarted(container, found.get())
              : initContainerIsDone(container, found.get(), positionKnown);
      if (!positionKnown && done) {
        if (i == init.size() - 1) {
          initialized = true;
        } else {
          initToStart.addFirst(init.get(i + 1));
        }
      }
      positionKnown = true;
    }
    if (!positionKnown) {
      initToStart.addFirst(init.getFirst());
    }
    return initialized;
  }

  private boolean initContainerIsDone(
      Container container, io.binnacle.node.runtime.Container found, boolean past) {
    if (past) {
      return true;
    }
    return switch (found.state()) {
      case RUNNING -> false;
      case EXITED -> {
        if (found.exitCode() == 0) {
          yield true;
        }
        if (pod.restartPolicy() == RestartPolicy.NEVER) {
          killPod = true;
        } else {
          initToStart.addFirst(container);
        }
        yield false;
      }
      case CREATED -> {
        initToStart.addFirst(container);
        yield false;
      }
      case UNKNOWN -> {
        kill(container, found, KillReason.UNKNOWN_STATE, unknownState(container));
        initToStart.addFirst(container);
        yield false;
      }
    };
  }

  /** Restarts a sidecar that is not well. Gives whether what comes after it may start. */
  private boolean sidecarHasStarted(Container container, io.binnacle.node.runtime.Container found) {
    if (found.state() != io.binnacle.node.runtime.Container.State.RUNNING) {
      if (found.state() == io.binnacle.node.runtime.Container.State.UNKNOWN) {
        kill(container, found, KillReason.UNKNOWN_STATE, unknownState(container));
      }
      initToStart.addFirst(container);
      return false;
    }
    Optional<ContainerToKill> unwell = unwell(container, found, true);
    if (unwell.isPresent()) {
      toKill.add(unwell.get());
      initToStart.addFirst(container);
      return false;
    }
    return container.getStartupProbe() == null
        || probes
            .get(ProbeType.STARTUP, found.id())
            .filter(ProbeResult.SUCCESS::equals)
            .isPresent();
  }

  private void computeContainers() {
    int kept = 0;
    for (Container container : pod.spec().getContainers()) {
      Optional<io.binnacle.node.runtime.Container> found = runtime.newest(container.getName());
      if (found.isEmpty()
          || found.get().state() != io.binnacle.node.runtime.Container.State.RUNNING) {
        if (shouldStart(found)) {
          toStart.add(container);
          found
              .filter(RuntimePod::isAlive)
              .ifPresent(unknown ->
                  kill(container, unknown, KillReason.UNKNOWN_STATE, unknownState(container)));
        }
        continue;
      }
      boolean changed = isChanged(container, found.get());
      boolean restart = changed || pod.restartPolicy() != RestartPolicy.NEVER;
      Optional<ContainerToKill> unwell = unwell(container, found.get(), restart);
      if (unwell.isEmpty()) {
        kept++;
        continue;
      }
      toKill.add(unwell.get());
      if (restart) {
        toStart.add(container);
      }
    }
    if (kept == 0 && toStart.isEmpty()) {
      killPod = true;
      initToStart.clear();
    }
  }

  private boolean shouldStart(Optional<io.binnacle.node.runtime.Container> found) {
    if (pod.isBeingDeleted()) {
      return false;
    }
    if (found.isEmpty()) {
      return true;
    }
    return switch (found.get().state()) {
      case RUNNING -> false;
      case CREATED, UNKNOWN -> true;
      case EXITED ->
          switch (pod.restartPolicy()) {
            case ALWAYS -> true;
            case ON_FAILURE -> found.get().exitCode() != 0;
            case NEVER -> false;
          };
    };
  }

  private Optional<ContainerToKill> unwell(
      Container container, io.binnacle.node.runtime.Container found, boolean restart) {
    String suffix = restart ? ", will be restarted" : "";
    String subject = "Container " + container.getName();
    if (isChanged(container, found)) {
      return Optional.of(
          toKill(container, found, KillReason.CHANGED, subject + " definition changed" + suffix));
    }
    if (hasFailed(ProbeType.LIVENESS, found)) {
      return Optional.of(
          toKill(
              container,
              found,
              KillReason.LIVENESS_PROBE,
              subject + " failed liveness probe" + suffix));
    }
    if (hasFailed(ProbeType.STARTUP, found)) {
      return Optional.of(
          toKill(
              container,
              found,
              KillReason.STARTUP_PROBE,
              subject + " failed startup probe" + suffix));
    }
    return Optional.empty();
  }

  private boolean hasFailed(ProbeType type, io.binnacle.node.runtime.Container found) {
    return probes.get(type, found.id()).filter(ProbeResult.FAILURE::equals).isPresent();
  }

  /** A container that another agent made may have no hash: it counts as unchanged. */
  private static boolean isChanged(Container container, io.binnacle.node.runtime.Container found) {
    String hash = found.annotations().get(Labels.CONTAINER_HASH);
    return hash != null && !hash.equals(ContainerHash.of(container));
  }

  private static boolean hasSucceeded(io.binnacle.node.runtime.Container found) {
    return found.state() == io.binnacle.node.runtime.Container.State.EXITED
        && found.exitCode() == 0;
  }

  private static String unknownState(Container container) {
    return "Container " + container.getName() + " is in an unknown state, will be restarted";
  }

  private void kill(
      Container container,
      io.binnacle.node.runtime.Container found,
      KillReason reason,
      String message) {
    toKill.add(toKill(container, found, reason, message));
  }

  private static ContainerToKill toKill(
      Container container,
      io.binnacle.node.runtime.Container found,
      KillReason reason,
      String message) {
    return new ContainerToKill(found.id(), found.name(), Optional.of(container), reason, message);
  }
}
