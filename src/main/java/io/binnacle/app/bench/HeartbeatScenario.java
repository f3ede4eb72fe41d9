package io.binnacle.app.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Resources;
import io.binnacle.node.simulated.SimulatedNodes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Many nodes that only live: what their heartbeats cost, and that none counts as lost. */
record HeartbeatScenario(int nodes, Duration length) implements Scenario {
  private static final String PREFIX = "heartbeat-node-";

  @Override
  public String name() {
    return "heartbeat";
  }

  @Override
  public void run(BenchCluster cluster, BenchReport report) {
    try (SimulatedNodes fleet = cluster.nodes(PREFIX)) {
      BenchCluster.Stopwatch starting = cluster.measure(name());
      fleet.startAll(nodes);
      cluster.await("nodes", () -> fleet.up() == nodes && lost(cluster, Instant.MAX) == 0);
      report.add(starting.stop("nodes", nodes));
      Instant began = cluster.now();
      BenchCluster.Stopwatch watch = cluster.measure(name());
      cluster.pause(length);
      report.add(watch.stop("heartbeats", nodes, Map.of("lost", lost(cluster, began))));
    }
    DeploymentScenario.removeNodes(cluster, nodes, PREFIX);
  }

  /** Nodes that are not ready, or were not for a while since. */
  private static long lost(BenchCluster cluster, Instant since) {
    List<ApiObject> all =
        cluster.client().list(Resources.NODES, ListOptions.allNamespaces()).items();
    return all.stream().filter(node -> !isReadySince(node, since)).count();
  }

  private static boolean isReadySince(ApiObject node, Instant since) {
    for (JsonNode condition : node.tree().path("status").path("conditions")) {
      if (condition.path("type").asText().equals("Ready")) {
        Instant changed = Instant.parse(condition.path("lastTransitionTime").asText());
        return condition.path("status").asText().equals("True") && !changed.isAfter(since);
      }
    }
    return false;
  }
}
