package io.binnacle.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.client.Resources;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The conformance entries of deployments, by their names. */
@ExtendWith(SimulatedClusterExtension.class)
class DeploymentConformanceE2E {
  private static void given(Workbench bench, int replicas, String more) {
    bench.replicated(Resources.DEPLOYMENTS, "Deployment", replicas, more);
    awaitComplete(bench, replicas);
  }

  private static void awaitComplete(Workbench bench, int replicas) {
    bench.untilAsserted(() -> {
      JsonNode deployment = bench.get(Resources.DEPLOYMENTS, "web");
      JsonNode status = deployment.path("status");
      assertThat(status.path("observedGeneration"))
          .isEqualTo(deployment.path("metadata").path("generation"));
      assertThat(status.path("updatedReplicas").asInt()).isEqualTo(replicas);
      assertThat(status.path("replicas").asInt()).isEqualTo(replicas);
      assertThat(status.path("availableReplicas").asInt()).isEqualTo(replicas);
    });
  }

  /** A change of the template. */
  private static void update(Workbench bench, String image) {
    bench.patch(
        Resources.DEPLOYMENTS,
        "web",
        "",
        "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"app\",\"image\":\"%s\"}]}}}}"
            .formatted(image));
  }

  private static List<ApiObject> sets(Workbench bench) {
    return bench.list(Resources.REPLICA_SETS, "");
  }

  private static String image(ApiObject pod) {
    return pod.tree().at("/spec/containers/0/image").asText();
  }

  @Test
  @DisplayName(
      "[sig-apps] Deployment Deployment should have a working scale subresource [Conformance]")
  void scale(Workbench bench) {
    given(bench, 1, "");
    bench.scales(Resources.DEPLOYMENTS);
  }

  @Test
  @DisplayName(
      "[sig-apps] Deployment RecreateDeployment should delete old pods and create new ones"
          + " [Conformance]")
  void recreate(Workbench bench) {
    given(bench, 2, "\"strategy\":{\"type\":\"Recreate\"},");
    update(bench, "new");
    awaitComplete(bench, 2);
    assertThat(bench.runningPods()).hasSize(2).allMatch(pod -> image(pod).equals("new"));
  }

  @Test
  @DisplayName(
      "[sig-apps] Deployment RollingUpdateDeployment should delete old pods and create new ones"
          + " [Conformance]")
  void rollingUpdate(Workbench bench) {
    given(bench, 3, "");
    update(bench, "new");
    awaitComplete(bench, 3);
    assertThat(bench.runningPods()).hasSize(3).allMatch(pod -> image(pod).equals("new"));
    assertThat(sets(bench)).hasSize(2);
  }

  @Test
  @DisplayName("[sig-apps] Deployment deployment should delete old replica sets [Conformance]")
  void history(Workbench bench) {
    given(bench, 1, "\"revisionHistoryLimit\":0,");
    update(bench, "new");
    awaitComplete(bench, 1);
    bench.until(b -> sets(b).size() == 1);
  }

  @Test
  @DisplayName("[sig-apps] Deployment deployment should support proportional scaling [Conformance]")
  void proportionalScaling(Workbench bench) {
    given(bench, 10, "\"strategy\":{\"rollingUpdate\":{\"maxSurge\":3,\"maxUnavailable\":2}},");
    // The new pods find no node: the rollout stands at eight old and five new ones.
    bench.patch(
        Resources.DEPLOYMENTS,
        "web",
        "",
        "{\"spec\":{\"template\":{\"spec\":{\"nodeSelector\":{\"color\":\"none\"}}}}}");
    bench.untilAsserted(() -> assertThat(replicas(bench)).containsExactlyInAnyOrder(8, 5));
    bench.patch(Resources.DEPLOYMENTS, "web", "", "{\"spec\":{\"replicas\":30}}");
    bench.untilAsserted(() -> assertThat(replicas(bench)).containsExactlyInAnyOrder(20, 13));
  }

  private static List<Integer> replicas(Workbench bench) {
    return sets(bench).stream().map(set -> set.tree().at("/spec/replicas").asInt()).toList();
  }

  @Test
  @DisplayName("[sig-apps] Deployment deployment should support rollover [Conformance]")
  void rollover(Workbench bench) {
    given(bench, 2, "");
    bench.patch(
        Resources.DEPLOYMENTS,
        "web",
        "",
        "{\"spec\":{\"template\":{\"spec\":{\"nodeSelector\":{\"color\":\"none\"}}}}}");
    bench.until(b -> sets(b).size() == 2);
    bench.patch(
        Resources.DEPLOYMENTS,
        "web",
        "",
        "{\"spec\":{\"template\":{\"spec\":{\"nodeSelector\":null,\"containers\":["
            + "{\"name\":\"app\",\"image\":\"last\"}]}}}}");
    awaitComplete(bench, 2);
    assertThat(bench.runningPods()).hasSize(2).allMatch(pod -> image(pod).equals("last"));
    bench.untilAsserted(() -> assertThat(replicas(bench)).containsExactlyInAnyOrder(0, 0, 2));
  }

  @Test
  @DisplayName("[sig-apps] Deployment should run the lifecycle of a Deployment [Conformance]")
  void lifecycle(Workbench bench) {
    given(bench, 1, "");
    update(bench, "patched");
    bench.patch(Resources.DEPLOYMENTS, "web", "", "{\"spec\":{\"replicas\":2}}");
    awaitComplete(bench, 2);
    bench.patch(
        Resources.DEPLOYMENTS,
        "web",
        "status",
        "{\"status\":{\"readyReplicas\":0,\"availableReplicas\":0}}");
    bench.untilAsserted(() ->
        assertThat(bench.get(Resources.DEPLOYMENTS, "web").at("/status/readyReplicas").asInt())
            .isEqualTo(2));
    bench.listsAndDeletesCollection(Resources.DEPLOYMENTS);
    bench.until(b -> b.pods().isEmpty());
  }

  @Test
  @DisplayName("[sig-apps] Deployment should validate Deployment Status endpoints [Conformance]")
  void status(Workbench bench) {
    given(bench, 1, "");
    bench.servesItsStatus(Resources.DEPLOYMENTS, "web");
  }
}
