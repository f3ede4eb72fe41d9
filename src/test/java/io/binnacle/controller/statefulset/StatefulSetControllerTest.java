package io.binnacle.controller.statefulset;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.OwnerReference;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.PatchType;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerFixture;
import io.binnacle.controller.PodFixture;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatefulSetControllerTest {
  private final ControllerFixture fixture = new ControllerFixture();
  private final PodFixture pods = new PodFixture(fixture);

  private void givenSet(int replicas, String more) {
    fixture.given(
        Resources.STATEFUL_SETS,
        """
        {"apiVersion":"apps/v1","kind":"StatefulSet",
         "metadata":{"name":"db","namespace":"ns","uid":"db-uid"},
         "spec":{"replicas":%d,"serviceName":"svc","selector":{"matchLabels":{"app":"db"}},%s
           "revisionHistoryLimit":1,
           "volumeClaimTemplates":[{"metadata":{"name":"data"},
             "spec":{"accessModes":["ReadWriteOnce"]}}],
           "template":{"metadata":{"labels":{"app":"db"}},
             "spec":{"containers":[{"name":"c","image":"i:1"}],
                     "volumes":[{"name":"data","emptyDir":{}},{"name":"tmp","emptyDir":{}}]}}}}
        """
            .formatted(replicas, more));
  }

  private void start() {
    fixture.start(new StatefulSetController());
  }

  private void patch(String spec) {
    fixture.api.patch(
        Resources.STATEFUL_SETS,
        "ns",
        "db",
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

  private JsonNode status() {
    return fixture.api.get(Resources.STATEFUL_SETS, "ns", "db").tree().path("status");
  }

  private List<String> names() {
    return fixture.names(Resources.PODS);
  }

  private List<String> images() {
    return pods.all().stream()
        .map(pod -> pod.tree().at("/spec/containers/0/image").asText())
        .toList();
  }

  private List<String> owners(String claim) {
    return fixture
        .api
        .get(Resources.PERSISTENT_VOLUME_CLAIMS, "ns", claim)
        .ownerReferences()
        .stream()
        .map(OwnerReference::name)
        .toList();
  }

  @Test
  void makesOnePodAfterTheOther() {
    givenSet(3, "");
    start();
    assertThat(names()).containsExactly("db-0");
    ApiObject pod = pods.all().getFirst();
    assertThat(pod.labels())
        .containsEntry("statefulset.kubernetes.io/pod-name", "db-0")
        .containsEntry("apps.kubernetes.io/pod-index", "0")
        .containsEntry("controller-revision-hash", status().path("updateRevision").asText());
    assertThat(pod.tree().at("/spec/hostname").asText()).isEqualTo("db-0");
    assertThat(pod.tree().at("/spec/subdomain").asText()).isEqualTo("svc");
    assertThat(pod.tree().at("/spec/volumes"))
        .extracting(volume -> volume.path("name").asText())
        .containsExactly("data", "tmp");
    assertThat(pod.tree().at("/spec/volumes/0/persistentVolumeClaim/claimName").asText())
        .isEqualTo("data-db-0");
    assertThat(fixture.names(Resources.PERSISTENT_VOLUME_CLAIMS)).containsExactly("data-db-0");
    assertThat(owners("data-db-0")).isEmpty();
    pods.makeAllReady();
    assertThat(names()).containsExactly("db-0", "db-1");
    pods.makeAllReady();
    pods.makeAllReady();
    assertThat(status().path("readyReplicas").asInt()).isEqualTo(3);
    assertThat(status().path("availableReplicas").asInt()).isEqualTo(3);
    assertThat(status().path("currentRevision")).isEqualTo(status().path("updateRevision"));
    assertThat(fixture.events()).contains("SuccessfulCreate");
  }

  @Test
  void waitsUntilAPodHasBeenReadyLongEnough() {
    givenSet(2, "\"minReadySeconds\":10,");
    start();
    pods.makeAllReady();
    assertThat(names()).containsExactly("db-0");
    assertThat(status().path("availableReplicas").asInt()).isZero();
    fixture.advance(Duration.ofSeconds(11));
    assertThat(names()).containsExactly("db-0", "db-1");
  }

  @Test
  void makesAllAtOnceInParallel() {
    givenSet(3, "\"podManagementPolicy\":\"Parallel\",\"ordinals\":{\"start\":5},");
    start();
    assertThat(names()).containsExactly("db-5", "db-6", "db-7");
    patch("{\"replicas\":1}");
    assertThat(names()).containsExactly("db-5");
  }

  @Test
  void scalesDownFromTheHighestNumber() {
    fixture.api.setDefaultGracePeriod(Resources.PODS, 30);
    givenSet(3, "");
    start();
    for (int i = 0; i < 3; i++) {
      pods.makeAllReady();
    }
    patch("{\"replicas\":1}");
    assertThat(pods.all()).filteredOn(ApiObject::isBeingDeleted).hasSize(1);
    pods.removeTerminating();
    assertThat(names()).containsExactly("db-0", "db-1");
    pods.removeTerminating();
    assertThat(names()).containsExactly("db-0");
    // The claims stay.
    assertThat(fixture.names(Resources.PERSISTENT_VOLUME_CLAIMS)).hasSize(3);
  }

  @Test
  void updatesFromTheHighestNumberToThePartition() {
    givenSet(
        3, "\"updateStrategy\":{\"type\":\"RollingUpdate\",\"rollingUpdate\":{\"partition\":1}},");
    start();
    for (int i = 0; i < 3; i++) {
      pods.makeAllReady();
    }
    setImage("i:2");
    assertThat(images()).containsExactly("i:1", "i:1", "i:2");
    pods.makeAllReady();
    assertThat(images()).containsExactly("i:1", "i:2", "i:2");
    pods.makeAllReady();
    assertThat(images()).containsExactly("i:1", "i:2", "i:2");
    assertThat(status().path("updatedReplicas").asInt()).isEqualTo(2);
    assertThat(status().path("currentReplicas").asInt()).isEqualTo(1);
    // What is below the partition comes back as it was.
    fixture.api.remove(Resources.PODS, "ns", "db-0");
    fixture.settle();
    assertThat(images()).containsExactly("i:1", "i:2", "i:2");
    pods.makeAllReady();
    patch("{\"updateStrategy\":{\"rollingUpdate\":{\"partition\":0}}}");
    pods.makeAllReady();
    assertThat(images()).containsExactly("i:2", "i:2", "i:2");
    assertThat(status().path("currentRevision")).isEqualTo(status().path("updateRevision"));
    assertThat(fixture.names(Resources.CONTROLLER_REVISIONS)).hasSize(2);
  }

  @Test
  void updatesSeveralAtOnceWhereSoManyMayBeMissing() {
    givenSet(
        4,
        "\"podManagementPolicy\":\"Parallel\",\"updateStrategy\":{\"type\":\"RollingUpdate\","
            + "\"rollingUpdate\":{\"maxUnavailable\":2}},");
    start();
    pods.makeAllReady();
    setImage("i:2");
    assertThat(images()).containsExactly("i:1", "i:1", "i:2", "i:2");
    pods.makeAllReady();
    pods.makeAllReady();
    assertThat(images()).containsOnly("i:2");
  }

  @Test
  void replacesOnlyWhatIsDeletedWhenToldSo() {
    givenSet(1, "\"updateStrategy\":{\"type\":\"OnDelete\"},");
    start();
    pods.makeAllReady();
    setImage("i:2");
    assertThat(images()).containsExactly("i:1");
    fixture.api.remove(Resources.PODS, "ns", "db-0");
    fixture.settle();
    assertThat(images()).containsExactly("i:2");
  }

  @Test
  void makesAnEndedPodAnewUnderItsName() {
    givenSet(1, "");
    start();
    pods.makeAllReady();
    String uid = pods.all().getFirst().uid();
    pods.end(pods.all().getFirst(), "Failed");
    assertThat(pods.all()).singleElement().extracting(ApiObject::uid).isNotEqualTo(uid);
    assertThat(fixture.events()).contains("RecreatingFailedPod");
  }

  @Test
  void makesAClaimAnewForAPodThatWaitsForIt() {
    givenSet(1, "");
    start();
    fixture.api.remove(Resources.PERSISTENT_VOLUME_CLAIMS, "ns", "data-db-0");
    pods.touch("db-0");
    assertThat(fixture.names(Resources.PERSISTENT_VOLUME_CLAIMS)).containsExactly("data-db-0");
  }

  @Test
  void saysInTheClaimsWithWhatTheyGo() {
    givenSet(
        2,
        "\"podManagementPolicy\":\"Parallel\",\"persistentVolumeClaimRetentionPolicy\":"
            + "{\"whenDeleted\":\"Delete\",\"whenScaled\":\"Delete\"},");
    fixture.api.setDefaultGracePeriod(Resources.PODS, 30);
    start();
    pods.makeAllReady();
    assertThat(owners("data-db-1")).containsExactly("db");
    patch("{\"replicas\":1}");
    assertThat(owners("data-db-1")).containsExactly("db-1");
    assertThat(owners("data-db-0")).containsExactly("db");
    patch("{\"persistentVolumeClaimRetentionPolicy\":{\"whenDeleted\":\"Retain\"}}");
    assertThat(owners("data-db-0")).isEmpty();
  }

  @Test
  void goesBackToAFormerTemplateByItsRevision() {
    givenSet(1, "");
    start();
    pods.makeAllReady();
    String first = status().path("currentRevision").asText();
    setImage("i:2");
    pods.makeAllReady();
    setImage("i:1");
    pods.makeAllReady();
    assertThat(status().path("currentRevision").asText()).isEqualTo(first);
    ApiObject revision = fixture.api.get(Resources.CONTROLLER_REVISIONS, "ns", first);
    assertThat(revision.tree().path("revision").asInt()).isEqualTo(3);
  }
}
