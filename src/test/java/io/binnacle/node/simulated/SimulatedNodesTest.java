package io.binnacle.node.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.FakeApiClient;
import io.binnacle.client.FakeTime;
import io.binnacle.client.PatchType;
import io.binnacle.client.Resources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatedNodesTest {
  private static final Duration MOMENT = Duration.ofMillis(1);

  @TempDir Path root;

  private final FakeTime time = new FakeTime();
  private final FakeApiClient api = new FakeApiClient(time);
  private SimulatedNodes nodes;

  @BeforeEach
  void makeNodes() {
    api.setDefaultGracePeriod(Resources.PODS, 30);
    nodes =
        new SimulatedNodes(
            new SimulatedNodes.Cluster(api, Runnable::run, time, new Random(1), time),
            SimulatedNodeSettings.large("node-", root));
  }

  @AfterEach
  void stopNodes() {
    nodes.close();
  }

  private void givenPod(String name, String node, String more, String annotations) {
    api.given(
        Resources.PODS,
        """
        {"apiVersion":"v1","kind":"Pod",
         "metadata":{"name":"%s","namespace":"default","annotations":{%s}},
         "spec":{"nodeName":"%s","containers":[{"name":"app","image":"app"%s}]}}
        """
            .formatted(name, annotations, node, more));
  }

  private void givenPodThatRuns(String name) {
    givenPod(name, "node-0", "", "");
    nodes.start(0);
    time.advance(MOMENT);
  }

  private void patchStatus(String name, ObjectNode status) {
    ObjectNode patch = Json.object();
    patch.set("status", status);
    api.patch(Resources.PODS, "default", name, "status", PatchType.MERGE, patch);
    time.advance(MOMENT);
  }

  private Optional<ApiObject> pod(String name) {
    return api.find(Resources.PODS, "default", name);
  }

  private JsonNode status(String name) {
    return pod(name).orElseThrow().tree().path("status");
  }

  private String phase(String name) {
    return status(name).path("phase").asText();
  }

  private static boolean isReady(JsonNode status) {
    for (JsonNode condition : status.path("conditions")) {
      if (condition.path("type").asText().equals("Ready")) {
        return condition.path("status").asText().equals("True");
      }
    }
    return false;
  }

  @Test
  void registersEachNodeWithRangeAddressAndLease() {
    nodes.startAll(2);
    time.advance(Duration.ofSeconds(1));

    await()
        .untilAsserted(
            () -> assertThat(api.all(Resources.LEASES)).extracting(ApiObject::name).hasSize(2));
    assertThat(nodes.up()).isEqualTo(2);
    JsonNode second = api.find(Resources.NODES, "", "node-1").orElseThrow().tree();
    assertThat(second.path("spec").path("podCIDR").asText()).isEqualTo("100.64.1.0/24");
    assertThat(second.path("status").path("allocatable").path("pods").asText()).isEqualTo("110");
    assertThat(isReady(second.path("status"))).isTrue();
  }

  @Test
  void reportsItsOwnPodsAsRunningWithAnAddress() {
    givenPod("mine", "node-0", ",\"readinessProbe\":{\"tcpSocket\":{\"port\":80}}", "");
    givenPod("other", "node-7", "", "");
    nodes.start(0);
    time.advance(MOMENT);

    assertThat(phase("mine")).isEqualTo("Running");
    assertThat(isReady(status("mine"))).isTrue();
    assertThat(status("mine").path("podIP").asText()).isEqualTo("100.64.0.1");
    assertThat(status("mine").path("hostIP").asText()).isEqualTo("198.18.0.0");
    assertThat(phase("other")).isEmpty();
    assertThat(nodes.pods()).isEqualTo(1);
  }

  @Test
  void aDeletedPodEndsAndIsRemovedAndItsAddressIsFree() {
    givenPodThatRuns("first");

    api.delete(Resources.PODS, "default", "first", DeleteOptions.defaults());
    time.advance(MOMENT);

    assertThat(pod("first")).isEmpty();
    assertThat(nodes.pods()).isZero();
    givenPod("second", "node-0", "", "");
    api.bookmark();
    time.advance(MOMENT);
    assertThat(status("second").path("podIP").asText()).isEqualTo("100.64.0.1");
  }

  @Test
  void aPodThatSomebodyTookForLostIsReportedAgain() {
    givenPodThatRuns("mine");

    ObjectNode lost = Json.object();
    lost.putArray("conditions")
        .addObject()
        .put("type", "Ready")
        .put("status", "False")
        .put("reason", "NodeNotReady");
    patchStatus("mine", lost);

    assertThat(isReady(status("mine"))).isTrue();
  }

  @Test
  void aPodThatSomebodyElseDeclaredFailedStaysSo() {
    givenPodThatRuns("mine");

    patchStatus("mine", Json.object().put("phase", "Failed").put("reason", "Preempted"));

    JsonNode status = status("mine");
    assertThat(status.path("phase").asText()).isEqualTo("Failed");
    assertThat(status.path("reason").asText()).isEqualTo("Preempted");
    assertThat(status.at("/containerStatuses/0/state").has("terminated")).isTrue();
  }

  @Test
  void containersEndByThemselvesWhereThePodSaysSo() {
    givenPod(
        "short",
        "node-0",
        "}],\"restartPolicy\":\"Never\",\"unused\":[{",
        "\"%s\":\"500\",\"%s\":\"3\""
            .formatted(SimulatedRun.RUN_MILLISECONDS, SimulatedRun.EXIT_CODE));
    nodes.start(0);
    time.advance(MOMENT);
    assertThat(phase("short")).isEqualTo("Running");

    time.advance(Duration.ofSeconds(1));

    assertThat(phase("short")).isEqualTo("Failed");
    assertThat(status("short").at("/containerStatuses/0/state/terminated/exitCode").asInt())
        .isEqualTo(3);
  }

  @Test
  void containersThatAreToRunAlwaysRunAgain() {
    givenPod("again", "node-0", "", "\"%s\":\"500\"".formatted(SimulatedRun.RUN_MILLISECONDS));
    nodes.start(0);

    time.advance(Duration.ofMillis(1200));

    assertThat(phase("again")).isEqualTo("Running");
    assertThat(status("again").at("/containerStatuses/0/restartCount").asInt()).isEqualTo(2);
  }

  @Test
  void aNodeThatIsLostFallsSilentUntilItComesBack() {
    nodes.start(0);
    nodes.lose(0);
    givenPod("waiting", "node-0", "", "");
    time.advance(Duration.ofSeconds(1));
    assertThat(phase("waiting")).isEmpty();

    nodes.start(0);
    time.advance(MOMENT);

    assertThat(phase("waiting")).isEqualTo("Running");
  }
}
