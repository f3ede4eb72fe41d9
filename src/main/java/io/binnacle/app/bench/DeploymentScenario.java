package io.binnacle.app.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.PatchType;
import io.binnacle.client.Resources;
import io.binnacle.node.simulated.SimulatedNodes;
import java.util.Map;

/**
 * One large Deployment on simulated nodes: made, scheduled and reported running; a rolling update
 * of a smaller one; and the deletion of both.
 */
record DeploymentScenario(int nodes, int replicas, int updated) implements Scenario {
  private static final String NAMESPACE = "default";

  @Override
  public String name() {
    return "deployment";
  }

  @Override
  public void run(BenchCluster cluster, BenchReport report) {
    try (SimulatedNodes fleet = cluster.nodes("deployment-node-")) {
      BenchCluster.Stopwatch starting = cluster.measure(name());
      fleet.startAll(nodes);
      cluster.await("nodes", () -> fleet.up() == nodes);
      report.add(starting.stop("nodes", nodes));
      create(cluster, report, fleet);
      update(cluster, report);
      delete(cluster, report, fleet, "large");
      delete(cluster, report, fleet, "small");
    }
    removeNodes(cluster, nodes, "deployment-node-");
  }

  /** The Node objects of nodes that are no more. */
  static void removeNodes(BenchCluster cluster, int count, String prefix) {
    for (int i = 0; i < count; i++) {
      cluster.client().delete(Resources.NODES, "", prefix + i, DeleteOptions.defaults());
    }
  }

  private void create(BenchCluster cluster, BenchReport report, SimulatedNodes fleet) {
    BenchCluster.Stopwatch watch = cluster.measure(name());
    cluster.client().create(Resources.DEPLOYMENTS, NAMESPACE, deployment("large", replicas));
    cluster.await("pods to be made", () -> cluster.metrics().objects("pods") >= replicas);
    long created = watch.taken().toMillis();
    cluster.await("pods to reach their nodes", () -> fleet.pods() >= replicas);
    long scheduled = watch.taken().toMillis();
    cluster.await("pods to be available", () -> isComplete(cluster, "large", replicas));
    report.add(
        watch.stop(
            "running", replicas, Map.of("createdMillis", created, "scheduledMillis", scheduled)));
  }

  private void update(BenchCluster cluster, BenchReport report) {
    cluster.client().create(Resources.DEPLOYMENTS, NAMESPACE, deployment("small", updated));
    cluster.await("the smaller deployment", () -> isComplete(cluster, "small", updated));
    BenchCluster.Stopwatch watch = cluster.measure(name());
    ObjectNode patch = Json.object();
    patch
        .putObject("spec")
        .putObject("template")
        .putObject("metadata")
        .putObject("annotations")
        .put("revision", "2");
    cluster.client().patch(Resources.DEPLOYMENTS, NAMESPACE, "small", "", PatchType.MERGE, patch);
    cluster.await("the rolling update", () -> isComplete(cluster, "small", updated));
    report.add(watch.stop("rolling update", updated));
  }

  private void delete(
      BenchCluster cluster, BenchReport report, SimulatedNodes fleet, String deployment) {
    long before = cluster.metrics().objects("pods");
    long others = deployment.equals("large") ? updated : 0;
    BenchCluster.Stopwatch watch = cluster.measure(name());
    cluster.client().delete(Resources.DEPLOYMENTS, NAMESPACE, deployment, DeleteOptions.defaults());
    cluster.await(
        "pods to be gone",
        () -> fleet.pods() <= others && cluster.metrics().objects("pods") <= others);
    report.add(watch.stop("deletion", before - others));
  }

  private static boolean isComplete(BenchCluster cluster, String name, int replicas) {
    JsonNode deployment = cluster.client().get(Resources.DEPLOYMENTS, NAMESPACE, name).tree();
    JsonNode status = deployment.path("status");
    return status.path("observedGeneration").asLong()
            >= deployment.path("metadata").path("generation").asLong()
        && status.path("replicas").asInt() == replicas
        && status.path("updatedReplicas").asInt() == replicas
        && status.path("availableReplicas").asInt() == replicas;
  }

  private static ObjectNode deployment(String name, int replicas) {
    ObjectNode deployment = Json.object().put("apiVersion", "apps/v1").put("kind", "Deployment");
    deployment.putObject("metadata").put("name", name);
    ObjectNode spec = deployment.putObject("spec");
    spec.put("replicas", replicas);
    spec.putObject("selector").putObject("matchLabels").put("app", name);
    ObjectNode template = spec.putObject("template");
    template.putObject("metadata").putObject("labels").put("app", name);
    ObjectNode pod = template.putObject("spec");
    pod.put("automountServiceAccountToken", false);
    ObjectNode container = pod.putArray("containers").addObject();
    container.put("name", "app").put("image", "registry.k8s.io/pause:3.10");
    container.putObject("resources").putObject("requests").put("cpu", "100m").put("memory", "64Mi");
    return deployment;
  }
}
