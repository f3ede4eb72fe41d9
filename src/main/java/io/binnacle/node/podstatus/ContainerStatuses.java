package io.binnacle.node.podstatus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.node.model.NodePod;
import io.binnacle.node.probe.ProbeResult;
import io.binnacle.node.probe.ProbeResults;
import io.binnacle.node.probe.ProbeType;
import io.fabric8.kubernetes.api.model.Container;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Computes the status of each container of a pod. */
final class ContainerStatuses {
  private static final int KILLED = 137;
  private static final Instant NO_TIME = Instant.EPOCH;

  private final ProbeResults probes;
  private final TerminationMessages messages;
  private final String runtimeName;

  /**
   * @param runtimeName what container ids begin with, such as {@code containerd}
   */
  ContainerStatuses(ProbeResults probes, TerminationMessages messages, String runtimeName) {
    this.probes = probes;
    this.messages = messages;
    this.runtimeName = runtimeName;
  }

  ArrayNode of(PodState state, List<Container> containers, boolean init) {
    ArrayNode statuses = Json.mapper().createArrayNode();
    JsonNode before = state.previous().path(init ? "initContainerStatuses" : "containerStatuses");
    for (Container container : containers) {
      statuses.add(of(state, container, init, find(before, container.getName())));
    }
    return statuses;
  }

  static JsonNode find(JsonNode statuses, String name) {
    for (JsonNode status : statuses) {
      if (status.path("name").asText().equals(name)) {
        return status;
      }
    }
    return Json.mapper().missingNode();
  }

  private ObjectNode of(PodState state, Container container, boolean init, JsonNode before) {
    Optional<io.binnacle.node.runtime.Container> found =
        state.runtime().newest(container.getName());
    ObjectNode status = Json.object();
    status.put("name", container.getName());
    if (found.isPresent()) {
      fill(status, state, container, found.get());
    } else {
      fillMissing(status, state, container, before);
    }
    setReadiness(status, container, init, found);
    return status;
  }

  private void fill(
      ObjectNode status,
      PodState state,
      Container container,
      io.binnacle.node.runtime.Container found) {
    WaitingReason waiting = state.waiting().get(container.getName());
    ObjectNode lastState = Json.object();
    state
        .runtime()
        .previous(container.getName())
        .filter(previous -> previous.state() == io.binnacle.node.runtime.Container.State.EXITED)
        .ifPresent(previous -> lastState.set("terminated", terminated(previous)));
    ObjectNode now = Json.object();
    switch (found.state()) {
      case RUNNING ->
          now.putObject("running").put("startedAt", time(found.startedAt().orElse(NO_TIME)));
      case EXITED -> {
        if (waiting == null || state.finished()) {
          now.set("terminated", terminated(found));
        } else {
          now.set("waiting", waiting(waiting));
          lastState.removeAll();
          lastState.set("terminated", terminated(found));
        }
      }
      case CREATED, UNKNOWN ->
          now.set("waiting", waiting == null ? notYet(state) : waiting(waiting));
    }
    status.set("state", now);
    status.set("lastState", lastState);
    status.put("restartCount", found.attempt());
    status.put("image", container.getImage());
    status.put("imageID", found.imageId());
    status.put("containerID", runtimeName + "://" + found.id());
  }

  /** The runtime has no container: it was not made yet, or it was removed after it had run. */
  private void fillMissing(
      ObjectNode status, PodState state, Container container, JsonNode before) {
    boolean existed = before.hasNonNull("containerID");
    ObjectNode now = Json.object();
    if (existed && before.path("state").has("terminated")) {
      now.set("terminated", before.path("state").path("terminated"));
    } else if (existed && state.finished()) {
      now.putObject("terminated")
          .put("exitCode", KILLED)
          .put("reason", "ContainerStatusUnknown")
          .put("message", "The container could not be located when the pod was terminated")
          .putNull("startedAt")
          .putNull("finishedAt");
    } else {
      WaitingReason waiting = state.waiting().get(container.getName());
      now.set("waiting", waiting == null ? notYet(state) : waiting(waiting));
    }
    status.set("state", now);
    status.set("lastState", existed ? before.path("lastState") : Json.object());
    status.put("restartCount", before.path("restartCount").asInt());
    status.put("image", container.getImage());
    status.put("imageID", before.path("imageID").asText());
    if (existed) {
      status.put("containerID", before.path("containerID").asText());
    }
  }

  private void setReadiness(
      ObjectNode status,
      Container container,
      boolean init,
      Optional<io.binnacle.node.runtime.Container> found) {
    boolean running =
        found
            .filter(c -> c.state() == io.binnacle.node.runtime.Container.State.RUNNING)
            .isPresent();
    String id = found.map(io.binnacle.node.runtime.Container::id).orElse("");
    boolean started =
        running && (container.getStartupProbe() == null || succeeds(ProbeType.STARTUP, id));
    boolean ready;
    if (init && !NodePod.isSidecar(container)) {
      started = false;
      JsonNode terminated = status.path("state").path("terminated");
      ready = terminated.isObject() && terminated.path("exitCode").asInt() == 0;
    } else {
      ready =
          started && (container.getReadinessProbe() == null || succeeds(ProbeType.READINESS, id));
    }
    status.put("ready", ready);
    status.put("started", started);
    if (running && container.getResources() != null) {
      ObjectNode resources = Json.valueToTree(container.getResources());
      if (!resources.isEmpty()) {
        status.set("resources", resources);
      }
    }
  }

  private boolean succeeds(ProbeType type, String id) {
    return probes.get(type, id).filter(ProbeResult.SUCCESS::equals).isPresent();
  }

  private ObjectNode terminated(io.binnacle.node.runtime.Container container) {
    ObjectNode terminated = Json.object();
    terminated.put("exitCode", container.exitCode());
    String reason =
        container.reason().isEmpty()
            ? container.exitCode() == 0 ? "Completed" : "Error"
            : container.reason();
    terminated.put("reason", reason);
    String message = messages.of(container);
    if (!message.isEmpty()) {
      terminated.put("message", message);
    }
    terminated.put("startedAt", time(container.startedAt().orElse(NO_TIME)));
    terminated.put("finishedAt", time(container.finishedAt().orElse(NO_TIME)));
    terminated.put("containerID", runtimeName + "://" + container.id());
    return terminated;
  }

  private static ObjectNode notYet(PodState state) {
    boolean hasInit = !state.pod().spec().getInitContainers().isEmpty();
    return Json.object().put("reason", hasInit ? "PodInitializing" : "ContainerCreating");
  }

  private static ObjectNode waiting(WaitingReason reason) {
    ObjectNode waiting = Json.object().put("reason", reason.reason());
    if (!reason.message().isEmpty()) {
      waiting.put("message", reason.message());
    }
    return waiting;
  }

  /** The API has whole seconds. */
  static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
