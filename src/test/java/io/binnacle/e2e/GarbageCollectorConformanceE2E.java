package io.binnacle.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.client.Resources;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The conformance entries of the garbage collector, by their names. */
@ExtendWith(SimulatedClusterExtension.class)
class GarbageCollectorConformanceE2E {
  private static final String OWNER =
      "{\"metadata\":{\"ownerReferences\":[{\"apiVersion\":\"v1\",\"kind\":\"%s\","
          + "\"name\":\"%s\",\"uid\":\"%s\"}]}}";

  private static void givenDeployment(Workbench bench) {
    bench.replicated(Resources.DEPLOYMENTS, "Deployment", 2, "");
    bench.until(b -> b.list(Resources.REPLICA_SETS, "").size() == 1 && b.pods().size() == 2);
  }

  private static ApiObject givenController(Workbench bench, int replicas) {
    ApiObject made =
        bench.replicated(Resources.REPLICATION_CONTROLLERS, "ReplicationController", replicas, "");
    bench.until(b -> b.runningPods().size() == replicas);
    return made;
  }

  @Test
  @DisplayName(
      "[sig-api-machinery] Garbage collector should delete RS created by deployment when not"
          + " orphaning [Conformance]")
  void deploymentInBackground(Workbench bench) {
    givenDeployment(bench);
    bench.delete(Resources.DEPLOYMENTS, "web", "Background");
    bench.until(b -> b.list(Resources.REPLICA_SETS, "").isEmpty() && b.pods().isEmpty());
  }

  @Test
  @DisplayName(
      "[sig-api-machinery] Garbage collector should orphan RS created by deployment when"
          + " deleteOptions.PropagationPolicy is Orphan [Conformance]")
  void deploymentOrphaning(Workbench bench) {
    givenDeployment(bench);
    bench.delete(Resources.DEPLOYMENTS, "web", "Orphan");
    bench.until(b -> !b.exists(Resources.DEPLOYMENTS, "web"));
    bench.untilAsserted(() ->
        assertThat(bench.list(Resources.REPLICA_SETS, ""))
            .singleElement()
            .satisfies(set -> assertThat(set.ownerReferences()).isEmpty()));
    assertThat(bench.pods()).hasSize(2).noneMatch(ApiObject::isBeingDeleted);
  }

  @Test
  @DisplayName(
      "[sig-api-machinery] Garbage collector should delete pods created by rc when not orphaning"
          + " [Conformance]")
  void controllerInBackground(Workbench bench) {
    givenController(bench, 2);
    bench.delete(Resources.REPLICATION_CONTROLLERS, "web", "Background");
    bench.until(b -> b.pods().isEmpty());
  }

  @Test
  @DisplayName(
      "[sig-api-machinery] Garbage collector should keep the rc around until all its pods are"
          + " deleted if the deleteOptions says so [Serial] [Conformance]")
  void controllerInForeground(Workbench bench) {
    givenController(bench, 10);
    ApiObject held = bench.pods().getFirst();
    bench.patch(
        Resources.PODS, held.name(), "", "{\"metadata\":{\"finalizers\":[\"example.com/hold\"]}}");
    bench.delete(Resources.REPLICATION_CONTROLLERS, "web", "Foreground");
    bench.until(b -> b.pods().size() == 1);
    assertThat(bench.get(Resources.REPLICATION_CONTROLLERS, "web").at("/metadata/finalizers"))
        .anyMatch(finalizer -> finalizer.asText().equals("foregroundDeletion"));
    bench.patch(Resources.PODS, held.name(), "", "{\"metadata\":{\"finalizers\":null}}");
    bench.until(b -> b.pods().isEmpty() && !b.exists(Resources.REPLICATION_CONTROLLERS, "web"));
  }

  @Test
  @DisplayName(
      "[sig-api-machinery] Garbage collector should orphan pods created by rc if delete options say"
          + " so [Serial] [Conformance]")
  void controllerOrphaning(Workbench bench) {
    givenController(bench, 10);
    bench.delete(Resources.REPLICATION_CONTROLLERS, "web", "Orphan");
    bench.until(b -> !b.exists(Resources.REPLICATION_CONTROLLERS, "web"));
    bench.untilAsserted(() ->
        assertThat(bench.pods())
            .hasSize(10)
            .noneMatch(ApiObject::isBeingDeleted)
            .allSatisfy(pod -> assertThat(pod.ownerReferences()).isEmpty()));
  }

  @Test
  @DisplayName(
      "[sig-api-machinery] Garbage collector should not be blocked by dependency circle"
          + " [Conformance]")
  void circle(Workbench bench) {
    List<ApiObject> pods =
        List.of(bench.pod("pod1", "a", ""), bench.pod("pod2", "a", ""), bench.pod("pod3", "a", ""));
    for (int i = 0; i < 3; i++) {
      ApiObject owner = pods.get((i + 2) % 3);
      bench.patch(
          Resources.PODS,
          pods.get(i).name(),
          "",
          OWNER.formatted("Pod", owner.name(), owner.uid()));
    }
    bench.delete(Resources.PODS, "pod1");
    bench.until(b -> b.pods().isEmpty());
  }

  @Test
  @DisplayName(
      "[sig-api-machinery] Garbage collector should not delete dependents that have both valid"
          + " owner and owner that's waiting for dependents to be deleted [Serial] [Conformance]")
  void twoOwners(Workbench bench) {
    ApiObject first = givenController(bench, 10);
    ApiObject second =
        bench.create(
            Resources.REPLICATION_CONTROLLERS,
            """
            {"apiVersion":"v1","kind":"ReplicationController","metadata":{"name":"other"},
             "spec":{"replicas":0,"selector":{"app":"other"},"template":{%s}}}
            """
                .formatted(Workbench.template("other", "", "")));
    List<String> shared = bench.pods().stream().limit(5).map(ApiObject::name).toList();
    for (String pod : shared) {
      bench.patch(
          Resources.PODS,
          pod,
          "",
          """
          {"metadata":{"ownerReferences":[
            {"apiVersion":"v1","kind":"ReplicationController","name":"web","uid":"%s",
             "controller":true,"blockOwnerDeletion":true},
            {"apiVersion":"v1","kind":"ReplicationController","name":"other","uid":"%s"}]}}
          """
              .formatted(first.uid(), second.uid()));
    }
    bench.delete(Resources.REPLICATION_CONTROLLERS, "web", "Foreground");
    bench.until(b -> !b.exists(Resources.REPLICATION_CONTROLLERS, "web"));
    assertThat(bench.pods())
        .noneMatch(ApiObject::isBeingDeleted)
        .extracting(ApiObject::name)
        .containsExactlyInAnyOrderElementsOf(shared);
  }
}
