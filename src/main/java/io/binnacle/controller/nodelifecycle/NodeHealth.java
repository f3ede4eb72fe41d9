package io.binnacle.controller.nodelifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.Timestamps;
import io.binnacle.controller.Pods;
import java.time.Instant;
import java.util.List;

/** What is said of a node that has gone silent, and of the pods on it. */
final class NodeHealth {
  private static final List<String> CONDITIONS =
      List.of("Ready", "MemoryPressure", "DiskPressure", "PIDPressure");

  private NodeHealth() {}

  /** The node with each condition that it would itself report made Unknown. */
  static ObjectNode unknown(ApiObject node, Instant now) {
    ObjectNode tree = node.copyTree();
    ArrayNode conditions = tree.withObjectProperty("status").withArrayProperty("conditions");
    for (String type : CONDITIONS) {
      JsonNode known = Pods.condition(node, type);
      if (known.isMissingNode()) {
        conditions
            .addObject()
            .put("type", type)
            .put("status", "Unknown")
            .put("reason", "NodeStatusNeverUpdated")
            .put("message", "Kubelet never posted node status.")
            .put("lastHeartbeatTime", node.metadata().path("creationTimestamp").asText())
            .put("lastTransitionTime", Timestamps.seconds(now));
      } else if (!known.path("status").asText().equals("Unknown")) {
        for (JsonNode condition : conditions) {
          if (condition.path("type").asText().equals(type)) {
            ((ObjectNode) condition)
                .put("status", "Unknown")
                .put("reason", "NodeStatusUnknown")
                .put("message", "Kubelet stopped posting node status.")
                .put("lastTransitionTime", Timestamps.seconds(now));
          }
        }
      }
    }
    return tree;
  }

  /** A patch of a pod's status: nobody knows how it is, so nobody should be sent there. */
  static ObjectNode podNotReady(ApiObject pod, Instant now) {
    return conditionPatch(
        Json.object()
            .put("type", "Ready")
            .put("status", "False")
            .put("reason", "NodeNotReady")
            .put("message", "Node is not ready")
            .put("lastTransitionTime", Timestamps.seconds(now)),
        pod);
  }

  /** A patch of a pod's status that says why it is about to be deleted. */
  static ObjectNode podEvicted(ApiObject pod, Instant now) {
    return conditionPatch(
        Json.object()
            .put("type", "DisruptionTarget")
            .put("status", "True")
            .put("reason", "DeletionByTaintManager")
            .put("message", "Taint manager: deleting due to NoExecute taint")
            .put("lastTransitionTime", Timestamps.seconds(now)),
        pod);
  }

  private static ObjectNode conditionPatch(ObjectNode condition, ApiObject pod) {
    ObjectNode patch = Json.object();
    patch.putObject("metadata").put("uid", pod.uid());
    patch.putObject("status").putArray("conditions").add(condition);
    return patch;
  }
}
