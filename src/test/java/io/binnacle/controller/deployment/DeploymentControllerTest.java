package io.binnacle.controller.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.PatchType;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerFixture;
import io.binnacle.controller.PodFixture;
import io.binnacle.controller.replication.ReplicaSetController;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeploymentControllerTest {
  /** What the server sets where nothing is said. */
  private static final String QUARTERS =
      """
      "strategy":{"type":"RollingUpdate",
        "rollingUpdate":{"maxSurge":"25%","maxUnavailable":"25%"}},
      """;

  private final ControllerFixture fixture = new ControllerFixture();
  private final PodFixture pods = new PodFixture(fixture);

  private void givenDeployment(int replicas, String more) {
    fixture.given(
        Resources.DEPLOYMENTS,
        """
        {"apiVersion":"apps/v1","kind":"Deployment",
         "metadata":{"name":"web","namespace":"ns","uid":"web-uid",
           "annotations":{"team":"blue","kubectl.kubernetes.io/last-applied-configuration":"{}"}},
         "spec":{"replicas":%d,"selector":{"matchLabels":{"app":"web"}},%s
           "revisionHistoryLimit":2,"progressDeadlineSeconds":60,
           "template":{"metadata":{"labels":{"app":"web"}},
                       "spec":{"containers":[{"name":"c","image":"i:1"}]}}}}
        """
            .formatted(replicas, more.contains("strategy") ? more : QUARTERS + more));
  }

  private void start() {
    fixture.start(new ReplicaSetController());
    fixture.start(new DeploymentController());
  }

  private void patch(String spec) {
    fixture.api.patch(
        Resources.DEPLOYMENTS,
        "ns",
        "web",
        "",
        PatchType.MERGE,
        Json.readTrusted("{\"spec\":%s}".formatted(spec)));
    fixture.settle();
  }

  private void setImage(String image) {
    patch(
        "{\"template\":{\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"%s\"}]}}}"
            .formatted(image));
  }

  private ApiObject deployment() {
    return fixture.api.get(Resources.DEPLOYMENTS, "ns", "web");
  }

  private JsonNode status() {
    return deployment().tree().path("status");
  }

  private String condition(String type) {
    for (JsonNode condition : status().path("conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition.path("status").asText() + " " + condition.path("reason").asText();
      }
    }
    return "";
  }

  /** The sizes of the ReplicaSets, by image. */
  private int size(String image) {
    return replicaSet(image).map(ReplicaSets::wanted).orElse(-1);
  }

  private Optional<ApiObject> replicaSet(String image) {
    return fixture.api.all(Resources.REPLICA_SETS).stream()
        .filter(
            set -> set.tree().at("/spec/template/spec/containers/0/image").asText().equals(image))
        .findFirst();
  }

  private void rollOut() {
    int most = 50;
    while (!status().path("updatedReplicas").equals(status().path("availableReplicas"))
        || ReplicaSets.active(fixture.api.all(Resources.REPLICA_SETS)).size() > 1) {
      pods.makeAllReady();
      assertThat(most--).as("roll-out ends").isPositive();
    }
  }

  @Test
  void makesAReplicaSetForItsTemplate() {
    givenDeployment(2, "");
    start();

    ApiObject set = replicaSet("i:1").orElseThrow();
    String hash = set.labels().get("pod-template-hash");
    assertThat(set.name()).isEqualTo("web-" + hash);
    assertThat(set.tree().at("/spec/selector/matchLabels/pod-template-hash").asText())
        .isEqualTo(hash);
    assertThat(set.annotations())
        .containsEntry("deployment.kubernetes.io/revision", "1")
        .containsEntry("deployment.kubernetes.io/desired-replicas", "2")
        .containsEntry("deployment.kubernetes.io/max-replicas", "3")
        .containsEntry("team", "blue")
        .doesNotContainKey("kubectl.kubernetes.io/last-applied-configuration");
    assertThat(fixture.names(Resources.PODS)).hasSize(2);
    assertThat(deployment().annotations()).containsEntry("deployment.kubernetes.io/revision", "1");
    assertThat(deployment().generation()).isEqualTo(1);
    assertThat(status().path("unavailableReplicas").asInt()).isEqualTo(2);
    assertThat(status().path("terminatingReplicas").isNumber()).isTrue();
    assertThat(condition("Available")).isEqualTo("False MinimumReplicasUnavailable");
    assertThat(condition("Progressing")).isEqualTo("True ReplicaSetUpdated");
    pods.makeAllReady();
    assertThat(condition("Available")).isEqualTo("True MinimumReplicasAvailable");
    assertThat(condition("Progressing")).isEqualTo("True NewReplicaSetAvailable");
    assertThat(status().has("unavailableReplicas")).isFalse();
  }

  @Test
  void rollsOverWithinItsBounds() {
    givenDeployment(4, "");
    start();
    rollOut();
    setImage("i:2");

    // A quarter more, a quarter fewer: five in all, three of them available.
    assertThat(size("i:2")).isEqualTo(2);
    assertThat(size("i:1")).isEqualTo(3);
    pods.makeAllReady();
    assertThat(size("i:1") + size("i:2")).isLessThanOrEqualTo(5);
    rollOut();
    assertThat(size("i:2")).isEqualTo(4);
    assertThat(size("i:1")).isZero();
    assertThat(condition("Progressing")).isEqualTo("True NewReplicaSetAvailable");
    assertThat(deployment().annotations()).containsEntry("deployment.kubernetes.io/revision", "2");
    assertThat(fixture.events()).contains("ScalingReplicaSet");
  }

  @Test
  void movesOnThoughNoOldPodIsAvailable() {
    givenDeployment(4, "");
    start();
    setImage("i:2");
    assertThat(size("i:1")).isEqualTo(3);
    assertThat(size("i:2")).isEqualTo(2);
    rollOut();
    assertThat(size("i:1")).isZero();
  }

  @Test
  void goesBackToAFormerTemplateByItsReplicaSet() {
    givenDeployment(2, "");
    start();
    rollOut();
    setImage("i:2");
    rollOut();
    setImage("i:1");
    rollOut();

    assertThat(fixture.names(Resources.REPLICA_SETS)).hasSize(2);
    assertThat(replicaSet("i:1").orElseThrow().annotations())
        .containsEntry("deployment.kubernetes.io/revision", "3")
        .containsEntry("deployment.kubernetes.io/revision-history", "1");
    assertThat(deployment().annotations()).containsEntry("deployment.kubernetes.io/revision", "3");
  }

  @Test
  void keepsAsManyOldRevisionsAsItIsTold() {
    givenDeployment(1, "");
    start();
    for (int i = 2; i < 7; i++) {
      rollOut();
      setImage("i:" + i);
    }
    rollOut();
    assertThat(fixture.names(Resources.REPLICA_SETS)).hasSize(3);
    assertThat(size("i:6")).isEqualTo(1);
    assertThat(replicaSet("i:3")).isEmpty();
  }

  @Test
  void recreatesOnceTheLastOldPodIsGone() {
    fixture.api.setDefaultGracePeriod(Resources.PODS, 30);
    givenDeployment(2, "\"strategy\":{\"type\":\"Recreate\"},");
    start();
    pods.makeAllReady();
    setImage("i:2");
    assertThat(size("i:1")).isZero();
    assertThat(size("i:2")).isEqualTo(-1);
    pods.removeTerminating();
    assertThat(size("i:2")).isEqualTo(2);
  }

  @Test
  void doesNothingButScaleWhilePaused() {
    givenDeployment(2, "\"paused\":true,");
    start();
    assertThat(fixture.names(Resources.REPLICA_SETS)).isEmpty();
    assertThat(condition("Progressing")).isEqualTo("Unknown DeploymentPaused");
    patch("{\"paused\":false}");
    rollOut();
    patch("{\"paused\":true}");
    setImage("i:2");
    patch("{\"replicas\":5}");
    assertThat(size("i:1")).isEqualTo(5);
    assertThat(size("i:2")).isEqualTo(-1);
    patch("{\"paused\":false}");
    assertThat(size("i:2")).isPositive();
  }

  @Test
  void sharesAChangeOfSizeInTheMiddleOfARollOut() {
    givenDeployment(
        10,
        "\"strategy\":{\"rollingUpdate\":{\"maxSurge\":3,\"maxUnavailable\":2},\"type\":\"RollingUpdate\"},");
    start();
    rollOut();
    setImage("i:2");
    assertThat(size("i:1")).isEqualTo(8);
    assertThat(size("i:2")).isEqualTo(5);
    patch("{\"replicas\":15}");
    // 18 in all, in proportion 8 to 5.
    assertThat(size("i:1")).isEqualTo(11);
    assertThat(size("i:2")).isEqualTo(7);
  }

  @Test
  void saysWhenItsDeadlineHasPassed() {
    givenDeployment(1, "");
    start();
    fixture.advance(Duration.ofSeconds(58));
    assertThat(condition("Progressing")).isEqualTo("True ReplicaSetUpdated");
    fixture.advance(Duration.ofSeconds(5));
    assertThat(condition("Progressing")).isEqualTo("False ProgressDeadlineExceeded");
    pods.makeAllReady();
    assertThat(condition("Progressing")).isEqualTo("True NewReplicaSetAvailable");
  }

  @Test
  void tellsOfPodsThatCannotBeMade() {
    fixture.api.failWhen(call ->
        call.verb().equals("create") && call.resource().equals(Resources.PODS)
            ? Optional.of(
                ApiException.forbidden(Resources.PODS.groupResource(), "", "exceeded quota"))
            : Optional.empty());
    givenDeployment(1, "");
    start();
    assertThat(condition("ReplicaFailure")).isEqualTo("True FailedCreate");
    fixture.api.failWhen(call -> Optional.empty());
    fixture.advance(Duration.ofSeconds(10));
    assertThat(condition("ReplicaFailure")).isEmpty();
  }

  @Test
  void givesAnotherNameWhereTheHashIsTaken() {
    givenDeployment(1, "");
    start();
    String name = fixture.names(Resources.REPLICA_SETS).getFirst();
    fixture.api.remove(Resources.REPLICA_SETS, "ns", name);
    fixture.given(
        Resources.REPLICA_SETS,
        """
        {"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"%s","namespace":"ns"},
         "spec":{"replicas":0,"selector":{"matchLabels":{"app":"other"}},
           "template":{"metadata":{"labels":{"app":"other"}},"spec":{}}}}
        """
            .formatted(name));
    fixture.advance(Duration.ofSeconds(5));
    assertThat(fixture.names(Resources.REPLICA_SETS)).hasSize(2);
    assertThat(status().path("collisionCount").asInt()).isEqualTo(1);
  }

  @Test
  void adoptsAReplicaSetWithItsTemplate() {
    fixture.given(
        Resources.REPLICA_SETS,
        """
        {"apiVersion":"apps/v1","kind":"ReplicaSet",
         "metadata":{"name":"old","namespace":"ns","labels":{"app":"web"}},
         "spec":{"replicas":1,"selector":{"matchLabels":{"app":"web"}},
           "template":{"metadata":{"labels":{"app":"web"}},
                       "spec":{"containers":[{"name":"c","image":"i:1"}]}}}}
        """);
    givenDeployment(1, "");
    start();
    assertThat(fixture.names(Resources.REPLICA_SETS)).containsExactly("old");
    assertThat(condition("Progressing")).startsWith("True");
    assertThat(List.of(replicaSet("i:1").orElseThrow().controllerOwner().orElseThrow().uid()))
        .containsExactly("web-uid");
  }
}
