package io.binnacle.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.client.Resources;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The conformance entries of stateful sets, by their names. */
@ExtendWith(SimulatedClusterExtension.class)
class StatefulSetConformanceE2E {
  private static final String NAME =
      "[sig-apps] StatefulSet Basic StatefulSet functionality [StatefulSetBasic] ";

  /** A gate that nobody opens keeps pods from being ready. */
  private static final String GATE =
      "{\"spec\":{\"template\":{\"spec\":{\"readinessGates\":[{\"conditionType\":\"gate\"}]}}}}";

  private static void given(Workbench bench, int replicas, String more) {
    bench.replicated(
        Resources.STATEFUL_SETS, "StatefulSet", replicas, "\"serviceName\":\"web\"," + more);
  }

  private static JsonNode status(Workbench bench) {
    return bench.get(Resources.STATEFUL_SETS, "web").path("status");
  }

  private static void awaitReady(Workbench bench, int replicas) {
    bench.untilAsserted(() -> {
      assertThat(status(bench).path("readyReplicas").asInt()).isEqualTo(replicas);
      assertThat(status(bench).path("replicas").asInt()).isEqualTo(replicas);
    });
  }

  private static List<String> names(Workbench bench) {
    return bench.pods().stream().map(ApiObject::name).toList();
  }

  private static void scale(Workbench bench, int replicas) {
    bench.patch(
        Resources.STATEFUL_SETS, "web", "", "{\"spec\":{\"replicas\":%d}}".formatted(replicas));
  }

  private static void open(Workbench bench, String pod) {
    bench.patch(
        Resources.PODS,
        pod,
        "status",
        """
        {"status":{"conditions":[{"type":"gate","status":"True"},
          {"type":"Ready","status":"True"},{"type":"ContainersReady","status":"True"},
          {"type":"PodScheduled","status":"True"},{"type":"Initialized","status":"True"}]}}
        """);
  }

  @Test
  @DisplayName(
      NAME
          + "Scaling should happen in predictable order and halt if any stateful pod is unhealthy"
          + " [Slow] [Conformance]")
  void ordered(Workbench bench) {
    bench.create(
        Resources.STATEFUL_SETS,
        """
        {"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"web"},
         "spec":{"replicas":2,"serviceName":"web","selector":{"matchLabels":{"app":"web"}},
           "template":{%s}}}
        """
            .formatted(
                Workbench.template(
                    "web", "", "\"readinessGates\":[{\"conditionType\":\"gate\"}],")));
    bench.until(b -> b.runningPods().size() == 1);
    assertThat(names(bench)).containsExactly("web-0");
    open(bench, "web-0");
    bench.until(b -> b.runningPods().size() == 2);
    open(bench, "web-1");
    awaitReady(bench, 2);
    scale(bench, 0);
    bench.until(b -> names(b).equals(List.of("web-0")) || names(b).isEmpty());
    bench.until(b -> names(b).isEmpty());
  }

  @Test
  @DisplayName(
      NAME
          + "Burst scaling should run to completion even with unhealthy pods [Slow]"
          + " [Conformance]")
  void burst(Workbench bench) {
    given(bench, 1, "\"podManagementPolicy\":\"Parallel\",");
    awaitReady(bench, 1);
    bench.patch(Resources.STATEFUL_SETS, "web", "", GATE);
    scale(bench, 3);
    bench.until(b -> b.runningPods().size() == 3);
    scale(bench, 0);
    bench.until(b -> b.pods().isEmpty());
  }

  @Test
  @DisplayName(NAME + "Should recreate evicted statefulset [Conformance]")
  void recreates(Workbench bench) {
    given(bench, 1, "");
    awaitReady(bench, 1);
    ApiObject first = bench.pods().getFirst();
    bench.patch(
        Resources.PODS,
        "web-0",
        "status",
        "{\"status\":{\"phase\":\"Failed\",\"reason\":\"Evicted\"}}");
    bench.until(b -> b.runningPods().stream().anyMatch(pod -> !pod.uid().equals(first.uid())));
    assertThat(names(bench)).containsExactly("web-0");
  }

  @Test
  @DisplayName(NAME + "should have a working scale subresource [Conformance]")
  void scaleSubresource(Workbench bench) {
    given(bench, 1, "");
    awaitReady(bench, 1);
    bench.scales(Resources.STATEFUL_SETS);
  }

  @Test
  @DisplayName(NAME + "should list, patch and delete a collection of StatefulSets [Conformance]")
  void collection(Workbench bench) {
    given(bench, 1, "");
    awaitReady(bench, 1);
    bench.patch(
        Resources.STATEFUL_SETS,
        "web",
        "",
        "{\"metadata\":{\"labels\":{\"patched\":\"yes\"}},\"spec\":{\"replicas\":2}}");
    awaitReady(bench, 2);
    assertThat(bench.list(Resources.STATEFUL_SETS, "patched=yes")).hasSize(1);
    bench.listsAndDeletesCollection(Resources.STATEFUL_SETS);
  }

  private static void update(Workbench bench, String image, int partition) {
    bench.patch(
        Resources.STATEFUL_SETS,
        "web",
        "",
        """
        {"spec":{"updateStrategy":{"rollingUpdate":{"partition":%d}},
          "template":{"spec":{"containers":[{"name":"app","image":"%s"}]}}}}
        """
            .formatted(partition, image));
  }

  private static String images(Workbench bench) {
    StringBuilder images = new StringBuilder();
    for (ApiObject pod : bench.runningPods()) {
      images.append(pod.tree().at("/spec/containers/0/image").asText()).append(' ');
    }
    return images.toString().strip();
  }

  @Test
  @DisplayName(
      NAME
          + "should perform canary updates and phased rolling updates of template modifications"
          + " [Conformance]")
  void canary(Workbench bench) {
    given(bench, 3, "");
    awaitReady(bench, 3);
    update(bench, "new", 3);
    update(bench, "new", 2);
    bench.untilAsserted(() -> assertThat(images(bench)).isEqualTo("none none new"));
    bench.delete(Resources.PODS, "web-0");
    bench.delete(Resources.PODS, "web-2");
    awaitReady(bench, 3);
    bench.untilAsserted(() -> assertThat(images(bench)).isEqualTo("none none new"));
    update(bench, "new", 0);
    bench.untilAsserted(() -> assertThat(images(bench)).isEqualTo("new new new"));
    bench.untilAsserted(() ->
        assertThat(status(bench).path("currentRevision"))
            .isEqualTo(status(bench).path("updateRevision")));
  }

  @Test
  @DisplayName(
      NAME
          + "should perform rolling updates and roll backs of template modifications"
          + " [Conformance]")
  void rollback(Workbench bench) {
    given(bench, 3, "");
    awaitReady(bench, 3);
    String first = status(bench).path("updateRevision").asText();
    update(bench, "new", 0);
    bench.untilAsserted(() -> assertThat(images(bench)).isEqualTo("new new new"));
    assertThat(status(bench).path("updateRevision").asText()).isNotEqualTo(first);
    update(bench, "none", 0);
    bench.untilAsserted(() -> assertThat(images(bench)).isEqualTo("none none none"));
    assertThat(status(bench).path("updateRevision").asText()).isEqualTo(first);
    assertThat(bench.list(Resources.CONTROLLER_REVISIONS, "")).hasSize(2);
  }

  @Test
  @DisplayName(NAME + "should validate Statefulset Status endpoints [Conformance]")
  void statusEndpoints(Workbench bench) {
    given(bench, 1, "");
    awaitReady(bench, 1);
    bench.servesItsStatus(Resources.STATEFUL_SETS, "web");
  }
}
