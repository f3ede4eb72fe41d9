package io.binnacle.controller.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.PatchType;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerFixture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EndpointsControllerTest {
  private final ControllerFixture fixture = new ControllerFixture();

  @BeforeEach
  void start() {
    fixture.start(new EndpointsController());
  }

  private void givenService(String spec) {
    fixture.given(
        Resources.SERVICES,
        """
        {"apiVersion":"v1","kind":"Service",
         "metadata":{"name":"web","namespace":"ns","labels":{"team":"a"}},"spec":%s}
        """
            .formatted(spec));
    fixture.settle();
  }

  private void givenPod(String name, String ip, boolean ready) {
    fixture.given(
        Resources.PODS,
        """
        {"apiVersion":"v1","kind":"Pod",
         "metadata":{"name":"%s","namespace":"ns","uid":"uid-of-%s","labels":{"app":"web"}},
         "spec":{"nodeName":"node1",
           "containers":[{"name":"c","ports":[{"name":"http","containerPort":8080}]}]},
         "status":{"phase":"Running","podIP":"%s",
           "conditions":[{"type":"Ready","status":"%s"}]}}
        """
            .formatted(name, name, ip, ready ? "True" : "False"));
    fixture.settle();
  }

  private JsonNode endpoints() {
    return fixture.api.get(Resources.ENDPOINTS, "ns", "web").tree();
  }

  @Test
  void tellsReadyAndNotReadyAddressesOfNamedPorts() {
    givenService(
        "{\"selector\":{\"app\":\"web\"},\"ports\":[{\"name\":\"w\",\"port\":80,\"targetPort\":\"http\"}]}");
    givenPod("b", "10.0.0.2", true);
    givenPod("a", "10.0.0.1", true);
    givenPod("c", "10.0.0.3", false);
    assertThat(endpoints().path("subsets"))
        .isEqualTo(
            Json.readTrusted(
                    """
                    {"x":[{"addresses":[
                        {"ip":"10.0.0.1","nodeName":"node1",
                         "targetRef":{"kind":"Pod","name":"a","namespace":"ns","uid":"uid-of-a"}},
                        {"ip":"10.0.0.2","nodeName":"node1",
                         "targetRef":{"kind":"Pod","name":"b","namespace":"ns","uid":"uid-of-b"}}],
                      "notReadyAddresses":[
                        {"ip":"10.0.0.3","nodeName":"node1",
                         "targetRef":{"kind":"Pod","name":"c","namespace":"ns","uid":"uid-of-c"}}],
                      "ports":[{"name":"w","port":8080,"protocol":"TCP"}]}]}
                    """)
                .get("x"));
    assertThat(endpoints().at("/metadata/labels/team").asText()).isEqualTo("a");
  }

  @Test
  void followsReadinessAndDeletionAndLabels() {
    givenService("{\"selector\":{\"app\":\"web\"},\"ports\":[{\"port\":80}]}");
    givenPod("a", "10.0.0.1", true);
    givenPod("b", "10.0.0.2", true);
    fixture.api.patch(
        Resources.PODS,
        "ns",
        "a",
        "status",
        PatchType.STRATEGIC,
        Json.readTrusted(
            "{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"False\"}]}}"));
    fixture.settle();
    assertThat(endpoints().at("/subsets/0/addresses")).hasSize(1);
    assertThat(endpoints().at("/subsets/0/notReadyAddresses")).hasSize(1);

    fixture.api.setDefaultGracePeriod(Resources.PODS, 30);
    fixture.api.delete(Resources.PODS, "ns", "a", DeleteOptions.defaults());
    fixture.api.patch(
        Resources.PODS,
        "ns",
        "b",
        "",
        PatchType.MERGE,
        Json.readTrusted("{\"metadata\":{\"labels\":{\"app\":\"other\"}}}"));
    fixture.settle();
    assertThat(endpoints().path("subsets").isEmpty()).isTrue();
  }

  @Test
  void aHeadlessServiceWithoutPortsHasAddressesAlone() {
    givenService("{\"selector\":{\"app\":\"web\"},\"clusterIP\":\"None\"}");
    givenPod("a", "10.0.0.1", true);
    assertThat(endpoints().at("/subsets/0/addresses")).hasSize(1);
    assertThat(endpoints().at("/subsets/0/ports").isMissingNode()).isTrue();
    assertThat(endpoints().at("/metadata/labels").has("service.kubernetes.io/headless")).isTrue();
  }

  @Test
  void publishesNotReadyAddressesWhereAsked() {
    givenService(
        "{\"selector\":{\"app\":\"web\"},\"ports\":[{\"port\":80}],\"publishNotReadyAddresses\":true}");
    givenPod("a", "10.0.0.1", false);
    assertThat(endpoints().at("/subsets/0/addresses")).hasSize(1);
  }

  @Test
  void leavesEndpointsOfServicesWithoutASelectorAlone() {
    givenService("{\"ports\":[{\"port\":80}]}");
    assertThat(fixture.api.all(Resources.ENDPOINTS)).isEmpty();
  }

  @Test
  void aDeletedServiceTakesItsEndpointsAlong() {
    givenService("{\"selector\":{\"app\":\"web\"},\"ports\":[{\"port\":80}]}");
    fixture.given(
        Resources.ENDPOINTS, "{\"metadata\":{\"name\":\"foreign\",\"namespace\":\"ns\"}}");
    fixture.settle();
    fixture.api.delete(Resources.SERVICES, "ns", "web", DeleteOptions.defaults());
    fixture.settle();
    assertThat(fixture.names(Resources.ENDPOINTS)).containsExactly("foreign");
  }

  @Test
  void writesNothingWhenNothingChanged() {
    givenService("{\"selector\":{\"app\":\"web\"},\"ports\":[{\"port\":80}]}");
    givenPod("a", "10.0.0.1", true);
    fixture.api.clearCalls();
    fixture.api.patch(
        Resources.PODS,
        "ns",
        "a",
        "",
        PatchType.MERGE,
        Json.readTrusted("{\"metadata\":{\"annotations\":{\"x\":\"y\"}}}"));
    fixture.settle();
    assertThat(fixture.api.writes()).containsExactly("patch pods ns/a");
  }
}
