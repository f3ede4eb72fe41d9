package io.binnacle.controller.nodelifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.Timestamps;
import io.binnacle.controller.Pods;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The taints that say how a node is, beside those that people have set. */
final class NodeTaints {
  static final String NOT_READY = "node.kubernetes.io/not-ready";
  static final String UNREACHABLE = "node.kubernetes.io/unreachable";
  static final String NO_EXECUTE = "NoExecute";
  private static final String NO_SCHEDULE = "NoSchedule";
  private static final String UNSCHEDULABLE = "node.kubernetes.io/unschedulable";

  /** Conditions of a node, other than Ready, that keep new pods away while they hold. */
  private static final Map<String, String> PRESSURES =
      Map.of(
          "MemoryPressure", "node.kubernetes.io/memory-pressure",
          "DiskPressure", "node.kubernetes.io/disk-pressure",
          "PIDPressure", "node.kubernetes.io/pid-pressure",
          "NetworkUnavailable", "node.kubernetes.io/network-unavailable");

  private record Taint(String key, String effect) {}

  private NodeTaints() {}

  /**
   * All taints that the node should have; those that it has keep their place and time.
   *
   * @param evict whether pods are to leave a node that is not ready
   */
  static ArrayNode desired(ApiObject node, boolean evict, Instant now) {
    List<Taint> wanted = wanted(node, evict);
    ArrayNode taints = Json.mapper().createArrayNode();
    for (JsonNode taint : node.tree().path("spec").path("taints")) {
      Taint known = new Taint(taint.path("key").asText(), taint.path("effect").asText());
      if (!isOurs(known) || wanted.remove(known)) {
        taints.add(taint);
      }
    }
    for (Taint taint : wanted) {
      taints
          .addObject()
          .put("key", taint.key())
          .put("effect", taint.effect())
          .put("timeAdded", Timestamps.seconds(now));
    }
    return taints;
  }

  /** Whether the pods of the node have already been told to leave it. */
  static boolean isGivenUp(ApiObject node) {
    for (JsonNode taint : node.tree().path("spec").path("taints")) {
      if (taint.path("effect").asText().equals(NO_EXECUTE)
          && Set.of(NOT_READY, UNREACHABLE).contains(taint.path("key").asText())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOurs(Taint taint) {
    return Set.of(NOT_READY, UNREACHABLE).contains(taint.key())
        || (taint.effect().equals(NO_SCHEDULE)
            && (taint.key().equals(UNSCHEDULABLE) || PRESSURES.containsValue(taint.key())));
  }

  private static List<Taint> wanted(ApiObject node, boolean evict) {
    List<Taint> wanted = new ArrayList<>();
    String ready = Pods.condition(node, "Ready").path("status").asText();
    // A node that says nothing is judged when it has been silent for too long.
    if (!ready.isEmpty() && !ready.equals("True")) {
      String key = ready.equals("False") ? NOT_READY : UNREACHABLE;
      wanted.add(new Taint(key, NO_SCHEDULE));
      if (evict) {
        wanted.add(new Taint(key, NO_EXECUTE));
      }
    }
    PRESSURES.forEach((condition, key) -> {
      if (Pods.condition(node, condition).path("status").asText().equals("True")) {
        wanted.add(new Taint(key, NO_SCHEDULE));
      }
    });
    if (node.tree().path("spec").path("unschedulable").asBoolean()) {
      wanted.add(new Taint(UNSCHEDULABLE, NO_SCHEDULE));
    }
    return wanted;
  }
}
