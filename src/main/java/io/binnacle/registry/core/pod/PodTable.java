package io.binnacle.registry.core.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.registry.TableColumn;
import io.binnacle.registry.table.Columns;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** What {@code kubectl get pods} shows. */
final class PodTable {
  private PodTable() {}

  static List<TableColumn> columns() {
    return Columns.named()
        .text("Ready", "How many of its containers are ready.", pod -> PodSummary.of(pod).ready())
        .text("Status", "What it is doing.", pod -> PodSummary.of(pod).reason())
        .timed(
            "Restarts",
            "How often its containers were restarted, and when last.",
            false,
            PodTable::restarts)
        .age()
        .wide("IP", "Its address.", PodTable::address)
        .wide("Node", "Where it runs.", pod -> orNone(pod, "/spec/nodeName"))
        .wide(
            "Nominated Node",
            "Where room is being made for it.",
            pod -> orNone(pod, "/status/nominatedNodeName"))
        .wide("Readiness Gates", "How many of its readiness gates are open.", PodTable::gates)
        .build();
  }

  private static Object restarts(ApiObject pod, Instant now) {
    PodSummary summary = PodSummary.of(pod);
    String count = Integer.toString(summary.restarts());
    if (summary.restarts() == 0 || summary.lastRestart().equals(Instant.EPOCH)) {
      return count;
    }
    JsonNode last = pod.tree().textNode(summary.lastRestart().toString());
    return count + " (" + Columns.since(last, now) + " ago)";
  }

  private static Object address(ApiObject pod) {
    JsonNode first = pod.tree().at("/status/podIPs/0/ip");
    return first.isTextual() ? first.asText() : orNone(pod, "/status/podIP");
  }

  private static String orNone(ApiObject pod, String pointer) {
    return Columns.orNone(pod.tree().at(pointer).asText());
  }

  private static Object gates(ApiObject pod) {
    JsonNode gates = pod.tree().at("/spec/readinessGates");
    if (gates.isEmpty()) {
      return Columns.NONE;
    }
    int open = 0;
    for (JsonNode gate : gates) {
      if (PodSummary.hasCondition(pod, gate.path("conditionType").asText(), Set.of("True"))) {
        open++;
      }
    }
    return open + "/" + gates.size();
  }
}
