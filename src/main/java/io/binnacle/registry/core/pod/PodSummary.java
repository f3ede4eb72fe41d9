package io.binnacle.registry.core.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * A pod's state in a few words: the reason of the container that holds it up, or its phase.
 *
 * @param ready such as {@code 1/2}
 * @param lastRestart the epoch where no container was restarted
 */
record PodSummary(String ready, String reason, int restarts, Instant lastRestart) {

  static PodSummary of(ApiObject pod) {
    return new Reading(pod).summary();
  }

  static boolean hasCondition(ApiObject pod, String type, Set<String> statuses) {
    for (JsonNode condition : pod.tree().at("/status/conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return statuses.contains(condition.path("status").asText());
      }
    }
    return false;
  }

  /** One walk over a pod's container statuses. */
  private static final class Reading {
    private static final Set<String> TRUE = Set.of("True");

    private final ApiObject pod;
    private final JsonNode status;
    private final Set<String> sidecars = new HashSet<>();
    private int total;
    private int ready;
    private int restarts;
    private int sidecarRestarts;
    private Instant lastRestart = Instant.EPOCH;
    private Instant lastSidecarRestart = Instant.EPOCH;
    private String reason;

    Reading(ApiObject pod) {
      this.pod = pod;
      this.status = pod.tree().path("status");
      this.total = pod.tree().at("/spec/containers").size();
      this.reason = status.path("phase").asText();
    }

    PodSummary summary() {
      if (!status.path("reason").asText().isEmpty()) {
        reason = status.path("reason").asText();
      }
      for (JsonNode condition : status.path("conditions")) {
        if (condition.path("type").asText().equals("PodScheduled")
            && condition.path("reason").asText().equals("SchedulingGated")) {
          reason = "SchedulingGated";
        }
      }
      for (JsonNode container : pod.tree().at("/spec/initContainers")) {
        if (container.path("restartPolicy").asText().equals("Always")) {
          sidecars.add(container.path("name").asText());
          total++;
        }
      }
      boolean initializing = readInitContainers();
      if (!initializing || hasCondition(pod, "Initialized", TRUE)) {
        readContainers();
      }
      readDeletion();
      return new PodSummary(ready + "/" + total, reason, restarts, lastRestart);
    }

    /** Whether an init container has yet to succeed. */
    private boolean readInitContainers() {
      int index = 0;
      for (JsonNode container : status.path("initContainerStatuses")) {
        boolean sidecar = sidecars.contains(container.path("name").asText());
        int count = container.path("restartCount").asInt();
        Instant finished = lastFinished(container);
        restarts += count;
        lastRestart = later(lastRestart, finished);
        if (sidecar) {
          sidecarRestarts += count;
          lastSidecarRestart = later(lastSidecarRestart, finished);
        }
        JsonNode terminated = container.at("/state/terminated");
        if (sidecar && container.path("started").asBoolean()) {
          ready += container.path("ready").asBoolean() ? 1 : 0;
        } else if (!terminated.isObject() || terminated.path("exitCode").asInt() != 0) {
          reason = "Init:" + initReason(container, index);
          return true;
        }
        index++;
      }
      return false;
    }

    private String initReason(JsonNode container, int index) {
      JsonNode terminated = container.at("/state/terminated");
      if (terminated.isObject()) {
        return terminationReason(terminated);
      }
      String waiting = container.at("/state/waiting/reason").asText();
      return waiting.isEmpty() || waiting.equals("PodInitializing")
          ? index + "/" + pod.tree().at("/spec/initContainers").size()
          : waiting;
    }

    private static String terminationReason(JsonNode terminated) {
      String reason = terminated.path("reason").asText();
      if (!reason.isEmpty()) {
        return reason;
      }
      int signal = terminated.path("signal").asInt();
      return signal != 0 ? "Signal:" + signal : "ExitCode:" + terminated.path("exitCode").asInt();
    }

    private void readContainers() {
      restarts = sidecarRestarts;
      lastRestart = lastSidecarRestart;
      boolean running = false;
      JsonNode containers = status.path("containerStatuses");
      for (int i = containers.size() - 1; i >= 0; i--) {
        JsonNode container = containers.get(i);
        restarts += container.path("restartCount").asInt();
        lastRestart = later(lastRestart, lastFinished(container));
        String waiting = container.at("/state/waiting/reason").asText();
        JsonNode terminated = container.at("/state/terminated");
        if (!waiting.isEmpty()) {
          reason = waiting;
        } else if (terminated.isObject()) {
          reason = terminationReason(terminated);
        } else if (container.path("ready").asBoolean()
            && container.at("/state/running").isObject()) {
          running = true;
          ready++;
        }
      }
      if (reason.equals("Completed") && running) {
        reason = hasCondition(pod, "Ready", TRUE) ? "Running" : "NotReady";
      }
    }

    private void readDeletion() {
      if (!pod.isBeingDeleted()) {
        return;
      }
      String phase = status.path("phase").asText();
      if (status.path("reason").asText().equals("NodeLost")) {
        reason = "Unknown";
      } else if (!phase.equals("Succeeded") && !phase.equals("Failed")) {
        reason = "Terminating";
      }
    }

    private static Instant lastFinished(JsonNode container) {
      JsonNode finished = container.at("/lastState/terminated/finishedAt");
      return finished.isTextual() ? Instant.parse(finished.asText()) : Instant.EPOCH;
    }

    private static Instant later(Instant a, Instant b) {
      return a.isBefore(b) ? b : a;
    }
  }
}
