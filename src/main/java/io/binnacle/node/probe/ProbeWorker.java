package io.binnacle.node.probe;

import io.binnacle.client.EventRecorder;
import io.binnacle.node.model.NodePod;
import io.fabric8.kubernetes.api.model.Probe;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One probe of one running container, on a virtual thread of its own until it is stopped. Startup
 * holds the other two back; a failed startup or liveness probe rests, since the container is about
 * to be killed.
 */
final class ProbeWorker {
  private final ProbeContext context;
  private final NodePod pod;
  private final HandlerExecution.Target target;
  private final ProbeType type;
  private final Probe probe;
  private final Instant containerStarted;
  private final Semaphore stopped = new Semaphore(0);
  private int streak;
  private boolean lastSuccess;

  /** What all probe workers share. */
  record ProbeContext(
      HandlerExecution handlers,
      ProbeResults results,
      EventRecorder events,
      Clock clock,
      Consumer<String> podChanged) {}

  ProbeWorker(
      ProbeContext context,
      NodePod pod,
      HandlerExecution.Target target,
      ProbeType type,
      Probe probe,
      Instant containerStarted) {
    this.context = context;
    this.pod = pod;
    this.target = target;
    this.type = type;
    this.probe = probe;
    this.containerStarted = containerStarted;
  }

  void start() {
    context.results.set(type, target.containerId(), initial());
    Thread.ofVirtual()
        .name("probe-" + type.text() + "-" + pod.name() + "-" + target.container().getName())
        .start(this::run);
  }

  void stop() {
    stopped.release();
  }

  /** What had started and was ready under a former agent stays so until a probe says otherwise. */
  private ProbeResult initial() {
    boolean before =
        pod.allStatuses().stream()
            .filter(status ->
                status.getContainerID() != null
                    && status.getContainerID().endsWith("://" + target.containerId()))
            .map(status ->
                switch (type) {
                  case LIVENESS -> null;
                  case READINESS -> status.getReady();
                  case STARTUP -> status.getStarted();
                })
            .anyMatch(Boolean.TRUE::equals);
    return before ? ProbeResult.SUCCESS : type.initial();
  }

  private void run() {
    try {
      Duration untilFirst =
          Duration.between(
              context.clock.instant(),
              containerStarted.plusSeconds(number(probe.getInitialDelaySeconds(), 0)));
      if (isStoppedWithin(untilFirst)) {
        return;
      }
      do {
        if (!isHeldBack()) {
          once();
        }
      } while (!isStoppedWithin(Duration.ofSeconds(number(probe.getPeriodSeconds(), 10))));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      context.results.remove(type, target.containerId());
    }
  }

  private boolean isStoppedWithin(Duration time) throws InterruptedException {
    return stopped.tryAcquire(Math.max(0, time.toMillis()), TimeUnit.MILLISECONDS);
  }

  private boolean isHeldBack() {
    ProbeResult own = context.results.get(type, target.containerId()).orElse(ProbeResult.UNKNOWN);
    boolean started =
        target.container().getStartupProbe() == null
            || context
                .results
                .get(ProbeType.STARTUP, target.containerId())
                .filter(ProbeResult.SUCCESS::equals)
                .isPresent();
    return switch (type) {
      case STARTUP -> own != ProbeResult.UNKNOWN;
      case LIVENESS -> !started || own == ProbeResult.FAILURE;
      case READINESS -> !started;
    };
  }

  private void once() {
    Duration timeout = Duration.ofSeconds(number(probe.getTimeoutSeconds(), 1));
    ProbeOutcome outcome = context.handlers.probe(probe, target, timeout);
    if (stopped.availablePermits() > 0) {
      return;
    }
    if (!outcome.success()) {
      context.events.event(
          pod.object(),
          pod.fieldPath(target.container().getName()),
          "Warning",
          "Unhealthy",
          type.text() + " probe failed: " + outcome.output().strip());
    }
    streak = outcome.success() == lastSuccess ? streak + 1 : 1;
    lastSuccess = outcome.success();
    int threshold =
        outcome.success()
            ? number(probe.getSuccessThreshold(), 1)
            : number(probe.getFailureThreshold(), 3);
    if (streak < threshold) {
      return;
    }
    ProbeResult result = outcome.success() ? ProbeResult.SUCCESS : ProbeResult.FAILURE;
    if (context.results.set(type, target.containerId(), result)) {
      context.podChanged.accept(pod.uid());
    }
  }

  private static int number(Integer value, int otherwise) {
    return Objects.requireNonNullElse(value, otherwise);
  }
}
