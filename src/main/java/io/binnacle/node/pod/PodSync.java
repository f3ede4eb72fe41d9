package io.binnacle.node.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.node.container.RuntimePod;
import io.binnacle.node.environment.PodAddresses;
import io.binnacle.node.model.NodePod;
import io.binnacle.node.pod.PodActions.ContainerToKill;
import io.binnacle.node.pod.PodActions.KillReason;
import io.binnacle.node.podstatus.WaitingReason;
import io.binnacle.node.runtime.ContainerRuntimeException;
import io.binnacle.node.runtime.PodSandbox;
import io.binnacle.node.volume.VolumeException;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Brings a pod that is to run nearer to what it asks for, a step at a time. For one worker. */
final class PodSync {
  private final PodWorkerContext context;
  private final ContainerStops stops;
  private final PatientWork patience;
  private final RestartBackOff backOff;
  private final Map<String, WaitingReason> waiting = new HashMap<>();
  private Instant volumesRefreshed = Instant.MIN;

  PodSync(PodWorkerContext context, ContainerStops stops, PatientWork patience) {
    this.context = context;
    this.stops = stops;
    this.patience = patience;
    this.backOff =
        new RestartBackOff(
            context.clock(), context.times().firstBackOff(), context.times().longestBackOff());
  }

  /** Why containers wait, by name. */
  Map<String, WaitingReason> waiting() {
    return waiting;
  }

  /** Does what can be done now. Gives how long to wait before the next step; zero for at once. */
  Duration step(NodePod pod, RuntimePod runtime, PodAddresses addresses, JsonNode previous)
      throws InterruptedException {
    new PodRemoval(context).prune(pod, runtime);
    PodActions actions = ActionComputation.compute(pod, runtime, context.probeResults());
    runtime.alive().forEach(container -> waiting.remove(container.name()));
    if (actions.isNothing()) {
      return refreshVolumes(pod, addresses);
    }
    if (actions.killPod() && !runtime.alive().isEmpty()) {
      stopAll(pod, runtime, addresses);
      return context.times().retry();
    }
    for (ContainerToKill kill : actions.containersToKill()) {
      kill(pod, runtime, addresses, kill);
    }
    Map<String, Path> volumes;
    try {
      volumes = context.volumes().setUp(pod, addresses);
      volumesRefreshed = context.clock().instant();
    } catch (VolumeException e) {
      context.events().warning(pod.object(), "FailedMount", String.valueOf(e.getMessage()));
      return context.times().retry();
    }
    if (actions.createSandbox()) {
      return createSandbox(pod, runtime, actions);
    }
    return startContainers(pod, runtime, actions, new Start(addresses, volumes, previous));
  }

  /** What starting containers needs to know. */
  private record Start(PodAddresses addresses, Map<String, Path> volumes, JsonNode previous) {}

  private Duration refreshVolumes(NodePod pod, PodAddresses addresses) {
    Instant now = context.clock().instant();
    Instant due =
        volumesRefreshed.equals(Instant.MIN)
            ? now
            : volumesRefreshed.plus(context.times().resync());
    if (now.isBefore(due)) {
      return Duration.between(now, due);
    }
    volumesRefreshed = now;
    try {
      context.volumes().setUp(pod, addresses);
    } catch (VolumeException e) {
      context.events().warning(pod.object(), "FailedMount", String.valueOf(e.getMessage()));
    }
    return context.times().resync();
  }

  private Duration createSandbox(NodePod pod, RuntimePod runtime, PodActions actions) {
    for (PodSandbox sandbox : runtime.sandboxes()) {
      context.runtime().stopPodSandbox(sandbox.id());
    }
    if (runtime.sandbox().isPresent()) {
      context
          .events()
          .normal(
              pod.object(),
              "SandboxChanged",
              "Pod sandbox changed, it will be killed and re-created.");
    }
    Optional<String> notReady = context.runtime().notReadyReason();
    if (notReady.isPresent() && !pod.usesHostNetwork()) {
      context
          .events()
          .warning(pod.object(), "NetworkNotReady", "network is not ready: " + notReady.get());
      return context.times().retry();
    }
    try {
      context.sandboxes().create(pod, actions.sandboxAttempt());
    } catch (ContainerRuntimeException | UncheckedIOException e) {
      context
          .events()
          .warning(
              pod.object(),
              "FailedCreatePodSandBox",
              "Failed to create pod sandbox: " + e.getMessage());
      return context.times().retry();
    }
    return Duration.ZERO;
  }

  private Duration startContainers(NodePod pod, RuntimePod runtime, PodActions actions, Start start)
      throws InterruptedException {
    List<Container> containers = new ArrayList<>(actions.initContainersToStart());
    containers.addAll(actions.containersToStart());
    Duration next = context.times().resync();
    for (Container container : containers) {
      next = shorter(next, startContainer(pod, runtime, container, start));
    }
    return stops.isAnyStopping() ? shorter(next, context.times().retry()) : next;
  }

  /** Gives how long to wait for the next step after this container was, or was not, started. */
  private Duration startContainer(NodePod pod, RuntimePod runtime, Container container, Start start)
      throws InterruptedException {
    Optional<io.binnacle.node.runtime.Container> newest = runtime.newest(container.getName());
    if (newest.filter(RuntimePod::isAlive).isPresent()) {
      // It is being stopped; the end wakes the worker.
      return context.times().retry();
    }
    boolean init = pod.spec().getInitContainers().contains(container);
    Optional<Instant> until =
        backOffUntil(pod, container, init ? runtime.newestInSandbox(container.getName()) : newest);
    if (until.isPresent()) {
      return Duration.between(context.clock().instant(), until.get());
    }
    int attempt =
        newest.map(found -> found.attempt() + 1).orElseGet(() -> attempt(container, start));
    Optional<PodSandbox> sandbox = runtime.sandbox();
    if (sandbox.isEmpty()) {
      return Duration.ZERO;
    }
    try {
      context
          .starter()
          .start(
              pod,
              container,
              attempt,
              new ContainerStarter.Place(
                  sandbox.get().id(),
                  context.sandboxes().spec(pod, sandbox.get().attempt()),
                  start.addresses,
                  start.volumes),
              patience);
      waiting.remove(container.getName());
      return Duration.ZERO;
    } catch (StartFailure e) {
      waiting.put(
          container.getName(), new WaitingReason(e.reason(), String.valueOf(e.getMessage())));
      return context.times().retry();
    }
  }

  /** Where the runtime has forgotten what ran before, the status remembers. */
  private static int attempt(Container container, Start start) {
    for (String field : List.of("containerStatuses", "initContainerStatuses")) {
      for (JsonNode status : start.previous.path(field)) {
        if (status.path("name").asText().equals(container.getName())
            && status.hasNonNull("containerID")) {
          return status.path("restartCount").asInt() + 1;
        }
      }
    }
    return 0;
  }

  private Optional<Instant> backOffUntil(
      NodePod pod, Container container, Optional<io.binnacle.node.runtime.Container> newest) {
    if (newest.isEmpty()
        || newest.get().state() != io.binnacle.node.runtime.Container.State.EXITED) {
      return Optional.empty();
    }
    String name = container.getName();
    Instant finished = newest.get().finishedAt().orElseGet(context.clock()::instant);
    Optional<Instant> until = backOff.waitUntil(name, finished);
    if (until.isEmpty()) {
      backOff.tryAgain(name, finished);
      return until;
    }
    waiting.put(
        name,
        new WaitingReason(
            "CrashLoopBackOff",
            "back-off "
                + text(backOff.currentWait(name))
                + " restarting failed container="
                + name
                + " pod="
                + pod.describe()));
    context
        .events()
        .event(
            pod.object(),
            pod.fieldPath(name),
            "Warning",
            "BackOff",
            "Back-off restarting failed container " + name + " in pod " + pod.describe());
    return until;
  }

  private void kill(NodePod pod, RuntimePod runtime, PodAddresses addresses, ContainerToKill kill) {
    runtime.containers().stream()
        .filter(container -> container.id().equals(kill.containerId()))
        .findFirst()
        .ifPresent(container ->
            stops.begin(pod, container, primary(addresses), grace(pod, kill), kill.message()));
  }

  /** A probe may ask for a grace period of its own. */
  private static Duration grace(NodePod pod, ContainerToKill kill) {
    Optional<Probe> probe =
        kill.container()
            .map(container ->
                kill.reason() == KillReason.LIVENESS_PROBE
                    ? container.getLivenessProbe()
                    : kill.reason() == KillReason.STARTUP_PROBE
                        ? container.getStartupProbe()
                        : null);
    return Duration.ofSeconds(
        probe.map(Probe::getTerminationGracePeriodSeconds).orElseGet(pod::gracePeriodSeconds));
  }

  private void stopAll(NodePod pod, RuntimePod runtime, PodAddresses addresses) {
    Duration grace = Duration.ofSeconds(pod.gracePeriodSeconds());
    for (io.binnacle.node.runtime.Container container : runtime.alive()) {
      stops.begin(
          pod, container, primary(addresses), grace, "Stopping container " + container.name());
    }
  }

  static String primary(PodAddresses addresses) {
    return addresses.podIps().isEmpty() ? "" : addresses.podIps().getFirst();
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  /** As Kubernetes prints durations: {@code 10s}, {@code 2m40s}. */
  private static String text(Duration duration) {
    long minutes = duration.toMinutes();
    return (minutes > 0 ? minutes + "m" : "") + duration.toSecondsPart() + "s";
  }
}
