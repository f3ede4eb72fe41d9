package io.binnacle.controller.endpointslice;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.PatchType;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerFixture;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndpointSliceMirroringControllerTest {
  private final ControllerFixture fixture = new ControllerFixture();

  private void givenService(String selector) {
    fixture.given(
        Resources.SERVICES,
        """
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"db","namespace":"ns"},
         "spec":{"clusterIP":"10.96.0.9","selector":%s,"ports":[{"port":5432}]}}
        """
            .formatted(selector));
  }

  private void givenEndpoints(String metadata) {
    fixture.given(
        Resources.ENDPOINTS,
        """
        {"apiVersion":"v1","kind":"Endpoints",
         "metadata":{"name":"db","namespace":"ns","uid":"ep"%s},
         "subsets":[{"addresses":[{"ip":"192.0.2.1","nodeName":"n"},{"ip":"2001:db8::1"}],
           "notReadyAddresses":[{"ip":"192.0.2.2"}],
           "ports":[{"name":"","port":5432,"protocol":"TCP"}]}]}
        """
            .formatted(metadata));
  }

  private void start() {
    fixture.start(new EndpointSliceMirroringController());
  }

  private List<ApiObject> slices() {
    return fixture.api.all(Resources.ENDPOINT_SLICES);
  }

  @Test
  void mirrorsTheEndpointsOfAServiceWithoutSelector() {
    givenService("{}");
    givenEndpoints(
        ",\"labels\":{\"team\":\"a\"},\"annotations\":{\"note\":\"b\","
            + "\"kubectl.kubernetes.io/last-applied-configuration\":\"c\"}");
    start();
    assertThat(slices())
        .extracting(slice -> slice.tree().path("addressType").asText())
        .containsExactlyInAnyOrder("IPv4", "IPv6");
    ApiObject four =
        slices().stream()
            .filter(slice -> slice.tree().path("addressType").asText().equals("IPv4"))
            .findFirst()
            .orElseThrow();
    assertThat(four.labels())
        .containsEntry("team", "a")
        .containsEntry("kubernetes.io/service-name", "db")
        .containsEntry(
            "endpointslice.kubernetes.io/managed-by", "endpointslicemirroring-controller.k8s.io");
    assertThat(four.annotations()).containsOnlyKeys("note");
    assertThat(four.controllerOwner()).get().extracting("uid").isEqualTo("ep");
    JsonNode tree = four.tree();
    assertThat(tree.at("/ports/0/port").asInt()).isEqualTo(5432);
    assertThat(tree.at("/ports/0/name").asText("none")).isEmpty();
    assertThat(tree.at("/endpoints/0/addresses/0").asText()).isEqualTo("192.0.2.1");
    assertThat(tree.at("/endpoints/0/conditions/ready").asBoolean()).isTrue();
    assertThat(tree.at("/endpoints/0/nodeName").asText()).isEqualTo("n");
    assertThat(tree.at("/endpoints/1/conditions/ready").asBoolean(true)).isFalse();
  }

  @Test
  void followsTheEndpointsAndWritesNothingWhereNothingDiffers() {
    givenService("{}");
    givenEndpoints("");
    start();
    fixture.api.clearCalls();
    fixture.api.patch(
        Resources.ENDPOINTS,
        "ns",
        "db",
        "",
        PatchType.MERGE,
        Json.readTrusted(
            """
            {"subsets":[{"addresses":[{"ip":"192.0.2.7"}],
              "ports":[{"port":5432,"protocol":"TCP"}]}]}
            """));
    fixture.settle();
    assertThat(slices()).hasSize(1);
    assertThat(slices().getFirst().tree().at("/endpoints/0/addresses/0").asText())
        .isEqualTo("192.0.2.7");
    assertThat(fixture.api.writes()).hasSize(3);
  }

  @Test
  void leavesSelectingServicesAndWhatIsNotToBeMirroredAlone() {
    givenService("{\"app\":\"db\"}");
    givenEndpoints("");
    start();
    assertThat(slices()).isEmpty();
  }

  @Test
  void skipsWhatSaysSo() {
    givenService("{}");
    givenEndpoints(",\"labels\":{\"endpointslice.kubernetes.io/skip-mirror\":\"true\"}");
    start();
    assertThat(slices()).isEmpty();
  }

  @Test
  void theSlicesGoWithTheEndpoints() {
    givenService("{}");
    givenEndpoints("");
    start();
    assertThat(slices()).isNotEmpty();
    fixture.api.delete(Resources.ENDPOINTS, "ns", "db", DeleteOptions.defaults());
    fixture.settle();
    assertThat(slices()).isEmpty();
  }
}
