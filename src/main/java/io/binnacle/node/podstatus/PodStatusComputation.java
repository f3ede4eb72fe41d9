package io.binnacle.node.podstatus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.node.model.NodePod;
import io.binnacle.node.model.QualityOfService;
import io.binnacle.node.probe.ProbeResults;
import java.time.Clock;
import java.util.List;

/** Computes the status of pods. Safe for any thread; reads termination messages, writes nothing. */
public final class PodStatusComputation {
  private final ContainerStatuses containers;
  private final Clock clock;

  public PodStatusComputation(
      ProbeResults probes, TerminationMessages messages, String runtimeName, Clock clock) {
    this.containers = new ContainerStatuses(probes, messages, runtimeName);
    this.clock = clock;
  }

  /** The whole status, as it is to stand in the API. */
  public ObjectNode compute(PodState state) {
    NodePod pod = state.pod();
    ObjectNode status = Json.object();
    if (pod.object().generation() > 0) {
      status.put("observedGeneration", pod.object().generation());
    }
    ArrayNode init = containers.of(state, pod.spec().getInitContainers(), true);
    ArrayNode regular = containers.of(state, pod.spec().getContainers(), false);
    if (!init.isEmpty()) {
      status.set("initContainerStatuses", init);
    }
    status.set("containerStatuses", regular);
    PodPhase phase =
        state.failure().isPresent()
            ? PodPhase.FAILED
            : PodPhase.of(pod, init, regular, state.finished());
    status.put("phase", lasting(state, phase).text());
    status.set("conditions", PodConditions.of(state, status, phase, clock.instant()));
    addReason(status, state);
    addAddresses(status, state);
    String startTime = state.previous().path("startTime").asText();
    status.put(
        "startTime", startTime.isEmpty() ? ContainerStatuses.time(clock.instant()) : startTime);
    status.put("qosClass", QualityOfService.of(pod).text());
    return status;
  }

  /** The status of a pod that this node does not take: it never started anything. */
  public static ObjectNode rejected(String reason, String message, String startTime) {
    return Json.object()
        .put("phase", PodPhase.FAILED.text())
        .put("reason", reason)
        .put("message", message)
        .put("startTime", startTime);
  }

  /**
   * The status of a pod of which something runs yet: its end is told when nothing does, since
   * others put something in its place then, or delete what it uses.
   */
  public static ObjectNode whileAlive(ObjectNode computed, JsonNode previous) {
    String before = previous.path("phase").asText(PodPhase.PENDING.text());
    if (!isFinal(computed.path("phase").asText()) || isFinal(before)) {
      return computed;
    }
    ObjectNode status = computed.deepCopy();
    status.put("phase", before);
    status.remove(List.of("reason", "message"));
    return status;
  }

  private static boolean isFinal(String phase) {
    return phase.equals(PodPhase.SUCCEEDED.text()) || phase.equals(PodPhase.FAILED.text());
  }

  /** A pod that has come to an end never leaves it. */
  private static PodPhase lasting(PodState state, PodPhase computed) {
    for (PodPhase phase : List.of(PodPhase.SUCCEEDED, PodPhase.FAILED)) {
      if (state.previous().path("phase").asText().equals(phase.text())) {
        return phase;
      }
    }
    return computed;
  }

  private static void addReason(ObjectNode status, PodState state) {
    if (state.failure().isPresent()) {
      status
          .put("reason", state.failure().get().reason())
          .put("message", state.failure().get().message());
    } else if (isFinal(state.previous().path("phase").asText())) {
      for (String field : List.of("reason", "message")) {
        if (state.previous().hasNonNull(field)) {
          status.set(field, state.previous().get(field));
        }
      }
    }
  }

  private static void addAddresses(ObjectNode status, PodState state) {
    List<String> hostIps = state.addresses().hostIps();
    if (!hostIps.isEmpty()) {
      status.put("hostIP", hostIps.getFirst());
      ArrayNode list = status.putArray("hostIPs");
      hostIps.forEach(ip -> list.addObject().put("ip", ip));
    }
    List<String> podIps = state.addresses().podIps();
    if (!podIps.isEmpty()) {
      status.put("podIP", podIps.getFirst());
      ArrayNode list = status.putArray("podIPs");
      podIps.forEach(ip -> list.addObject().put("ip", ip));
    }
  }
}
