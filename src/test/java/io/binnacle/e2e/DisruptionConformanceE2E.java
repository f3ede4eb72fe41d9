package io.binnacle.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.Resources;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The conformance entries of disruption budgets, by their names. */
@ExtendWith(SimulatedClusterExtension.class)
class DisruptionConformanceE2E {
  private static void given(Workbench bench, String spec) {
    bench.create(
        Resources.POD_DISRUPTION_BUDGETS,
        """
        {"apiVersion":"policy/v1","kind":"PodDisruptionBudget",
         "metadata":{"name":"web","labels":{"test":"yes"}},
         "spec":{"selector":{"matchLabels":{"app":"web"}},%s}}
        """
            .formatted(spec));
  }

  private static int allowed(Workbench bench) {
    return bench
        .get(Resources.POD_DISRUPTION_BUDGETS, "web")
        .at("/status/disruptionsAllowed")
        .asInt(-1);
  }

  private static void awaitAllowed(Workbench bench, int count) {
    bench.untilAsserted(() -> assertThat(allowed(bench)).isEqualTo(count));
  }

  private static void givenPods(Workbench bench, int count) {
    bench.replicated(Resources.REPLICA_SETS, "ReplicaSet", count, "");
    bench.until(b -> b.runningPods().size() == count);
  }

  private static void evict(Workbench bench, String pod) {
    ObjectNode eviction = Json.object().put("apiVersion", "policy/v1").put("kind", "Eviction");
    eviction.putObject("metadata").put("name", pod).put("namespace", bench.namespace());
    bench.client().createSubresource(Resources.PODS, bench.namespace(), pod, "eviction", eviction);
  }

  @Test
  @DisplayName("[sig-apps] DisruptionController should create a PodDisruptionBudget [Conformance]")
  void create(Workbench bench) {
    given(bench, "\"minAvailable\":1");
    bench.untilAsserted(() -> {
      ObjectNode changed = bench.get(Resources.POD_DISRUPTION_BUDGETS, "web").deepCopy();
      changed.withObjectProperty("spec").put("minAvailable", 2);
      bench.client().update(Resources.POD_DISRUPTION_BUDGETS, bench.namespace(), changed);
    });
    bench.patch(
        Resources.POD_DISRUPTION_BUDGETS, "web", "", "{\"spec\":{\"minAvailable\":\"50%\"}}");
    assertThat(bench.get(Resources.POD_DISRUPTION_BUDGETS, "web").at("/spec/minAvailable").asText())
        .isEqualTo("50%");
    bench.delete(Resources.POD_DISRUPTION_BUDGETS, "web");
    assertThat(bench.exists(Resources.POD_DISRUPTION_BUDGETS, "web")).isFalse();
  }

  @Test
  @DisplayName(
      "[sig-apps] DisruptionController should observe PodDisruptionBudget status updated"
          + " [Conformance]")
  void status(Workbench bench) {
    given(bench, "\"minAvailable\":1");
    givenPods(bench, 3);
    awaitAllowed(bench, 2);
  }

  @Test
  @DisplayName(
      "[sig-apps] DisruptionController should update/patch PodDisruptionBudget status"
          + " [Conformance]")
  void statusChanges(Workbench bench) {
    given(bench, "\"minAvailable\":1");
    givenPods(bench, 1);
    awaitAllowed(bench, 0);
    bench.untilAsserted(() -> {
      ObjectNode changed = bench.get(Resources.POD_DISRUPTION_BUDGETS, "web").deepCopy();
      changed
          .withObjectProperty("status")
          .putObject("disruptedPods")
          .put("some", "2030-01-01T00:00:00Z");
      assertThat(
              bench
                  .client()
                  .updateStatus(Resources.POD_DISRUPTION_BUDGETS, bench.namespace(), changed)
                  .tree()
                  .at("/status/disruptedPods/some")
                  .asText())
          .isEqualTo("2030-01-01T00:00:00Z");
    });
    assertThat(
            bench
                .patch(
                    Resources.POD_DISRUPTION_BUDGETS,
                    "web",
                    "status",
                    "{\"status\":{\"disruptedPods\":null}}")
                .tree()
                .at("/status/disruptedPods")
                .isMissingNode())
        .isTrue();
  }

  @Test
  @DisplayName(
      "[sig-apps] DisruptionController should block an eviction until the PDB is updated to allow it"
          + " [Conformance]")
  void eviction(Workbench bench) {
    given(bench, "\"minAvailable\":2");
    givenPods(bench, 2);
    awaitAllowed(bench, 0);
    String pod = bench.pods().getFirst().name();
    assertThat(Workbench.refused(() -> evict(bench, pod)).code()).isEqualTo(429);
    bench.patch(Resources.POD_DISRUPTION_BUDGETS, "web", "", "{\"spec\":{\"minAvailable\":1}}");
    awaitAllowed(bench, 1);
    evict(bench, pod);
    bench.until(b -> !b.exists(Resources.PODS, pod));
  }

  @Test
  @DisplayName(
      "[sig-apps] DisruptionController Listing PodDisruptionBudgets for all namespaces should list"
          + " and delete a collection of PodDisruptionBudgets [Conformance]")
  void collection(Workbench bench) {
    given(bench, "\"minAvailable\":1");
    bench.listsAndDeletesCollection(Resources.POD_DISRUPTION_BUDGETS);
  }
}
