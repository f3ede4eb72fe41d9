package io.binnacle.controller.endpointslice;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ZoneHintsTest {
  private final List<ObjectNode> endpoints = new ArrayList<>();

  @Test
  void eachZoneUsesItsOwnWhereSharesAreAlike() {
    given("a", 2);
    given("b", 2);

    ZoneHints.of(List.of(node("a", "4", ""), node("b", "4", ""))).addTo(endpoints);

    assertThat(hints()).containsExactly("a", "a", "b", "b");
  }

  @Test
  void aZoneWithTooFewGetsSomeOfTheOthers() {
    given("a", 5);
    given("b", 1);

    ZoneHints.of(List.of(node("a", "4", ""), node("b", "4", ""))).addTo(endpoints);

    assertThat(hints()).containsExactly("a", "a", "a", "b", "b", "b");
  }

  @Test
  void nobodyIsToldWhereAnEndpointWouldGetTooMuch() {
    given("a", 1);
    given("b", 1);

    ZoneHints.of(List.of(node("a", "9", ""), node("b", "1", ""))).addTo(endpoints);

    assertThat(hints()).containsOnly("");
  }

  @Test
  void nodesOfTheControlPlaneDoNotCount() {
    given("a", 2);
    given("b", 2);
    ApiObject control = node("a", "64", ",\"node-role.kubernetes.io/control-plane\":\"\"");

    ZoneHints.of(List.of(control, node("a", "4", ""), node("b", "4", ""))).addTo(endpoints);

    assertThat(hints()).containsExactly("a", "a", "b", "b");
  }

  @Test
  void withOneZoneThereIsNothingToChoose() {
    given("a", 2);

    ZoneHints.of(List.of(node("a", "4", ""))).addTo(endpoints);

    assertThat(hints()).containsOnly("");
  }

  private void given(String zone, int count) {
    for (int i = 0; i < count; i++) {
      ObjectNode endpoint = Json.object().put("zone", zone);
      endpoint.putObject("conditions").put("ready", true);
      endpoints.add(endpoint);
    }
  }

  private static ApiObject node(String zone, String cpu, String labels) {
    return ApiObject.of(
        Json.readTrusted(
            """
            {"metadata":{"name":"n","labels":{"topology.kubernetes.io/zone":"%s"%s}},
             "status":{"allocatable":{"cpu":"%s"},"conditions":[{"type":"Ready","status":"True"}]}}
            """
                .formatted(zone, labels, cpu)));
  }

  private List<String> hints() {
    return endpoints.stream()
        .map(endpoint -> endpoint.at("/hints/forZones/0/name").asText())
        .toList();
  }
}
