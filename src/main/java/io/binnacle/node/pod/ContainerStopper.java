package io.binnacle.node.pod;

import io.binnacle.client.EventRecorder;
import io.binnacle.node.container.Labels;
import io.binnacle.node.model.NodePod;
import io.binnacle.node.probe.HandlerExecution;
import io.binnacle.node.probe.ProbeOutcome;
import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.ContainerRuntime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Stops containers as they asked to be: preStop hook, stop signal, and what is left of the grace.
 */
public final class ContainerStopper {
  /** Time to end that a container gets even after a hook that took all of its grace. */
  private static final Duration SHORTEST_STOP = Duration.ofSeconds(2);

  private final ContainerRuntime runtime;
  private final HandlerExecution handlers;
  private final EventRecorder events;
  private final Clock clock;

  public ContainerStopper(
      ContainerRuntime runtime, HandlerExecution handlers, EventRecorder events, Clock clock) {
    this.runtime = runtime;
    this.handlers = handlers;
    this.events = events;
    this.clock = clock;
  }

  /** Returns when the container has stopped. */
  void stop(NodePod pod, Container container, String podIp, Duration grace, String message)
      throws InterruptedException {
    events.event(pod.object(), pod.fieldPath(container.name()), "Normal", "Killing", message);
    Optional<io.fabric8.kubernetes.api.model.Container> spec =
        pod.container(container.name())
            .filter(of -> of.getLifecycle() != null && of.getLifecycle().getPreStop() != null);
    Duration left = grace;
    if (grace.isPositive() && spec.isPresent()) {
      Instant began = clock.instant();
      preStop(pod, spec.get(), container, podIp, grace);
      left = grace.minus(Duration.between(began, clock.instant()));
    }
    runtime.stopContainer(container.id(), enough(left, grace));
  }

  /** What is left of a grace period, but no less than a container needs to end in order. */
  static Duration enough(Duration left, Duration grace) {
    Duration shortest = grace.compareTo(SHORTEST_STOP) < 0 ? grace : SHORTEST_STOP;
    return left.compareTo(shortest) < 0 ? shortest : left;
  }

  /** Stops a container whose pod is not known any more, as its labels say. */
  void stopOrphan(Container container) {
    String grace = container.annotations().getOrDefault(Labels.GRACE_PERIOD, "");
    long seconds = grace.matches("\\d{1,9}") ? Long.parseLong(grace) : 30;
    runtime.stopContainer(container.id(), Duration.ofSeconds(seconds));
  }

  private void preStop(
      NodePod pod,
      io.fabric8.kubernetes.api.model.Container spec,
      Container container,
      String podIp,
      Duration grace)
      throws InterruptedException {
    ProbeOutcome outcome =
        handlers.hook(
            spec.getLifecycle().getPreStop(),
            new HandlerExecution.Target(spec, container.id(), podIp),
            grace);
    if (!outcome.success()) {
      events.event(
          pod.object(),
          pod.fieldPath(container.name()),
          "Warning",
          "FailedPreStopHook",
          "PreStopHook failed");
    }
  }
}
