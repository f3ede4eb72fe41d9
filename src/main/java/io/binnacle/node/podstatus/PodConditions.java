package io.binnacle.node.podstatus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.node.model.NodePod;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodReadinessGate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The conditions of a pod that the agent owns. Those of others are kept as they are. */
final class PodConditions {
  static final String READY_TO_START = "PodReadyToStartContainers";
  static final String INITIALIZED = "Initialized";
  static final String READY = "Ready";
  static final String CONTAINERS_READY = "ContainersReady";
  static final String SCHEDULED = "PodScheduled";
  private static final Set<String> OWNED =
      Set.of(READY_TO_START, INITIALIZED, READY, CONTAINERS_READY, SCHEDULED);

  private final PodState state;
  private final ObjectNode status;
  private final PodPhase phase;
  private final Instant now;
  private final ArrayNode conditions = Json.mapper().createArrayNode();

  private PodConditions(PodState state, ObjectNode status, PodPhase phase, Instant now) {
    this.state = state;
    this.status = status;
    this.phase = phase;
    this.now = now;
  }

  static boolean isOwned(String type) {
    return OWNED.contains(type);
  }

  static ArrayNode of(PodState state, ObjectNode status, PodPhase phase, Instant now) {
    PodConditions computation = new PodConditions(state, status, phase, now);
    computation.compute();
    return computation.conditions;
  }

  private void compute() {
    boolean sandbox =
        state.runtime().hasReadySandbox()
            && (state.pod().usesHostNetwork() || !state.addresses().podIps().isEmpty());
    add(READY_TO_START, sandbox, "", "");
    addInitialized();
    addReady();
    add(SCHEDULED, true, "", "");
    for (JsonNode other : state.pod().object().tree().path("status").path("conditions")) {
      if (!isOwned(other.path("type").asText())) {
        conditions.add(other);
      }
    }
  }

  private void addInitialized() {
    List<String> incomplete = new ArrayList<>();
    for (Container container : state.pod().spec().getInitContainers()) {
      JsonNode of =
          ContainerStatuses.find(status.path("initContainerStatuses"), container.getName());
      if (!PodPhase.isInitialized(container, of)) {
        incomplete.add(container.getName());
      }
    }
    if (phase == PodPhase.SUCCEEDED) {
      add(INITIALIZED, true, "PodCompleted", "");
    } else if (incomplete.isEmpty() || anyRunning()) {
      add(INITIALIZED, true, "", "");
    } else {
      add(
          INITIALIZED,
          false,
          "ContainersNotInitialized",
          "containers with incomplete status: " + list(incomplete));
    }
  }

  private boolean anyRunning() {
    for (JsonNode container : status.path("containerStatuses")) {
      if (container.path("state").has("running")) {
        return true;
      }
    }
    return false;
  }

  private void addReady() {
    List<String> unready = new ArrayList<>();
    for (Container container : state.pod().spec().getInitContainers()) {
      if (NodePod.isSidecar(container)) {
        addUnready(unready, "initContainerStatuses", container);
      }
    }
    for (Container container : state.pod().spec().getContainers()) {
      addUnready(unready, "containerStatuses", container);
    }
    String reason = "";
    String message = "";
    if (phase == PodPhase.SUCCEEDED) {
      reason = "PodCompleted";
    } else if (phase == PodPhase.FAILED) {
      reason = "PodFailed";
    } else if (!unready.isEmpty()) {
      reason = "ContainersNotReady";
      message = "containers with unready status: " + list(unready);
    }
    boolean containersReady = reason.isEmpty();
    String gates = containersReady ? missingGates() : "";
    if (gates.isEmpty()) {
      add(READY, containersReady, reason, message);
    } else {
      add(READY, false, "ReadinessGatesNotReady", gates);
    }
    add(CONTAINERS_READY, containersReady, reason, message);
  }

  private void addUnready(List<String> unready, String field, Container container) {
    JsonNode of = ContainerStatuses.find(status.path(field), container.getName());
    if (!of.path("ready").asBoolean()) {
      unready.add(container.getName());
    }
  }

  private String missingGates() {
    List<String> missing = new ArrayList<>();
    for (PodReadinessGate gate : state.pod().spec().getReadinessGates()) {
      String type = gate.getConditionType();
      JsonNode condition =
          condition(state.pod().object().tree().path("status").path("conditions"), type);
      if (condition.isMissingNode()) {
        missing.add(
            "corresponding condition of pod readiness gate \"" + type + "\" does not exist.");
      } else if (!condition.path("status").asText().equals("True")) {
        missing.add(
            "the status of pod readiness gate \""
                + type
                + "\" is not \"True\", but "
                + condition.path("status").asText());
      }
    }
    return String.join(", ", missing);
  }

  private void add(String type, boolean holds, String reason, String message) {
    JsonNode before = condition(state.previous().path("conditions"), type);
    String value = holds ? "True" : "False";
    ObjectNode condition = conditions.addObject();
    condition.put("type", type);
    if (state.pod().object().generation() > 0) {
      condition.put("observedGeneration", state.pod().object().generation());
    }
    condition.put("status", value);
    condition.putNull("lastProbeTime");
    condition.put(
        "lastTransitionTime",
        before.path("status").asText().equals(value)
                && before.path("lastTransitionTime").isTextual()
            ? before.path("lastTransitionTime").asText()
            : ContainerStatuses.time(now));
    if (!reason.isEmpty()) {
      condition.put("reason", reason);
    }
    if (!message.isEmpty()) {
      condition.put("message", message);
    }
  }

  private static JsonNode condition(JsonNode conditions, String type) {
    for (JsonNode condition : conditions) {
      if (condition.path("type").asText().equals(type)) {
        return condition;
      }
    }
    return Json.mapper().missingNode();
  }

  private static String list(List<String> names) {
    return "[" + String.join(" ", names) + "]";
  }
}
