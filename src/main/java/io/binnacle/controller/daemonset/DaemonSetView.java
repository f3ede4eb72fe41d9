package io.binnacle.controller.daemonset;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.controller.Pods;
import io.binnacle.controller.workload.NumberOrPercent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A daemon set, the nodes and its pods by node, as one reconciliation sees them.
 *
 * @param hash of the newest revision
 */
record DaemonSetView(
    ApiObject set,
    List<ApiObject> nodes,
    Map<String, List<ApiObject>> pods,
    String hash,
    Instant now) {

  List<ApiObject> podsOn(String node) {
    return pods.getOrDefault(node, List.of());
  }

  DaemonPods.Fit fit(ApiObject node) {
    return DaemonPods.fit(set, node);
  }

  static Duration minReady(ApiObject set) {
    return Duration.ofSeconds(set.tree().path("spec").path("minReadySeconds").asLong());
  }

  boolean isAvailable(ApiObject pod) {
    return Pods.isAvailable(pod, minReady(set), now);
  }

  private JsonNode strategy() {
    return set.tree().path("spec").path("updateStrategy");
  }

  boolean isRolling() {
    return !strategy().path("type").asText().equals("OnDelete");
  }

  /** How many nodes may have a new pod beside the old one. */
  int maxSurge(int desired) {
    return isRolling()
        ? NumberOrPercent.roundedUp(strategy().path("rollingUpdate").path("maxSurge"), desired)
        : 0;
  }

  boolean allowsSurge() {
    return maxSurge(nodes.size()) > 0;
  }

  /** How many nodes may be without an available pod; something must be able to move. */
  int maxUnavailable(int desired) {
    JsonNode number = strategy().path("rollingUpdate").path("maxUnavailable");
    int most = number.isMissingNode() ? 1 : NumberOrPercent.roundedUp(number, desired);
    return most == 0 && maxSurge(desired) == 0 ? 1 : most;
  }
}
