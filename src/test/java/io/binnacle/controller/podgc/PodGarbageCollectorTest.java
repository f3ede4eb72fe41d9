package io.binnacle.controller.podgc;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerFixture;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PodGarbageCollectorTest {
  private final ControllerFixture fixture = new ControllerFixture();

  private void givenPod(String name, String node, String phase, boolean terminating) {
    fixture.given(
        Resources.PODS,
        """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","namespace":"ns"%s},
         "spec":{%s},"status":{"phase":"%s"}}
        """
            .formatted(
                name,
                terminating
                    ? ",\"deletionTimestamp\":\"2026-01-01T00:00:30Z\",\"deletionGracePeriodSeconds\":30"
                    : "",
                node.isEmpty() ? "" : "\"nodeName\":\"" + node + "\"",
                phase));
  }

  @Test
  void removesPodsOfAGoneNodeAfterTheQuarantine() {
    givenPod("orphan", "gone", "Running", false);
    fixture.given(Resources.NODES, "{\"metadata\":{\"name\":\"gone\"}}");
    fixture.start(new PodGarbageCollector());
    fixture.api.remove(Resources.NODES, "", "gone");
    fixture.advance(Duration.ofSeconds(35));
    assertThat(fixture.names(Resources.PODS)).containsExactly("orphan");
    fixture.advance(Duration.ofSeconds(10));
    assertThat(fixture.names(Resources.PODS)).isEmpty();
    assertThat(fixture.api.writes())
        .containsExactly("patch pods/status ns/orphan", "delete pods ns/orphan");
  }

  @Test
  void waitsLongerForANodeThatHasNeverBeenSeen() {
    givenPod("early", "not-yet", "Running", false);
    fixture.start(new PodGarbageCollector());
    fixture.advance(Duration.ofSeconds(55));
    assertThat(fixture.names(Resources.PODS)).containsExactly("early");
    fixture.advance(Duration.ofSeconds(10));
    assertThat(fixture.names(Resources.PODS)).isEmpty();
  }

  @Test
  void removesTerminatingPodsWithoutANodeOrOnOneOutOfService() {
    fixture.given(
        Resources.NODES,
        """
        {"metadata":{"name":"off"},
         "spec":{"taints":[{"key":"node.kubernetes.io/out-of-service","effect":"NoExecute"}]},
         "status":{"conditions":[{"type":"Ready","status":"Unknown"}]}}
        """);
    fixture.given(Resources.NODES, "{\"metadata\":{\"name\":\"silent\"}}");
    givenPod("unbound", "", "Pending", true);
    givenPod("out-of-service", "off", "Running", true);
    givenPod("waits-for-its-node", "silent", "Running", true);
    givenPod("living", "off", "Running", false);
    fixture.start(new PodGarbageCollector());
    assertThat(fixture.names(Resources.PODS)).containsExactly("living", "waits-for-its-node");
  }

  @Test
  void removesTheOldestEndedPodsBeyondTheThreshold() {
    fixture.given(Resources.NODES, "{\"metadata\":{\"name\":\"n\"}}");
    for (String name : new String[] {"c", "a", "b"}) {
      givenPod(name, "n", "Succeeded", false);
      fixture.time.advance(Duration.ofSeconds(1));
    }
    givenPod("running", "n", "Running", false);
    fixture
        .with("binnacle.controller.podgc.terminated-pod-threshold", "1")
        .start(new PodGarbageCollector());
    assertThat(fixture.names(Resources.PODS)).containsExactly("b", "running");
  }
}
