package io.binnacle.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.PatchType;
import io.binnacle.client.Resources;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The conformance entries of daemon sets and controller revisions, by their names. */
@ExtendWith(SimulatedClusterExtension.class)
class DaemonSetConformanceE2E {
  private static final int NODES = SimulatedClusterExtension.NODES;

  private static ApiObject given(Workbench bench, String spec) {
    return bench.create(
        Resources.DAEMON_SETS,
        """
        {"apiVersion":"apps/v1","kind":"DaemonSet",
         "metadata":{"name":"web","labels":{"test":"yes"}},
         "spec":{"selector":{"matchLabels":{"app":"web"}},"template":{%s}}}
        """
            .formatted(Workbench.template("web", "", spec)));
  }

  private static void awaitPods(Workbench bench, int count) {
    bench.untilAsserted(() -> {
      assertThat(bench.runningPods()).hasSize(count);
      assertThat(bench.pods()).hasSize(count);
    });
  }

  private static void update(Workbench bench, String image) {
    bench.patch(
        Resources.DAEMON_SETS,
        "web",
        "",
        "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"app\",\"image\":\"%s\"}]}}}}"
            .formatted(image));
  }

  private static List<String> images(Workbench bench) {
    return bench.runningPods().stream()
        .map(pod -> pod.tree().at("/spec/containers/0/image").asText())
        .distinct()
        .toList();
  }

  @Test
  @DisplayName("[sig-apps] Daemon set [Serial] should run and stop simple daemon [Conformance]")
  void simple(Workbench bench) {
    given(bench, "");
    awaitPods(bench, NODES);
    ApiObject deleted = bench.pods().getFirst();
    bench.delete(Resources.PODS, deleted.name());
    bench.until(b -> b.pods().stream().noneMatch(pod -> pod.uid().equals(deleted.uid())));
    awaitPods(bench, NODES);
    bench.delete(Resources.DAEMON_SETS, "web");
    awaitPods(bench, 0);
  }

  @Test
  @DisplayName("[sig-apps] Daemon set [Serial] should run and stop complex daemon [Conformance]")
  void complex(Workbench bench) {
    String color = "daemon-" + bench.namespace();
    given(bench, "\"nodeSelector\":{\"daemon\":\"%s\"},".formatted(color));
    bench.untilAsserted(() ->
        assertThat(bench.get(Resources.DAEMON_SETS, "web").at("/status/observedGeneration").asInt())
            .isEqualTo(1));
    awaitPods(bench, 0);
    label(bench, "\"" + color + "\"");
    awaitPods(bench, 1);
    label(bench, "null");
    awaitPods(bench, 0);
  }

  private static void label(Workbench bench, String value) {
    bench
        .client()
        .patch(
            Resources.NODES,
            "",
            "sim-1",
            "",
            PatchType.MERGE,
            Json.readTrusted("{\"metadata\":{\"labels\":{\"daemon\":%s}}}".formatted(value)));
  }

  @Test
  @DisplayName(
      "[sig-apps] Daemon set [Serial] should retry creating failed daemon pods [Conformance]")
  void retries(Workbench bench) {
    given(bench, "");
    awaitPods(bench, NODES);
    ApiObject failed = bench.pods().getFirst();
    bench.patch(Resources.PODS, failed.name(), "status", "{\"status\":{\"phase\":\"Failed\"}}");
    bench.until(b -> b.pods().stream().noneMatch(pod -> pod.uid().equals(failed.uid())));
    awaitPods(bench, NODES);
  }

  @Test
  @DisplayName(
      "[sig-apps] Daemon set [Serial] should update pod when spec was updated and update strategy is"
          + " RollingUpdate [Conformance]")
  void updates(Workbench bench) {
    given(bench, "");
    awaitPods(bench, NODES);
    update(bench, "new");
    bench.untilAsserted(() -> assertThat(images(bench)).containsExactly("new"));
    awaitPods(bench, NODES);
  }

  @Test
  @DisplayName(
      "[sig-apps] Daemon set [Serial] should rollback without unnecessary restarts [Conformance]")
  void rollsBack(Workbench bench) {
    given(bench, "");
    awaitPods(bench, NODES);
    // What finds no node stops the rollout; pods that were not touched stay through the rollback.
    bench.patch(
        Resources.DAEMON_SETS,
        "web",
        "",
        "{\"spec\":{\"template\":{\"spec\":{\"schedulerName\":\"nobody\"}}}}");
    bench.until(b -> b.runningPods().size() == NODES - 1);
    List<String> kept = bench.runningPods().stream().map(ApiObject::uid).toList();
    bench.patch(
        Resources.DAEMON_SETS,
        "web",
        "",
        "{\"spec\":{\"template\":{\"spec\":{\"schedulerName\":null}}}}");
    awaitPods(bench, NODES);
    assertThat(bench.pods()).extracting(ApiObject::uid).containsAll(kept);
  }

  @Test
  @DisplayName(
      "[sig-apps] Daemon set [Serial] should list and delete a collection of DaemonSets"
          + " [Conformance]")
  void collection(Workbench bench) {
    given(bench, "");
    awaitPods(bench, NODES);
    bench.listsAndDeletesCollection(Resources.DAEMON_SETS);
    awaitPods(bench, 0);
  }

  @Test
  @DisplayName(
      "[sig-apps] Daemon set [Serial] should verify changes to a daemon set status [Conformance]")
  void status(Workbench bench) {
    given(bench, "");
    awaitPods(bench, NODES);
    bench.servesItsStatus(Resources.DAEMON_SETS, "web");
  }

  @Test
  @DisplayName(
      "[sig-apps] ControllerRevision [Serial] should manage the lifecycle of a ControllerRevision"
          + " [Conformance]")
  void revisions(Workbench bench) {
    given(bench, "");
    awaitPods(bench, NODES);
    ApiObject first = bench.list(Resources.CONTROLLER_REVISIONS, "app=web").getFirst();
    bench.patch(
        Resources.CONTROLLER_REVISIONS,
        first.name(),
        "",
        "{\"metadata\":{\"labels\":{\"patched\":\"yes\"}}}");
    assertThat(bench.list(Resources.CONTROLLER_REVISIONS, "patched=yes")).hasSize(1);
    ObjectNode second = first.copyTree();
    second.put("apiVersion", "apps/v1").put("kind", "ControllerRevision").put("revision", 2);
    ObjectNode metadata = second.putObject("metadata");
    metadata.put("name", "second").putObject("labels").put("app", "web");
    metadata.set("ownerReferences", first.metadata().path("ownerReferences"));
    bench.client().create(Resources.CONTROLLER_REVISIONS, bench.namespace(), second);
    assertThat(bench.list(Resources.CONTROLLER_REVISIONS, "app=web")).hasSize(2);
    bench.delete(Resources.CONTROLLER_REVISIONS, "second");
    bench.until(b -> b.list(Resources.CONTROLLER_REVISIONS, "app=web").size() == 1);
    update(bench, "new");
    bench.until(b -> b.list(Resources.CONTROLLER_REVISIONS, "app=web").size() == 2);
    awaitPods(bench, NODES);
    String old = bench.path(Resources.CONTROLLER_REVISIONS) + "?labelSelector=patched%3Dyes";
    assertThat(bench.http().delete(old).status()).isEqualTo(200);
    bench.until(b -> b.list(Resources.CONTROLLER_REVISIONS, "app=web").size() == 1);
  }
}
