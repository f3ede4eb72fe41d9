package io.binnacle.node.podstatus;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.node.model.NodePod;
import io.binnacle.node.model.RestartPolicy;
import io.fabric8.kubernetes.api.model.Container;

/** The phase of a pod, which follows from the statuses of its containers. */
enum PodPhase {
  PENDING("Pending"),
  RUNNING("Running"),
  SUCCEEDED("Succeeded"),
  FAILED("Failed");

  private final String text;

  PodPhase(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }

  boolean isFinal() {
    return this == SUCCEEDED || this == FAILED;
  }

  /** How many containers are in which state. */
  private record Count(int waiting, int running, int stopped, int succeeded) {
    static Count of(JsonNode statuses) {
      int waiting = 0;
      int running = 0;
      int stopped = 0;
      int succeeded = 0;
      for (JsonNode status : statuses) {
        JsonNode state = status.path("state");
        if (state.has("running")) {
          running++;
        } else if (state.has("terminated")) {
          stopped++;
          succeeded += state.path("terminated").path("exitCode").asInt() == 0 ? 1 : 0;
        } else if (status.path("lastState").has("terminated")) {
          stopped++;
        } else {
          waiting++;
        }
      }
      return new Count(waiting, running, stopped, succeeded);
    }
  }

  /**
   * @param finished whether nothing runs, nor will again
   */
  static PodPhase of(NodePod pod, JsonNode initStatuses, JsonNode statuses, boolean finished) {
    Count count = Count.of(statuses);
    boolean never = pod.restartPolicy() == RestartPolicy.NEVER;
    boolean begun = count.running + count.stopped > 0;
    if (!begun && initFailed(initStatuses) && (never || finished)) {
      return FAILED;
    }
    if (!begun && !isInitialized(pod, initStatuses)) {
      return finished ? FAILED : PENDING;
    }
    if (count.waiting > 0) {
      return finished ? FAILED : PENDING;
    }
    if (count.running > 0) {
      return RUNNING;
    }
    if (count.stopped == 0) {
      return PENDING;
    }
    boolean allSucceeded = count.stopped == count.succeeded;
    if (finished) {
      return allSucceeded ? SUCCEEDED : FAILED;
    }
    return switch (pod.restartPolicy()) {
      case ALWAYS -> RUNNING;
      case ON_FAILURE -> allSucceeded ? SUCCEEDED : RUNNING;
      case NEVER -> allSucceeded ? SUCCEEDED : FAILED;
    };
  }

  private static boolean initFailed(JsonNode initStatuses) {
    for (JsonNode status : initStatuses) {
      JsonNode terminated = status.path("state").path("terminated");
      if (terminated.isObject() && terminated.path("exitCode").asInt() != 0) {
        return true;
      }
    }
    return false;
  }

  static boolean isInitialized(NodePod pod, JsonNode initStatuses) {
    for (Container container : pod.spec().getInitContainers()) {
      if (!isInitialized(container, ContainerStatuses.find(initStatuses, container.getName()))) {
        return false;
      }
    }
    return true;
  }

  /** An init container must have ended well, a sidecar must have started. */
  static boolean isInitialized(Container container, JsonNode status) {
    return NodePod.isSidecar(container)
        ? status.path("started").asBoolean()
        : status.path("ready").asBoolean();
  }
}
