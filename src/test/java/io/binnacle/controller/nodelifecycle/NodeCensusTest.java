package io.binnacle.controller.nodelifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeCensusTest {
  private static final Duration GRACE = Duration.ofSeconds(40);
  private static final NodeCensus.Zone A = new NodeCensus.Zone("", "a");
  private static final NodeCensus.Zone B = new NodeCensus.Zone("", "b");

  private final Map<String, Instant> heartbeats = new HashMap<>();
  private int looks;
  private Instant now = Instant.parse("2026-11-22T12:00:00Z");
  private final NodeCensus census = new NodeCensus(this::lastSeen, GRACE);

  private Instant lastSeen(String node) {
    looks++;
    return heartbeats.getOrDefault(node, Instant.EPOCH);
  }

  private static ApiObject node(String name, String labels, String ready) {
    return ApiObject.of(
        Json.readTrusted(
            """
            {"metadata":{"name":"%s","labels":{%s}},
             "status":{"conditions":[{"type":"Ready","status":"%s"}]}}
            """
                .formatted(name, labels, ready)));
  }

  private void given(String name, String zone, String ready) {
    heartbeats.put(name, now);
    census.nodeSeen(
        node(name, "\"topology.kubernetes.io/zone\":\"%s\"".formatted(zone), ready), now);
  }

  private void heartbeat(String name) {
    heartbeats.put(name, now);
    census.heartbeatSeen(name, now);
  }

  private void pass(long seconds) {
    now = now.plusSeconds(seconds);
  }

  @Test
  void countsByZone() {
    given("a1", "a", "True");
    given("a2", "a", "False");
    given("b1", "b", "Unknown");
    assertThat(census.zone(A, now)).isEqualTo(new NodeCensus.Count(1, 2));
    assertThat(census.zone(B, now)).isEqualTo(new NodeCensus.Count(0, 1));
    assertThat(census.isAnyOtherWell("a1", now)).isFalse();
    assertThat(census.isAnyOtherWell("a2", now)).isTrue();
  }

  @Test
  void nodesThatFallSilentAreNotWellUntilTheyAreHeardAgain() {
    given("a1", "a", "True");
    given("a2", "a", "True");
    pass(30);
    heartbeat("a2");
    pass(10);
    assertThat(census.zone(A, now)).isEqualTo(new NodeCensus.Count(2, 2));
    pass(1);
    assertThat(census.zone(A, now)).isEqualTo(new NodeCensus.Count(1, 2));
    pass(30);
    assertThat(census.zone(A, now)).isEqualTo(new NodeCensus.Count(0, 2));
    assertThat(census.isAnyOtherWell("x", now)).isFalse();
    heartbeat("a1");
    assertThat(census.zone(A, now)).isEqualTo(new NodeCensus.Count(1, 2));
  }

  @Test
  void nodesThatMoveOrGoOrAreExcludedNoLongerCount() {
    given("n", "a", "True");
    given("n", "b", "True");
    assertThat(census.zone(A, now)).isEqualTo(NodeCensus.Count.NONE);
    assertThat(census.zone(B, now)).isEqualTo(new NodeCensus.Count(1, 1));
    census.forget("n");
    assertThat(census.zone(B, now)).isEqualTo(NodeCensus.Count.NONE);
    heartbeats.put("n", now);
    census.nodeSeen(node("n", "\"" + NodeCensus.EXCLUDED + "\":\"\"", "True"), now);
    assertThat(census.zone(new NodeCensus.Zone("", ""), now)).isEqualTo(NodeCensus.Count.NONE);
    assertThat(census.isAnyOtherWell("other", now)).isTrue();
  }

  /** Asking about each of the lost looks at none of the others again. */
  @Test
  void theWorkOfManyLostNodesIsLinear() {
    int nodes = 5_000;
    for (int i = 0; i < nodes; i++) {
      given("n" + i, "a", "True");
    }
    pass(60);
    looks = 0;
    for (int i = 0; i < nodes; i++) {
      assertThat(census.isAnyOtherWell("n" + i, now)).isFalse();
      assertThat(census.zone(A, now).notWell()).isEqualTo(nodes);
    }
    assertThat(looks).isEqualTo(nodes);
  }
}
