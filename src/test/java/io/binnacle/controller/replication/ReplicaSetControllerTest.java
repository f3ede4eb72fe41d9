package io.binnacle.controller.replication;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.PatchType;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerFixture;
import io.binnacle.controller.PodFixture;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where ReplicaSets differ from ReplicationControllers. */
class ReplicaSetControllerTest {
  private final ControllerFixture fixture = new ControllerFixture();
  private final PodFixture pods = new PodFixture(fixture);

  private void givenSet(String name, int replicas) {
    fixture.given(
        Resources.REPLICA_SETS,
        """
        {"apiVersion":"apps/v1","kind":"ReplicaSet",
         "metadata":{"name":"%1$s","namespace":"ns","uid":"%1$s-uid",
           "ownerReferences":[{"apiVersion":"apps/v1","kind":"Deployment","name":"web","uid":"d",
             "controller":true}]},
         "spec":{"replicas":%2$d,
           "selector":{"matchExpressions":[{"key":"set","operator":"In","values":["%1$s"]}]},
           "template":{"metadata":{"labels":{"set":"%1$s"}},
                       "spec":{"containers":[{"name":"c","image":"i"}]}}}}
        """
            .formatted(name, replicas));
  }

  private JsonNode status(String name) {
    return fixture.api.get(Resources.REPLICA_SETS, "ns", name).tree().path("status");
  }

  private void place(String pod, String node) {
    fixture.api.createSubresource(
        Resources.PODS,
        "ns",
        pod,
        "binding",
        Json.readTrusted("{\"target\":{\"name\":\"%s\"}}".formatted(node)));
    fixture.settle();
  }

  @Test
  void createsPodsThatItsExpressionsSelect() {
    givenSet("new", 2);
    fixture.start(new ReplicaSetController());
    assertThat(pods.all())
        .hasSize(2)
        .allSatisfy(pod -> {
          assertThat(pod.labels()).containsEntry("set", "new");
          assertThat(pod.controllerOwner().orElseThrow().kind()).isEqualTo("ReplicaSet");
        });
    assertThat(status("new").path("fullyLabeledReplicas").asInt()).isEqualTo(2);
  }

  @Test
  void tellsHowManyPodsAreOnTheirWayOut() {
    fixture.api.setDefaultGracePeriod(Resources.PODS, 30);
    givenSet("new", 2);
    fixture.start(new ReplicaSetController());
    assertThat(status("new").path("terminatingReplicas").isNumber()).isTrue();
    fixture.api.delete(
        Resources.PODS, "ns", pods.all().getFirst().name(), DeleteOptions.defaults());
    fixture.settle();
    assertThat(status("new").path("terminatingReplicas").asInt()).isEqualTo(1);
    assertThat(status("new").path("replicas").asInt()).isEqualTo(2);
    pods.removeTerminating();
    assertThat(status("new").path("terminatingReplicas").asInt()).isZero();
  }

  /** A node with pods of an older revision of the deployment loses first. */
  @Test
  void countsItsSiblingsPodsOnANode() {
    givenSet("old", 1);
    givenSet("new", 2);
    fixture.start(new ReplicaSetController());
    List<String> names =
        pods.all().stream()
            .filter(pod -> pod.labels().get("set").equals("new"))
            .map(ApiObject::name)
            .toList();
    String sibling =
        pods.all().stream()
            .filter(pod -> pod.labels().get("set").equals("old"))
            .map(ApiObject::name)
            .findFirst()
            .orElseThrow();
    place(names.get(0), "a");
    place(names.get(1), "b");
    place(sibling, "b");
    pods.makeAllReady();
    fixture.api.patch(
        Resources.REPLICA_SETS,
        "ns",
        "new",
        "",
        PatchType.MERGE,
        Json.readTrusted("{\"spec\":{\"replicas\":1}}"));
    fixture.settle();
    assertThat(fixture.names(Resources.PODS)).containsExactlyInAnyOrder(names.get(0), sibling);
  }
}
