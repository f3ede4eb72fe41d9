package io.binnacle.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.client.Resources;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The conformance entries of replica sets and replication controllers, by their names. */
@ExtendWith(SimulatedClusterExtension.class)
class ReplicationConformanceE2E {
  private static void givenSet(Workbench bench, int replicas) {
    bench.replicated(Resources.REPLICA_SETS, "ReplicaSet", replicas, "");
    bench.until(b -> b.runningPods().size() == replicas);
  }

  private static void givenController(Workbench bench, int replicas) {
    bench.replicated(Resources.REPLICATION_CONTROLLERS, "ReplicationController", replicas, "");
    bench.until(b -> b.runningPods().size() == replicas);
  }

  private static void awaitReady(Workbench bench, GroupVersionResource resource, int replicas) {
    bench.untilAsserted(() ->
        assertThat(bench.get(resource, "web").at("/status/readyReplicas").asInt())
            .isEqualTo(replicas));
  }

  /** A pod that matches gets an owner, and loses it when it no longer matches. */
  private static void adopts(Workbench bench, Runnable create, ApiObject orphan) {
    create.run();
    bench.untilAsserted(() ->
        assertThat(
                bench
                    .get(Resources.PODS, orphan.name())
                    .at("/metadata/ownerReferences/0/name")
                    .asText())
            .isEqualTo("web"));
    assertThat(bench.pods()).hasSize(1);
  }

  private static void releases(Workbench bench) {
    String released = bench.pods().getFirst().name();
    bench.patch(Resources.PODS, released, "", "{\"metadata\":{\"labels\":{\"app\":\"other\"}}}");
    bench.untilAsserted(() ->
        assertThat(bench.get(Resources.PODS, released).at("/metadata/ownerReferences")).isEmpty());
    bench.until(b -> b.list(Resources.PODS, "app=web").size() == 1);
  }

  @Test
  @DisplayName(
      "[sig-apps] ReplicaSet should serve a basic image on each replica with a public image"
          + " [Conformance]")
  void setRuns(Workbench bench) {
    givenSet(bench, 2);
    awaitReady(bench, Resources.REPLICA_SETS, 2);
  }

  @Test
  @DisplayName("[sig-apps] ReplicaSet Replace and Patch tests [Conformance]")
  void setReplaceAndPatch(Workbench bench) {
    givenSet(bench, 1);
    bench.untilAsserted(() -> {
      ObjectNode replaced = bench.get(Resources.REPLICA_SETS, "web").deepCopy();
      replaced.withObjectProperty("spec").put("replicas", 2);
      bench.client().update(Resources.REPLICA_SETS, bench.namespace(), replaced);
    });
    awaitReady(bench, Resources.REPLICA_SETS, 2);
    bench.patch(
        Resources.REPLICA_SETS,
        "web",
        "",
        "{\"metadata\":{\"labels\":{\"patched\":\"yes\"}},\"spec\":{\"replicas\":3}}");
    awaitReady(bench, Resources.REPLICA_SETS, 3);
    assertThat(bench.list(Resources.REPLICA_SETS, "patched=yes")).hasSize(1);
  }

  @Test
  @DisplayName(
      "[sig-apps] ReplicaSet Replicaset should have a working scale subresource [Conformance]")
  void setScale(Workbench bench) {
    givenSet(bench, 1);
    bench.scales(Resources.REPLICA_SETS);
  }

  @Test
  @DisplayName(
      "[sig-apps] ReplicaSet should adopt matching pods on creation and release no longer matching"
          + " pods [Conformance]")
  void setAdoptsAndReleases(Workbench bench) {
    ApiObject orphan = bench.pod("orphan", "web", "");
    adopts(bench, () -> bench.replicated(Resources.REPLICA_SETS, "ReplicaSet", 1, ""), orphan);
    releases(bench);
  }

  @Test
  @DisplayName(
      "[sig-apps] ReplicaSet should list and delete a collection of ReplicaSets [Conformance]")
  void setCollection(Workbench bench) {
    givenSet(bench, 3);
    bench.listsAndDeletesCollection(Resources.REPLICA_SETS);
    bench.until(b -> b.pods().isEmpty());
  }

  @Test
  @DisplayName("[sig-apps] ReplicaSet should validate Replicaset Status endpoints [Conformance]")
  void setStatus(Workbench bench) {
    givenSet(bench, 1);
    bench.servesItsStatus(Resources.REPLICA_SETS, "web");
  }

  @Test
  @DisplayName(
      "[sig-apps] ReplicationController should serve a basic image on each replica with a public"
          + " image [Conformance]")
  void controllerRuns(Workbench bench) {
    givenController(bench, 2);
    awaitReady(bench, Resources.REPLICATION_CONTROLLERS, 2);
  }

  @Test
  @DisplayName(
      "[sig-apps] ReplicationController should adopt matching pods on creation [Conformance]")
  void controllerAdopts(Workbench bench) {
    ApiObject orphan = bench.pod("orphan", "web", "");
    adopts(
        bench,
        () -> bench.replicated(Resources.REPLICATION_CONTROLLERS, "ReplicationController", 1, ""),
        orphan);
  }

  @Test
  @DisplayName(
      "[sig-apps] ReplicationController should release no longer matching pods [Conformance]")
  void controllerReleases(Workbench bench) {
    givenController(bench, 1);
    releases(bench);
  }

  @Test
  @DisplayName(
      "[sig-apps] ReplicationController should get and update a ReplicationController scale"
          + " [Conformance]")
  void controllerScale(Workbench bench) {
    givenController(bench, 1);
    bench.scales(Resources.REPLICATION_CONTROLLERS);
  }

  @Test
  @DisplayName(
      "[sig-apps] ReplicationController should surface a failure condition on a common issue like"
          + " exceeded quota [Conformance]")
  void controllerQuota(Workbench bench) {
    bench.create(
        Resources.RESOURCE_QUOTAS,
        """
        {"apiVersion":"v1","kind":"ResourceQuota","metadata":{"name":"two"},
         "spec":{"hard":{"pods":"2"}}}
        """);
    bench.until(b -> b.get(Resources.RESOURCE_QUOTAS, "two").at("/status/used").has("pods"));
    bench.replicated(Resources.REPLICATION_CONTROLLERS, "ReplicationController", 3, "");
    bench.untilAsserted(() -> assertThat(failure(bench)).isEqualTo("FailedCreate"));
    bench.patch(Resources.REPLICATION_CONTROLLERS, "web", "", "{\"spec\":{\"replicas\":2}}");
    bench.untilAsserted(() -> assertThat(failure(bench)).isEmpty());
  }

  private static String failure(Workbench bench) {
    for (JsonNode condition :
        bench.get(Resources.REPLICATION_CONTROLLERS, "web").at("/status/conditions")) {
      if (condition.path("type").asText().equals("ReplicaFailure")) {
        return condition.path("reason").asText();
      }
    }
    return "";
  }

  @Test
  @DisplayName(
      "[sig-apps] ReplicationController should test the lifecycle of a ReplicationController"
          + " [Conformance]")
  void controllerLifecycle(Workbench bench) {
    givenController(bench, 1);
    awaitReady(bench, Resources.REPLICATION_CONTROLLERS, 1);
    bench.patch(
        Resources.REPLICATION_CONTROLLERS,
        "web",
        "",
        "{\"metadata\":{\"labels\":{\"patched\":\"yes\"}},\"spec\":{\"replicas\":2}}");
    awaitReady(bench, Resources.REPLICATION_CONTROLLERS, 2);
    assertThat(bench.list(Resources.REPLICATION_CONTROLLERS, "patched=yes")).hasSize(1);
    bench.patch(
        Resources.REPLICATION_CONTROLLERS,
        "web",
        "status",
        "{\"status\":{\"readyReplicas\":0,\"availableReplicas\":0}}");
    awaitReady(bench, Resources.REPLICATION_CONTROLLERS, 2);
    bench.listsAndDeletesCollection(Resources.REPLICATION_CONTROLLERS);
  }
}
