package io.binnacle.controller.replication;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.PatchType;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerFixture;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ReplicationControllerTest {
  private final ControllerFixture fixture = new ControllerFixture();

  private void givenController(int replicas, String more) {
    fixture.given(
        Resources.REPLICATION_CONTROLLERS,
        """
        {"apiVersion":"v1","kind":"ReplicationController",
         "metadata":{"name":"web","namespace":"ns","uid":"rc-uid"},
         "spec":{"replicas":%d,"selector":{"app":"web"},%s
           "template":{"metadata":{"labels":{"app":"web","tier":"front"}},
                       "spec":{"containers":[{"name":"c","image":"i"}]}}}}
        """
            .formatted(replicas, more));
  }

  private void start() {
    fixture.start(new ReplicationController());
  }

  private void scale(int replicas) {
    fixture.api.patch(
        Resources.REPLICATION_CONTROLLERS,
        "ns",
        "web",
        "",
        PatchType.MERGE,
        Json.readTrusted("{\"spec\":{\"replicas\":%d}}".formatted(replicas)));
    fixture.settle();
  }

  private List<ApiObject> pods() {
    return fixture.api.all(Resources.PODS);
  }

  private void makeReady(ApiObject pod) {
    ObjectNode tree = pod.copyTree();
    tree.putObject("status")
        .put("phase", "Running")
        .putArray("conditions")
        .addObject()
        .put("type", "Ready")
        .put("status", "True")
        .put("lastTransitionTime", fixture.time.instant().toString());
    fixture.api.put(Resources.PODS, tree);
    fixture.settle();
  }

  private ObjectNode status() {
    return (ObjectNode)
        fixture.api.get(Resources.REPLICATION_CONTROLLERS, "ns", "web").tree().path("status");
  }

  @Test
  void createsPodsFromTheTemplateAndTellsOfIt() {
    givenController(3, "");
    start();
    assertThat(pods()).hasSize(3);
    ApiObject pod = pods().getFirst();
    assertThat(pod.name()).startsWith("web-");
    assertThat(pod.labels()).containsEntry("tier", "front");
    assertThat(pod.controllerOwner()).get().extracting("uid").isEqualTo("rc-uid");
    assertThat(status().path("replicas").asInt()).isEqualTo(3);
    assertThat(status().path("fullyLabeledReplicas").asInt()).isEqualTo(3);
    assertThat(status().path("observedGeneration").asLong()).isEqualTo(1);
    assertThat(fixture.events()).containsOnly("SuccessfulCreate");
  }

  @Test
  void replacesADeletedAndATerminatingAndAFailedPod() {
    givenController(3, "");
    start();
    fixture.api.setDefaultGracePeriod(Resources.PODS, 30);
    List<ApiObject> before = pods();
    fixture.api.delete(Resources.PODS, "ns", before.get(0).name(), DeleteOptions.now());
    fixture.api.delete(Resources.PODS, "ns", before.get(1).name(), DeleteOptions.defaults());
    ObjectNode failed = before.get(2).copyTree();
    failed.putObject("status").put("phase", "Failed");
    fixture.api.put(Resources.PODS, failed);
    fixture.settle();
    // Three new ones beside the terminating and the failed one.
    assertThat(pods()).hasSize(5);
    assertThat(status().path("replicas").asInt()).isEqualTo(3);
  }

  @Test
  void scalesDownFromThePodThatDoesLeast() {
    givenController(3, "");
    start();
    List<ApiObject> before = pods();
    makeReady(before.get(0));
    makeReady(before.get(2));
    scale(2);
    assertThat(pods())
        .extracting(ApiObject::name)
        .containsExactly(before.get(0).name(), before.get(2).name());
    assertThat(fixture.events()).contains("SuccessfulDelete");
    scale(0);
    assertThat(pods()).isEmpty();
    assertThat(status().path("observedGeneration").asLong()).isEqualTo(3);
  }

  @Test
  void adoptsSelectedOrphansAndReleasesWhatIsNoLongerSelected() {
    fixture.given(
        Resources.PODS,
        """
        {"apiVersion":"v1","kind":"Pod",
         "metadata":{"name":"orphan","namespace":"ns","labels":{"app":"web"}}}
        """);
    givenController(1, "");
    start();
    assertThat(fixture.names(Resources.PODS)).containsExactly("orphan");
    assertThat(pods().getFirst().controllerOwner()).get().extracting("uid").isEqualTo("rc-uid");

    fixture.api.patch(
        Resources.PODS,
        "ns",
        "orphan",
        "",
        PatchType.MERGE,
        Json.readTrusted("{\"metadata\":{\"labels\":{\"app\":\"debug\"}}}"));
    fixture.settle();
    assertThat(pods()).hasSize(2);
    assertThat(fixture.api.get(Resources.PODS, "ns", "orphan").ownerReferences()).isEmpty();
  }

  @Test
  void leavesPodsOfOtherControllersAlone() {
    fixture.given(
        Resources.PODS,
        """
        {"apiVersion":"v1","kind":"Pod",
         "metadata":{"name":"theirs","namespace":"ns","labels":{"app":"web"},
           "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"x","uid":"y",
             "controller":true}]}}
        """);
    givenController(1, "");
    start();
    assertThat(pods()).hasSize(2);
  }

  @Test
  void stopsABatchThatIsRefusedAndSaysSo() {
    fixture.api.failWhen(call ->
        call.verb().equals("create") && call.resource().equals(Resources.PODS)
            ? Optional.of(
                ApiException.forbidden(Resources.PODS.groupResource(), "", "exceeded quota"))
            : Optional.empty());
    givenController(100, "");
    start();
    assertThat(fixture.api.calls())
        .filteredOn(call -> call.resource().equals(Resources.PODS) && call.verb().equals("create"))
        .hasSizeLessThan(4);
    assertThat(status().at("/conditions/0/type").asText()).isEqualTo("ReplicaFailure");
    assertThat(fixture.events()).containsOnly("FailedCreate");

    fixture.api.failWhen(call -> Optional.empty());
    fixture.advance(Duration.ofSeconds(5));
    assertThat(pods()).hasSize(100);
    assertThat(status().has("conditions")).isFalse();
  }

  @Test
  void aPodBecomesAvailableOnceItHasBeenReadyLongEnough() {
    givenController(1, "\"minReadySeconds\":10,");
    start();
    makeReady(pods().getFirst());
    assertThat(status().path("readyReplicas").asInt()).isEqualTo(1);
    assertThat(status().has("availableReplicas")).isFalse();
    fixture.advance(Duration.ofSeconds(11));
    assertThat(status().path("availableReplicas").asInt()).isEqualTo(1);
  }

  @Test
  void createsNothingForAControllerThatIsBeingDeleted() {
    givenController(2, "");
    start();
    fixture.api.delete(
        Resources.REPLICATION_CONTROLLERS,
        "ns",
        "web",
        new DeleteOptions(
            OptionalLong.empty(), Optional.empty(), Optional.empty(), Optional.of("Foreground")));
    fixture.api.delete(Resources.PODS, "ns", pods().getFirst().name(), DeleteOptions.now());
    fixture.settle();
    assertThat(pods()).hasSize(1);
  }
}
