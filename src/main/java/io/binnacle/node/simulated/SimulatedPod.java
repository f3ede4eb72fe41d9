package io.binnacle.node.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.client.DelayedExecutor;
import io.binnacle.node.environment.PodAddresses;
import io.binnacle.node.model.NodePod;
import io.binnacle.node.model.RestartPolicy;
import io.binnacle.node.podstatus.PodState;
import io.binnacle.node.podstatus.PodStatusComputation;
import io.binnacle.node.podstatus.PodStatusWriter;
import io.binnacle.node.probe.ProbeResult;
import io.binnacle.node.probe.ProbeResults;
import io.binnacle.node.probe.ProbeType;
import io.binnacle.node.runtime.Container;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * One pod of a simulated node: starts, runs, and ends by itself or by deletion, as the agent's pod
 * worker has it, without a thread of its own. Safe for any thread; calls return at once.
 */
final class SimulatedPod {
  /**
   * What the pods of a node share.
   *
   * @param probes of containers that run: all succeed
   * @param startTime until containers run
   * @param stopTime what containers take of their grace period
   */
  record Node(
      PodStatusComputation computation,
      ProbeResults probes,
      PodStatusWriter writer,
      DelayedExecutor timer,
      Clock clock,
      Duration startTime,
      Duration stopTime) {}

  /** With what a program ends that does not care for the signal to terminate. */
  private static final int TERMINATED = 128 + 15;

  private enum Phase {
    STARTING,
    RUNNING,
    STOPPING,
    ENDED
  }

  private final Node node;
  private final PodAddresses addresses;
  private NodePod pod;
  private SimulatedContainers containers;
  private Phase phase;
  private boolean deleted;
  private JsonNode previous;

  SimulatedPod(Node node, NodePod pod, PodAddresses addresses) {
    this.node = node;
    this.pod = pod;
    this.addresses = addresses;
    this.containers = SimulatedContainers.none(pod.uid());
    this.previous = pod.object().tree().path("status");
    this.phase = pod.hasEnded() ? Phase.ENDED : Phase.STARTING;
  }

  PodAddresses addresses() {
    return addresses;
  }

  /** Begins to run the pod, or to end it, where it came so late. */
  synchronized void begin() {
    if (pod.isBeingDeleted()) {
      stop();
    } else if (phase == Phase.STARTING) {
      node.timer().execute(this::start, node.startTime());
    }
  }

  /**
   * The pod has a new version. It is reported again, since whoever took the node for lost may have
   * written what the node alone knows.
   */
  synchronized void update(NodePod newer) {
    pod = newer;
    if (newer.isBeingDeleted()) {
      stop();
    } else if (newer.hasEnded()) {
      heedEnd(newer);
    } else if (phase == Phase.RUNNING) {
      report();
    }
  }

  /** By another's word, which stays. */
  private void heedEnd(NodePod newer) {
    if (phase == Phase.RUNNING) {
      previous = newer.object().tree().path("status");
      end(TERMINATED);
    } else if (phase == Phase.STARTING) {
      phase = Phase.ENDED;
    }
  }

  private synchronized void start() {
    if (phase != Phase.STARTING) {
      return;
    }
    phase = Phase.RUNNING;
    run(0);
  }

  private void run(int attempt) {
    forgetProbes();
    containers = SimulatedContainers.running(pod, attempt, node.clock().instant());
    for (Container container : containers.pod().alive()) {
      node.probes().set(ProbeType.STARTUP, container.id(), ProbeResult.SUCCESS);
      node.probes().set(ProbeType.READINESS, container.id(), ProbeResult.SUCCESS);
    }
    report();
    SimulatedRun run = SimulatedRun.of(pod);
    run.runs()
        .ifPresent(time -> node.timer().execute(() -> exit(attempt, run.exitCode(attempt)), time));
  }

  /** Containers end by themselves; the pod's policy says whether they run again. */
  private synchronized void exit(int attempt, int code) {
    if (phase != Phase.RUNNING || containers.attempt() != attempt) {
      return;
    }
    RestartPolicy policy = pod.restartPolicy();
    boolean again =
        policy == RestartPolicy.ALWAYS || policy == RestartPolicy.ON_FAILURE && code != 0;
    if (again) {
      run(attempt + 1);
    } else {
      end(code);
    }
  }

  private void end(int code) {
    forgetProbes();
    containers = containers.exited(code, node.clock().instant());
    phase = Phase.ENDED;
    report();
  }

  private void forgetProbes() {
    for (Container container : containers.pod().alive()) {
      node.probes().remove(ProbeType.STARTUP, container.id());
      node.probes().remove(ProbeType.READINESS, container.id());
    }
  }

  private void stop() {
    if (phase == Phase.ENDED) {
      remove();
    } else if (phase != Phase.STOPPING) {
      phase = Phase.STOPPING;
      Duration grace = Duration.ofSeconds(grace());
      Duration takes = node.stopTime().compareTo(grace) < 0 ? node.stopTime() : grace;
      node.timer().execute(this::stopped, takes);
    }
  }

  private long grace() {
    return pod.object()
        .metadata()
        .path("deletionGracePeriodSeconds")
        .asLong(pod.gracePeriodSeconds());
  }

  private synchronized void stopped() {
    if (phase != Phase.STOPPING) {
      return;
    }
    end(TERMINATED);
    remove();
  }

  /** The last status is written first. */
  private void remove() {
    if (!deleted) {
      deleted = true;
      node.writer().delete(pod);
    }
  }

  private void report() {
    ObjectNode status =
        node.computation()
            .compute(
                new PodState(
                    pod,
                    containers.pod(),
                    addresses,
                    Map.of(),
                    Optional.empty(),
                    phase == Phase.ENDED,
                    previous));
    previous = status;
    node.writer().write(pod, status);
  }
}
