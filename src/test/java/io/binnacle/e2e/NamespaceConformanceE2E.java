package io.binnacle.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.PatchType;
import io.binnacle.client.Resources;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The conformance entries of namespaces, by their names. */
@ExtendWith(SimulatedClusterExtension.class)
class NamespaceConformanceE2E {
  private static JsonNode namespace(Workbench bench) {
    return bench.client().get(Resources.NAMESPACES, "", bench.namespace()).tree();
  }

  private static void patch(Workbench bench, String subresource, String json) {
    bench
        .client()
        .patch(
            Resources.NAMESPACES,
            "",
            bench.namespace(),
            subresource,
            PatchType.MERGE,
            Json.readTrusted(json));
  }

  private static void delete(Workbench bench) {
    bench.client().delete(Resources.NAMESPACES, "", bench.namespace(), DeleteOptions.defaults());
  }

  private static boolean isGone(Workbench bench) {
    return bench.http().get("/api/v1/namespaces/" + bench.namespace()).status() == 404;
  }

  @Test
  @DisplayName(
      "[sig-api-machinery] Namespaces [Serial] should apply a finalizer to a Namespace"
          + " [Conformance]")
  void finalizer(Workbench bench) {
    ObjectNode with = (ObjectNode) namespace(bench).deepCopy();
    with.withObjectProperty("spec").withArrayProperty("finalizers").add("example.com/fake");
    bench.client().updateSubresource(Resources.NAMESPACES, "", bench.namespace(), "finalize", with);
    assertThat(namespace(bench).at("/spec/finalizers"))
        .anyMatch(entry -> entry.asText().equals("example.com/fake"));
    ObjectNode without = (ObjectNode) namespace(bench).deepCopy();
    without.withObjectProperty("spec").putArray("finalizers").add("kubernetes");
    bench
        .client()
        .updateSubresource(Resources.NAMESPACES, "", bench.namespace(), "finalize", without);
    assertThat(namespace(bench).at("/spec/finalizers")).hasSize(1);
  }

  @Test
  @DisplayName(
      "[sig-api-machinery] Namespaces [Serial] should apply an update to a Namespace"
          + " [Conformance]")
  void update(Workbench bench) {
    ObjectNode changed = (ObjectNode) namespace(bench).deepCopy();
    changed.withObjectProperty("metadata").withObjectProperty("labels").put("updated", "yes");
    bench.client().update(Resources.NAMESPACES, "", changed);
    assertThat(namespace(bench).at("/metadata/labels/updated").asText()).isEqualTo("yes");
  }

  @Test
  @DisplayName(
      "[sig-api-machinery] Namespaces [Serial] should apply changes to a namespace status"
          + " [Conformance]")
  void status(Workbench bench) {
    String path = "/api/v1/namespaces/" + bench.namespace() + "/status";
    assertThat(bench.client().getRaw(path).at("/status/phase").asText()).isEqualTo("Active");
    patch(
        bench,
        "status",
        "{\"status\":{\"conditions\":[{\"type\":\"StatusPatch\",\"status\":\"True\"}]}}");
    assertThat(namespace(bench).at("/status/conditions/0/type").asText()).isEqualTo("StatusPatch");
    ObjectNode changed = (ObjectNode) namespace(bench).deepCopy();
    changed
        .withObjectProperty("status")
        .withArrayProperty("conditions")
        .addObject()
        .put("type", "StatusUpdate")
        .put("status", "True");
    bench.client().updateStatus(Resources.NAMESPACES, "", changed);
    assertThat(namespace(bench).at("/status/conditions/1/type").asText()).isEqualTo("StatusUpdate");
  }

  @Test
  @DisplayName("[sig-api-machinery] Namespaces [Serial] should patch a Namespace [Conformance]")
  void patch(Workbench bench) {
    patch(bench, "", "{\"metadata\":{\"labels\":{\"patched\":\"yes\"}}}");
    assertThat(namespace(bench).at("/metadata/labels/patched").asText()).isEqualTo("yes");
  }

  @Test
  @DisplayName(
      "[sig-api-machinery] Namespaces [Serial] should ensure that all pods are removed when a"
          + " namespace is deleted [Conformance]")
  void pods(Workbench bench) {
    bench.pod("web", "web", "");
    bench.until(b -> b.runningPods().size() == 1);
    delete(bench);
    bench.until(NamespaceConformanceE2E::isGone);
    assertThat(bench.pods()).isEmpty();
  }

  @Test
  @DisplayName(
      "[sig-api-machinery] Namespaces [Serial] should ensure that all services are removed when a"
          + " namespace is deleted [Conformance]")
  void services(Workbench bench) {
    bench.create(
        Resources.SERVICES,
        """
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"web"},
         "spec":{"selector":{"app":"web"},"ports":[{"port":80}]}}
        """);
    delete(bench);
    bench.until(NamespaceConformanceE2E::isGone);
    assertThat(bench.list(Resources.SERVICES, "")).isEmpty();
  }

  @Test
  @DisplayName(
      "[sig-api-machinery] OrderedNamespaceDeletion namespace deletion should delete pod first"
          + " [Conformance]")
  void podsFirst(Workbench bench) {
    bench.pod("web", "web", "");
    bench.patch(
        Resources.PODS, "web", "", "{\"metadata\":{\"finalizers\":[\"example.com/hold\"]}}");
    bench.create(
        Resources.CONFIG_MAPS,
        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"later\"}}");
    delete(bench);
    bench.until(b -> b.get(Resources.PODS, "web").at("/metadata").has("deletionTimestamp"));
    bench.untilAsserted(() ->
        assertThat(namespace(bench).at("/status/conditions"))
            .anyMatch(condition ->
                condition.path("type").asText().equals("NamespaceContentRemaining")
                    && condition.path("status").asText().equals("True")));
    assertThat(bench.exists(Resources.CONFIG_MAPS, "later")).isTrue();
    bench.patch(Resources.PODS, "web", "", "{\"metadata\":{\"finalizers\":null}}");
    bench.until(NamespaceConformanceE2E::isGone);
  }
}
