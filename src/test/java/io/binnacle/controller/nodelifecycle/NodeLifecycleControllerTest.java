package io.binnacle.controller.nodelifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.PatchType;
import io.binnacle.client.Resources;
import io.binnacle.client.Timestamps;
import io.binnacle.controller.ControllerFixture;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class NodeLifecycleControllerTest {
  private static final String TOLERATES_FIVE_MINUTES =
      """
      [{"key":"node.kubernetes.io/unreachable","operator":"Exists","effect":"NoExecute",
        "tolerationSeconds":300}]
      """;

  private final ControllerFixture fixture = new ControllerFixture();

  private void givenNode(String name) {
    fixture.given(
        Resources.NODES,
        """
        {"apiVersion":"v1","kind":"Node","metadata":{"name":"%s"},"spec":{},
         "status":{"conditions":[{"type":"Ready","status":"True","lastHeartbeatTime":"x"}]}}
        """
            .formatted(name));
    fixture.given(
        Resources.LEASES,
        "{\"metadata\":{\"name\":\"%s\",\"namespace\":\"kube-node-lease\"}}".formatted(name));
  }

  private void givenPod(String name, String node, String tolerations) {
    fixture.given(
        Resources.PODS,
        """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","namespace":"ns"},
         "spec":{"nodeName":"%s","tolerations":%s},
         "status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}
        """
            .formatted(name, node, tolerations));
  }

  private void heartbeat(String node) {
    fixture.api.patch(
        Resources.LEASES,
        "kube-node-lease",
        node,
        "",
        PatchType.MERGE,
        Json.readTrusted(
            "{\"spec\":{\"renewTime\":\"%s\"}}"
                .formatted(Timestamps.micros(fixture.time.instant()))));
  }

  /** Lets time pass in which only the living node sends heartbeats. */
  private void pass(Duration time, String... living) {
    for (long second = 0; second < time.toSeconds(); second += 5) {
      fixture.advance(Duration.ofSeconds(5));
      for (String node : living) {
        heartbeat(node);
      }
    }
  }

  private JsonNode readyCondition(String node) {
    return fixture.api.get(Resources.NODES, "", node).tree().at("/status/conditions/0");
  }

  private List<String> taints(String node) {
    JsonNode taints = fixture.api.get(Resources.NODES, "", node).tree().at("/spec/taints");
    return StreamSupport.stream(taints.spliterator(), false)
        .map(taint -> taint.path("key").asText() + ":" + taint.path("effect").asText())
        .toList();
  }

  @Test
  void noticesASilentNodeAndTaintsItAndTakesItsPodsOutOfService() {
    givenNode("dead");
    givenNode("alive");
    givenPod("p", "dead", TOLERATES_FIVE_MINUTES);
    fixture.start(new NodeLifecycleController());
    pass(Duration.ofSeconds(35), "alive");
    assertThat(readyCondition("dead").path("status").asText()).isEqualTo("True");
    pass(Duration.ofSeconds(15), "alive");
    assertThat(readyCondition("dead").path("status").asText()).isEqualTo("Unknown");
    assertThat(readyCondition("dead").path("reason").asText()).isEqualTo("NodeStatusUnknown");
    assertThat(taints("dead"))
        .containsExactly(
            "node.kubernetes.io/unreachable:NoSchedule",
            "node.kubernetes.io/unreachable:NoExecute");
    assertThat(taints("alive")).isEmpty();
    ApiObject pod = fixture.api.get(Resources.PODS, "ns", "p");
    assertThat(pod.tree().at("/status/conditions/0/status").asText()).isEqualTo("False");
  }

  @Test
  void evictsWhenTolerationEnds() {
    givenNode("dead");
    givenNode("alive");
    givenPod("five-minutes", "dead", TOLERATES_FIVE_MINUTES);
    givenPod("forever", "dead", "[{\"operator\":\"Exists\"}]");
    givenPod("not-at-all", "dead", "[]");
    fixture.start(new NodeLifecycleController());
    pass(Duration.ofSeconds(60), "alive");
    assertThat(fixture.names(Resources.PODS)).containsExactly("five-minutes", "forever");
    pass(Duration.ofSeconds(300), "alive");
    assertThat(fixture.names(Resources.PODS)).containsExactly("forever");
    assertThat(fixture.events()).contains("TaintManagerEviction", "NodeNotReady");
  }

  @Test
  void evictsEarlierWhereConfigured() {
    givenNode("dead");
    givenNode("alive");
    givenPod("p", "dead", TOLERATES_FIVE_MINUTES);
    fixture
        .with("binnacle.controller.node-lifecycle.node-monitor-grace-period", "10s")
        .with("binnacle.controller.node-lifecycle.pod-eviction-timeout", "5s")
        .start(new NodeLifecycleController());
    pass(Duration.ofSeconds(25), "alive");
    assertThat(fixture.names(Resources.PODS)).isEmpty();
  }

  @Test
  void takesTheTaintsAwayWhenTheNodeIsBack() {
    givenNode("dead");
    givenNode("alive");
    fixture.start(new NodeLifecycleController());
    pass(Duration.ofSeconds(60), "alive");
    fixture.api.patch(
        Resources.NODES,
        "",
        "dead",
        "status",
        PatchType.STRATEGIC,
        Json.readTrusted(
            """
            {"status":{"conditions":[
              {"type":"Ready","status":"True","lastHeartbeatTime":"y"}]}}
            """));
    fixture.settle();
    assertThat(taints("dead")).isEmpty();
    assertThat(readyCondition("dead").path("status").asText()).isEqualTo("True");
  }

  @Test
  void leavesPodsWhereTheyAreWhenNoNodeIsLeft() {
    givenNode("only");
    givenPod("p", "only", "[]");
    fixture.start(new NodeLifecycleController());
    pass(Duration.ofMinutes(3));
    assertThat(taints("only")).containsExactly("node.kubernetes.io/unreachable:NoSchedule");
    assertThat(fixture.names(Resources.PODS)).containsExactly("p");
  }

  @Test
  void taintsByConditionAndKeepsWhatPeopleHaveSet() {
    fixture.given(
        Resources.NODES,
        """
        {"apiVersion":"v1","kind":"Node","metadata":{"name":"n"},
         "spec":{"unschedulable":true,"taints":[{"key":"mine","effect":"NoSchedule"}]},
         "status":{"conditions":[{"type":"Ready","status":"True"},
           {"type":"DiskPressure","status":"True"}]}}
        """);
    fixture.start(new NodeLifecycleController());
    assertThat(taints("n"))
        .containsExactlyInAnyOrder(
            "mine:NoSchedule",
            "node.kubernetes.io/disk-pressure:NoSchedule",
            "node.kubernetes.io/unschedulable:NoSchedule");
  }

  private void taint(String node, String taint) {
    fixture.api.patch(
        Resources.NODES,
        "",
        node,
        "",
        PatchType.MERGE,
        Json.readTrusted("{\"spec\":{\"taints\":[%s]}}".formatted(taint)));
  }

  @Test
  void aTolerationCountsFromWhenPodAndTaintMeet() {
    givenNode("n");
    givenPod("first", "n", "[{\"operator\":\"Exists\",\"tolerationSeconds\":60}]");
    fixture.start(new NodeLifecycleController());
    taint("n", "{\"key\":\"k\",\"effect\":\"NoExecute\"}");
    pass(Duration.ofSeconds(30), "n");
    givenPod("second", "n", "[{\"operator\":\"Exists\",\"tolerationSeconds\":60}]");
    pass(Duration.ofSeconds(35), "n");
    assertThat(fixture.names(Resources.PODS)).containsExactly("second");
    pass(Duration.ofSeconds(30), "n");
    assertThat(fixture.names(Resources.PODS)).isEmpty();
  }

  @Test
  void aPodThatComesLateHasItsWholeTimeAlthoughTheTaintIsOld() {
    givenNode("n");
    fixture.start(new NodeLifecycleController());
    taint("n", "{\"key\":\"k\",\"effect\":\"NoExecute\",\"timeAdded\":\"2020-01-01T00:00:00Z\"}");
    givenPod("late", "n", "[{\"operator\":\"Exists\",\"tolerationSeconds\":60}]");
    pass(Duration.ofSeconds(55), "n");
    assertThat(fixture.names(Resources.PODS)).containsExactly("late");
    pass(Duration.ofSeconds(10), "n");
    assertThat(fixture.names(Resources.PODS)).isEmpty();
  }

  @Test
  void leavesThePodsOfALivingAgentToIt() {
    givenNode("n");
    givenPod("p", "n", "[{\"operator\":\"Exists\"}]");
    fixture.start(new NodeLifecycleController());
    fixture.api.patch(
        Resources.NODES,
        "",
        "n",
        "status",
        PatchType.STRATEGIC,
        Json.readTrusted(
            "{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"False\"}]}}"));
    pass(Duration.ofSeconds(20), "n");
    ApiObject pod = fixture.api.get(Resources.PODS, "ns", "p");
    assertThat(pod.tree().at("/status/conditions/0/status").asText()).isEqualTo("True");
  }

  private long givenUp() {
    return fixture.api.all(Resources.NODES).stream()
        .filter(node -> taints(node.name()).contains("node.kubernetes.io/unreachable:NoExecute"))
        .count();
  }

  @Test
  void givesLostNodesUpOneAfterTheOther() {
    List.of("a", "b", "lost-1", "lost-2").forEach(this::givenNode);
    fixture
        .with("binnacle.controller.node-lifecycle.node-eviction-rate", "0.01")
        .start(new NodeLifecycleController());
    pass(Duration.ofSeconds(60), "a", "b");
    assertThat(givenUp()).isEqualTo(1);
    pass(Duration.ofSeconds(90), "a", "b");
    assertThat(givenUp()).isEqualTo(2);
  }

  @Test
  void evictsNobodyWhereMostOfASmallClusterIsLost() {
    List.of("a", "lost-1", "lost-2", "lost-3").forEach(this::givenNode);
    givenPod("p", "lost-1", "[]");
    fixture.start(new NodeLifecycleController());
    pass(Duration.ofMinutes(3), "a");
    assertThat(givenUp()).isZero();
    assertThat(taints("lost-1")).containsExactly("node.kubernetes.io/unreachable:NoSchedule");
    assertThat(fixture.names(Resources.PODS)).containsExactly("p");
  }
}
