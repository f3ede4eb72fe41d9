package io.binnacle.controller.endpointslice;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerFixture;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EndpointSliceControllerTest {
  private final ControllerFixture fixture = new ControllerFixture();

  @BeforeEach
  void start() {
    fixture.given(
        Resources.NODES,
        """
        {"metadata":{"name":"node1","labels":{"topology.kubernetes.io/zone":"z1"}}}
        """);
    fixture.start(new EndpointSliceController());
    fixture.given(
        Resources.SERVICES,
        """
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"web","namespace":"ns","uid":"svc"},
         "spec":{"selector":{"app":"web"},"ports":[{"port":80,"targetPort":8080}]}}
        """);
    fixture.settle();
  }

  private void givenPod(String name, String ip, boolean ready) {
    fixture.given(
        Resources.PODS,
        """
        {"apiVersion":"v1","kind":"Pod",
         "metadata":{"name":"%s","namespace":"ns","labels":{"app":"web"}},
         "spec":{"nodeName":"node1","containers":[{"name":"c"}]},
         "status":{"phase":"Running","podIP":"%s","podIPs":[{"ip":"%s"}],
           "conditions":[{"type":"Ready","status":"%s"}]}}
        """
            .formatted(name, ip, ip, ready ? "True" : "False"));
  }

  private List<ApiObject> slices() {
    return fixture.api.all(Resources.ENDPOINT_SLICES);
  }

  @Test
  void aServiceWithoutPodsHasAnEmptySlice() {
    assertThat(slices()).hasSize(1);
    ApiObject slice = slices().getFirst();
    assertThat(slice.labels())
        .containsEntry("kubernetes.io/service-name", "web")
        .containsEntry("endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io");
    assertThat(slice.controllerOwner()).get().extracting("uid").isEqualTo("svc");
    assertThat(slice.tree().path("addressType").asText()).isEqualTo("IPv4");
  }

  @Test
  void tellsConditionsNodeZoneAndPodOfEachEndpoint() {
    givenPod("a", "10.0.0.1", true);
    givenPod("b", "10.0.0.2", false);
    fixture.settle();
    assertThat(slices()).hasSize(1);
    JsonNode slice = slices().getFirst().tree();
    assertThat(slice.at("/ports/0/port").asInt()).isEqualTo(8080);
    JsonNode ready = slice.at("/endpoints/0");
    assertThat(ready.at("/addresses/0").asText()).isEqualTo("10.0.0.1");
    assertThat(ready.at("/conditions/ready").asBoolean()).isTrue();
    assertThat(ready.path("nodeName").asText()).isEqualTo("node1");
    assertThat(ready.path("zone").asText()).isEqualTo("z1");
    assertThat(ready.at("/targetRef/name").asText()).isEqualTo("a");
    assertThat(slice.at("/endpoints/1/conditions/ready").asBoolean()).isFalse();
  }

  @Test
  void keepsSlicesWhoseUnnamedPortTheApiHasGivenAnEmptyName() {
    givenPod("a", "10.0.0.1", true);
    fixture.settle();
    assertThat(slices().getFirst().tree().at("/ports/0/name").asText("none")).isEmpty();
    String name = slices().getFirst().name();
    givenPod("b", "10.0.0.2", true);
    fixture.settle();
    assertThat(slices()).extracting(ApiObject::name).containsExactly(name);
  }

  @Test
  void aTerminatingPodServesButIsNotReady() {
    givenPod("a", "10.0.0.1", true);
    fixture.settle();
    fixture.api.setDefaultGracePeriod(Resources.PODS, 30);
    fixture.api.delete(Resources.PODS, "ns", "a", DeleteOptions.defaults());
    fixture.settle();
    JsonNode conditions = slices().getFirst().tree().at("/endpoints/0/conditions");
    assertThat(conditions.path("ready").asBoolean()).isFalse();
    assertThat(conditions.path("serving").asBoolean()).isTrue();
    assertThat(conditions.path("terminating").asBoolean()).isTrue();
  }

  @Test
  void fillsSlicesUpToAHundredAndKeepsEndpointsWhereTheyAre() {
    for (int i = 0; i < 150; i++) {
      givenPod("p" + i, "10.0.%d.%d".formatted(i / 100, i % 100), true);
    }
    fixture.settle();
    assertThat(slices())
        .extracting(slice -> slice.tree().path("endpoints").size())
        .containsExactlyInAnyOrder(100, 50);

    fixture.api.clearCalls();
    fixture.api.delete(Resources.PODS, "ns", "p0", DeleteOptions.now());
    fixture.settle();
    assertThat(fixture.api.writes()).hasSize(2);
    assertThat(slices())
        .extracting(slice -> slice.tree().path("endpoints").size())
        .containsExactlyInAnyOrder(99, 50);
  }

  @Test
  void aDeletedServiceTakesItsSlicesAlong() {
    fixture.api.delete(Resources.SERVICES, "ns", "web", DeleteOptions.defaults());
    fixture.settle();
    assertThat(slices()).isEmpty();
  }

  @Test
  void saysWhoShouldUseAnEndpointFirstWhereTheServiceAsksForIt() {
    ObjectNode service = fixture.api.get(Resources.SERVICES, "ns", "web").copyTree();
    service.withObjectProperty("spec").put("trafficDistribution", "PreferSameNode");
    fixture.api.put(Resources.SERVICES, service);
    givenPod("a", "10.0.0.1", true);
    givenPod("b", "10.0.0.2", false);
    fixture.settle();
    JsonNode endpoints = slices().getFirst().tree().path("endpoints");
    assertThat(endpoints.at("/0/hints/forZones/0/name").asText()).isEqualTo("z1");
    assertThat(endpoints.at("/0/hints/forNodes/0/name").asText()).isEqualTo("node1");
    assertThat(endpoints.at("/1").has("hints")).isFalse();

    service.withObjectProperty("spec").put("trafficDistribution", "PreferClose");
    fixture.api.put(Resources.SERVICES, service);
    fixture.settle();
    JsonNode hints = slices().getFirst().tree().at("/endpoints/0/hints");
    assertThat(hints.at("/forZones/0/name").asText()).isEqualTo("z1");
    assertThat(hints.has("forNodes")).isFalse();
  }
}
