package io.binnacle.controller.daemonset;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.PatchType;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerFixture;
import io.binnacle.controller.PodFixture;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DaemonSetControllerTest {
  private final ControllerFixture fixture = new ControllerFixture();
  private final PodFixture pods = new PodFixture(fixture);

  private void givenNode(String name, String more) {
    fixture.given(
        Resources.NODES,
        """
        {"apiVersion":"v1","kind":"Node",
         "metadata":{"name":"%s","labels":{"disk":"ssd"}},"spec":{%s}}
        """
            .formatted(name, more));
  }

  private void givenSet(String rollingUpdate, String podSpec) {
    fixture.given(
        Resources.DAEMON_SETS,
        """
        {"apiVersion":"apps/v1","kind":"DaemonSet",
         "metadata":{"name":"agent","namespace":"ns","uid":"agent-uid",
           "annotations":{"deprecated.daemonset.template.generation":"1"}},
         "spec":{"selector":{"matchLabels":{"app":"agent"}},"revisionHistoryLimit":2,
           "updateStrategy":{"type":"RollingUpdate","rollingUpdate":%s},
           "template":{"metadata":{"labels":{"app":"agent"}},
                       "spec":{%s"containers":[{"name":"c","image":"i:1"}]}}}}
        """
            .formatted(rollingUpdate, podSpec));
  }

  private void start() {
    fixture.start(new DaemonSetController());
  }

  private void patch(String path, String json) {
    fixture.api.patch(
        path.isEmpty() ? Resources.DAEMON_SETS : Resources.NODES,
        path.isEmpty() ? "ns" : "",
        path.isEmpty() ? "agent" : path,
        "",
        PatchType.MERGE,
        Json.readTrusted(json));
    fixture.settle();
  }

  private void setImage(String image) {
    patch(
        "",
        "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"%s\"}]}}}}"
            .formatted(image));
  }

  private JsonNode status() {
    return fixture.api.get(Resources.DAEMON_SETS, "ns", "agent").tree().path("status");
  }

  private static String image(ApiObject pod) {
    return pod.tree().at("/spec/containers/0/image").asText();
  }

  private List<String> images() {
    return pods.all().stream().map(DaemonSetControllerTest::image).sorted().toList();
  }

  private List<String> places() {
    return pods.all().stream().map(DaemonPods::node).sorted().toList();
  }

  @Test
  void putsAPodOnEveryNode() {
    givenNode("a", "");
    givenNode("b", "");
    givenSet("{\"maxUnavailable\":1}", "");
    start();
    assertThat(places()).containsExactly("a", "b");
    ApiObject pod = pods.all().getFirst();
    assertThat(pod.metadata().path("generateName").asText()).isEqualTo("agent-");
    assertThat(pod.labels())
        .containsEntry("pod-template-generation", "1")
        .containsKey("controller-revision-hash");
    assertThat(pod.tree().at("/spec/tolerations"))
        .extracting(toleration -> toleration.path("key").asText())
        .containsExactly(
            "node.kubernetes.io/not-ready",
            "node.kubernetes.io/unreachable",
            "node.kubernetes.io/disk-pressure",
            "node.kubernetes.io/memory-pressure",
            "node.kubernetes.io/pid-pressure",
            "node.kubernetes.io/unschedulable");
    assertThat(status().path("desiredNumberScheduled").asInt()).isEqualTo(2);
    assertThat(status().path("numberUnavailable").asInt()).isEqualTo(2);
    pods.makeAllReady();
    assertThat(status().path("numberReady").asInt()).isEqualTo(2);
    assertThat(status().path("numberAvailable").asInt()).isEqualTo(2);
    assertThat(status().path("updatedNumberScheduled").asInt()).isEqualTo(2);
    givenNode("c", "");
    fixture.settle();
    assertThat(places()).containsExactly("a", "b", "c");
  }

  @Test
  void followsLabelsAndTaintsOfNodes() {
    givenNode("a", "");
    givenNode("b", "\"taints\":[{\"key\":\"k\",\"value\":\"v\",\"effect\":\"NoSchedule\"}]");
    givenNode(
        "c",
        "\"taints\":[{\"key\":\"node.kubernetes.io/unschedulable\",\"effect\":\"NoSchedule\"}]");
    givenSet("{\"maxUnavailable\":1}", "\"nodeSelector\":{\"disk\":\"ssd\"},");
    start();
    assertThat(places()).containsExactly("a", "c");
    patch("a", "{\"metadata\":{\"labels\":{\"disk\":\"hdd\"}}}");
    assertThat(places()).containsExactly("c");
    // A pod that is there stays under a taint that only keeps new ones away.
    patch("c", "{\"spec\":{\"taints\":[{\"key\":\"k\",\"effect\":\"NoSchedule\"}]}}");
    assertThat(places()).containsExactly("c");
    patch("c", "{\"spec\":{\"taints\":[{\"key\":\"k\",\"effect\":\"NoExecute\"}]}}");
    assertThat(places()).isEmpty();
    patch("b", "{\"spec\":{\"taints\":null}}");
    assertThat(places()).containsExactly("b");
  }

  @Test
  void replacesOnePodAfterTheOther() {
    for (String node : List.of("a", "b", "c")) {
      givenNode(node, "");
    }
    givenSet("{\"maxUnavailable\":1}", "");
    start();
    pods.makeAllReady();
    setImage("i:2");
    assertThat(images()).containsExactly("i:1", "i:1", "i:2");
    pods.makeAllReady();
    assertThat(images()).containsExactly("i:1", "i:2", "i:2");
    pods.makeAllReady();
    assertThat(images()).containsExactly("i:2", "i:2", "i:2");
    pods.makeAllReady();
    assertThat(status().path("updatedNumberScheduled").asInt()).isEqualTo(3);
    assertThat(fixture.names(Resources.CONTROLLER_REVISIONS)).hasSize(2);
  }

  @Test
  void surgesWhereItMay() {
    givenNode("a", "");
    givenNode("b", "");
    givenSet("{\"maxSurge\":1,\"maxUnavailable\":0}", "");
    start();
    pods.makeAllReady();
    setImage("i:2");
    assertThat(images()).containsExactly("i:1", "i:1", "i:2");
    pods.makeAllReady();
    assertThat(images()).containsExactly("i:1", "i:2", "i:2");
    pods.makeAllReady();
    assertThat(images()).containsExactly("i:2", "i:2");
  }

  @Test
  void replacesOnlyWhatIsDeletedWhenToldSo() {
    givenNode("a", "");
    givenSet("{}", "");
    start();
    patch("", "{\"spec\":{\"updateStrategy\":{\"type\":\"OnDelete\",\"rollingUpdate\":null}}}");
    setImage("i:2");
    assertThat(images()).containsExactly("i:1");
    fixture.api.remove(Resources.PODS, "ns", pods.all().getFirst().name());
    fixture.settle();
    assertThat(images()).containsExactly("i:2");
  }

  @Test
  void goesBackByItsHistoryAndKeepsOnlySoMuchOfIt() {
    givenNode("a", "");
    givenSet("{\"maxUnavailable\":1}", "");
    start();
    pods.makeAllReady();
    for (int i = 2; i < 6; i++) {
      setImage("i:" + i);
      pods.makeAllReady();
    }
    assertThat(fixture.api.all(Resources.CONTROLLER_REVISIONS)).hasSize(3);
    setImage("i:4");
    pods.makeAllReady();
    assertThat(fixture.api.all(Resources.CONTROLLER_REVISIONS))
        .filteredOn(revision -> revision.tree().path("revision").asInt() == 6)
        .singleElement()
        .satisfies(revision ->
            assertThat(revision.tree().at("/data/spec/template/spec/containers/0/image").asText())
                .isEqualTo("i:4"));
  }

  @Test
  void replacesAFailedPodLaterEachTime() {
    givenNode("a", "");
    givenSet("{\"maxUnavailable\":1}", "");
    start();
    String first = pods.all().getFirst().name();
    pods.end(pods.all().getFirst(), "Failed");
    String second = pods.all().getFirst().name();
    assertThat(second).isNotEqualTo(first);
    pods.end(pods.all().getFirst(), "Failed");
    assertThat(pods.all()).extracting(ApiObject::name).containsExactly(second);
    fixture.advance(Duration.ofSeconds(3));
    assertThat(pods.all()).extracting(ApiObject::name).doesNotContain(second);
    assertThat(fixture.events()).contains("FailedDaemonPod");
  }

  @Test
  void removesPodsThatWaitForANodeThatIsGone() {
    givenNode("a", "");
    givenSet("{\"maxUnavailable\":1}", "");
    start();
    fixture.api.remove(Resources.NODES, "", "a");
    fixture.settle();
    assertThat(pods.all()).isEmpty();
    assertThat(status().path("desiredNumberScheduled").asInt()).isZero();
  }

  @Test
  void overridesTheTemplatesAffinityAndTolerations() {
    givenNode("a", "");
    givenSet(
        "{\"maxUnavailable\":1}",
        """
        "hostNetwork":true,
        "tolerations":[{"key":"node.kubernetes.io/not-ready","operator":"Exists",
          "effect":"NoExecute","tolerationSeconds":30}],
        """);
    start();
    ObjectNode spec = (ObjectNode) pods.all().getFirst().tree().get("spec");
    assertThat(spec.at("/tolerations/0").has("tolerationSeconds")).isFalse();
    assertThat(spec.path("tolerations")).hasSize(7);
    assertThat(
            spec.at(
                "/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution"
                    + "/nodeSelectorTerms/0/matchFields/0/values/0"))
        .isEqualTo(spec.textNode("a"));
  }
}
