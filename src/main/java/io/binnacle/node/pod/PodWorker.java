package io.binnacle.node.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.node.container.RuntimePod;
import io.binnacle.node.environment.PodAddresses;
import io.binnacle.node.model.NodePod;
import io.binnacle.node.podstatus.PodState;
import io.binnacle.node.podstatus.PodStatusComputation;
import io.binnacle.node.podstatus.WaitingReason;
import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.ContainerRuntimeException;
import io.binnacle.node.runtime.PodSandbox;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The state machine of one pod: syncing, then terminating, then finished, never back. It looks at
 * the pod and the runtime whenever something wakes it, and from time to time. Everything but {@link
 * #update}, {@link #remove}, {@link #wake} and {@link #stop} happens on the worker's own thread.
 */
final class PodWorker {
  private static final System.Logger LOG = System.getLogger(PodWorker.class.getName());
  private static final Duration LONGEST_RETRY = Duration.ofMinutes(1);

  private enum Phase {
    SYNCING,
    TERMINATING,
    /** Nothing runs, nor will again; the pod may stay in the API for as long as it likes. */
    FINISHED,
    REMOVED
  }

  private final PodWorkerContext context;
  private final Consumer<PodWorker> onRemoved;
  private final Semaphore wake = new Semaphore(0);
  private final ContainerStops stops;
  private final PatientWork patience = new PatientWork();
  private final PodSync sync;
  private final PodRemoval removal;
  private final Thread thread;
  private volatile NodePod pod;
  private volatile boolean gone;
  private volatile boolean holdsResources;
  private volatile boolean stopped;
  private Phase phase = Phase.SYNCING;
  private Optional<Instant> stopBegan = Optional.empty();
  private Duration cleaningPause;
  private Optional<WaitingReason> failure;
  private final boolean rejected;
  private JsonNode previous;

  /**
   * @param rejection why the node does not take the pod; empty where it does
   * @param onRemoved is called on the worker's thread as its last act
   */
  PodWorker(
      PodWorkerContext context,
      NodePod pod,
      Optional<WaitingReason> rejection,
      Consumer<PodWorker> onRemoved) {
    this.context = context;
    this.pod = pod;
    this.failure = rejection;
    this.rejected = rejection.isPresent();
    this.onRemoved = onRemoved;
    this.cleaningPause = context.times().retry();
    this.previous = pod.object().tree().path("status");
    this.holdsResources = !isFinal(previous);
    this.stops = new ContainerStops(context.stopper(), this::wake);
    this.sync = new PodSync(context, stops, patience);
    this.removal = new PodRemoval(context);
    this.thread =
        Thread.ofVirtual().name("pod-" + pod.namespace() + "/" + pod.name()).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  NodePod pod() {
    return pod;
  }

  /** Whether what the pod asks for is taken from the node. */
  boolean holdsResources() {
    return holdsResources && !rejected;
  }

  /** The pod has a new version. */
  void update(NodePod newer) {
    pod = newer;
    if (newer.isBeingDeleted() || newer.hasEnded()) {
      patience.giveUp();
    }
    wake();
  }

  /** The pod is gone from its source: it is stopped and nothing of it remains. */
  void remove() {
    gone = true;
    patience.giveUp();
    wake();
  }

  /** Whether the pod left its source: the worker comes to its end, whatever comes back. */
  boolean isGone() {
    return gone;
  }

  /** Something happened that the worker may want to look at. */
  void wake() {
    wake.release();
  }

  /** The agent ends: the worker ends as well, and its containers go on. */
  void stop() {
    stopped = true;
    thread.interrupt();
    wake();
  }

  void join() throws InterruptedException {
    thread.join();
  }

  private void run() {
    Duration retry = context.times().retry();
    try {
      while (phase != Phase.REMOVED && !stopped) {
        Duration pause;
        try {
          pause = step();
          retry = context.times().retry();
        } catch (ContainerRuntimeException e) {
          LOG.log(
              System.Logger.Level.WARNING, "pod {0} cannot be synced: {1}", pod, e.getMessage());
          pause = retry;
          retry = longer(retry);
        } catch (RuntimeException e) {
          LOG.log(System.Logger.Level.ERROR, "pod " + pod + " cannot be synced", e);
          pause = retry;
          retry = longer(retry);
        }
        if (phase != Phase.REMOVED) {
          wake.tryAcquire(Math.max(0, pause.toMillis()), TimeUnit.MILLISECONDS);
          wake.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      context.probes().stop(pod.uid());
      if (phase == Phase.REMOVED) {
        onRemoved.accept(this);
      }
    }
  }

  private static Duration longer(Duration retry) {
    Duration doubled = retry.multipliedBy(2);
    return doubled.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : doubled;
  }

  private Duration step() throws InterruptedException {
    NodePod current = pod;
    if (current.hasEnded() && !isFinal(previous)) {
      // By another's word, which stays: what runs yet is stopped.
      previous = current.object().tree().path("status");
    }
    RuntimePod runtime = context.runtimePods().pod(current.uid());
    return switch (phase) {
      case SYNCING -> sync(current, runtime);
      case TERMINATING -> terminate(current, runtime);
      case FINISHED -> finished(current, runtime);
      case REMOVED -> Duration.ZERO;
    };
  }

  private Duration sync(NodePod current, RuntimePod runtime) throws InterruptedException {
    PodAddresses addresses = addresses(current, runtime);
    Optional<Instant> deadline = deadline(current);
    if (failure.isEmpty() && deadline.filter(this::hasPassed).isPresent()) {
      String message = "Pod was active on the node longer than the specified deadline";
      failure = Optional.of(new WaitingReason("DeadlineExceeded", message));
      context.events().normal(current.object(), "DeadlineExceeded", message);
    }
    // Before the status: what was ready under a former agent is known to be so from here on.
    boolean ends = current.isBeingDeleted() || gone || failure.isPresent();
    context.probes().update(current, runtime, PodSync.primary(addresses), ends);
    ObjectNode status = status(current, runtime, addresses, false);
    if (ends || isFinal(status)) {
      phase = Phase.TERMINATING;
      return Duration.ZERO;
    }
    write(current, runtime, status);
    Duration pause = sync.step(current, runtime, addresses, previous);
    if (!pause.isZero()) {
      // What was tried shows in the status at once, such as why a container waits.
      RuntimePod now = context.runtimePods().pod(current.uid());
      write(current, now, status(current, now, addresses(current, now), false));
    }
    return deadline
        .map(at -> Duration.between(context.clock().instant(), at))
        .filter(left -> left.compareTo(pause) < 0)
        .orElse(pause);
  }

  private boolean hasPassed(Instant time) {
    return !context.clock().instant().isBefore(time);
  }

  private Optional<Instant> deadline(NodePod current) {
    Long seconds = current.spec().getActiveDeadlineSeconds();
    String startTime = previous.path("startTime").asText();
    return seconds == null || startTime.isEmpty()
        ? Optional.empty()
        : Optional.of(Instant.parse(startTime).plusSeconds(seconds));
  }

  private Duration terminate(NodePod current, RuntimePod runtime) {
    PodAddresses addresses = addresses(current, runtime);
    List<Container> alive = runtime.alive();
    context.probes().update(current, runtime, PodSync.primary(addresses), true);
    if (!alive.isEmpty()) {
      if (!rejected) {
        write(current, runtime, status(current, runtime, addresses, false));
      }
      Duration grace = grace(current);
      for (Container container : nextToStop(current, alive)) {
        stops.begin(
            current,
            container,
            PodSync.primary(addresses),
            stops.isStopping(container.id()) ? grace : left(grace),
            "Stopping container " + container.name());
      }
      return context.times().retry();
    }
    for (PodSandbox sandbox : runtime.sandboxes()) {
      context.runtime().stopPodSandbox(sandbox.id());
    }
    context.probes().stop(current.uid());
    // What was taken is free before others can hear of the end.
    holdsResources = false;
    write(current, runtime, rejected ? rejection() : status(current, runtime, addresses, true));
    phase = Phase.FINISHED;
    return Duration.ZERO;
  }

  /** Containers end before the sidecars that serve them; sidecars end last to first. */
  private static List<Container> nextToStop(NodePod current, List<Container> alive) {
    List<String> sidecars = new ArrayList<>();
    for (var init : current.spec().getInitContainers()) {
      if (NodePod.isSidecar(init)) {
        sidecars.addFirst(init.getName());
      }
    }
    List<Container> regular =
        alive.stream().filter(container -> !sidecars.contains(container.name())).toList();
    if (!regular.isEmpty()) {
      return regular;
    }
    for (String sidecar : sidecars) {
      List<Container> next =
          alive.stream().filter(container -> container.name().equals(sidecar)).toList();
      if (!next.isEmpty()) {
        return next;
      }
    }
    return alive;
  }

  /** The grace period is the pod's: those that are stopped later get what the others left. */
  private Duration left(Duration grace) {
    Instant now = context.clock().instant();
    Instant began = stopBegan.orElse(now);
    stopBegan = Optional.of(began);
    return ContainerStopper.enough(
        grace.minusSeconds(Duration.between(began, now).toSeconds()), grace);
  }

  private static Duration grace(NodePod current) {
    JsonNode ofDeletion = current.object().metadata().path("deletionGracePeriodSeconds");
    long seconds =
        current.isBeingDeleted() && ofDeletion.isNumber()
            ? ofDeletion.asLong()
            : current.gracePeriodSeconds();
    return Duration.ofSeconds(Math.max(1, seconds));
  }

  private Duration finished(NodePod current, RuntimePod runtime) {
    if (gone) {
      removal.removeFromRuntime(runtime);
      boolean removed = removal.removeResources(current.uid());
      removed &= removal.removeLogs(current.namespace(), current.name(), current.uid());
      if (!removed) {
        cleaningPause = longer(cleaningPause);
        return cleaningPause;
      }
      context.starter().forget(current.uid());
      context.statusWriter().forget(current.uid());
      phase = Phase.REMOVED;
    } else if (current.isBeingDeleted() && !current.isStatic()) {
      removal.removeResources(current.uid());
      context.statusWriter().delete(current);
    }
    return context.times().resync();
  }

  private ObjectNode rejection() {
    WaitingReason reason = failure.orElseThrow();
    String startTime = previous.path("startTime").asText();
    return PodStatusComputation.rejected(
        reason.reason(),
        reason.message(),
        startTime.isEmpty()
            ? context.clock().instant().truncatedTo(ChronoUnit.SECONDS).toString()
            : startTime);
  }

  private ObjectNode status(
      NodePod current, RuntimePod runtime, PodAddresses addresses, boolean finished) {
    return context
        .statusComputation()
        .compute(
            new PodState(current, runtime, addresses, sync.waiting(), failure, finished, previous));
  }

  private void write(NodePod current, RuntimePod runtime, ObjectNode computed) {
    ObjectNode status =
        runtime.alive().isEmpty() ? computed : PodStatusComputation.whileAlive(computed, previous);
    previous = status;
    context.statusWriter().write(current, status);
  }

  private static boolean isFinal(JsonNode status) {
    String phase = status.path("phase").asText();
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  /** A pod keeps its last address in its status when its sandbox is gone. */
  private PodAddresses addresses(NodePod current, RuntimePod runtime) {
    List<String> hostIps = context.sandboxes().network().hostIps();
    if (current.usesHostNetwork()) {
      return new PodAddresses(hostIps, hostIps);
    }
    List<String> ips =
        runtime.sandbox().filter(PodSandbox::ready).map(PodSandbox::ips).orElseGet(List::of);
    if (ips.isEmpty() && !runtime.hasReadySandbox()) {
      List<String> before = new ArrayList<>();
      previous.path("podIPs").forEach(ip -> before.add(ip.path("ip").asText()));
      ips = before;
    }
    return new PodAddresses(Objects.requireNonNull(ips), hostIps);
  }
}
