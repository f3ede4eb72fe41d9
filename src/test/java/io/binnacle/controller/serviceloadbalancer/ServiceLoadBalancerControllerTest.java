package io.binnacle.controller.serviceloadbalancer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerFixture;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServiceLoadBalancerControllerTest {
  private final ControllerFixture fixture = new ControllerFixture();

  @BeforeEach
  void start() {
    givenNode("n1", "10.0.0.1", "", "True");
    givenNode("n2", "10.0.0.2", "", "True");
    givenNode("down", "10.0.0.3", "", "False");
    givenNode(
        "kept",
        "10.0.0.4",
        "\"node.kubernetes.io/exclude-from-external-load-balancers\":\"\"",
        "True");
    fixture.start(new ServiceLoadBalancerController());
  }

  private void givenNode(String name, String address, String labels, String ready) {
    fixture.given(
        Resources.NODES,
        """
        {"kind":"Node","metadata":{"name":"%s","labels":{%s}},"status":{
          "addresses":[{"type":"Hostname","address":"h"},{"type":"InternalIP","address":"%s"}],
          "conditions":[{"type":"Ready","status":"%s"}]}}
        """
            .formatted(name, labels, address, ready));
    fixture.settle();
  }

  private void givenService(String spec) {
    fixture.given(
        Resources.SERVICES,
        """
        {"kind":"Service","metadata":{"name":"web","namespace":"ns"},
         "spec":{"type":"LoadBalancer"%s,"ports":[{"port":80}]},"status":{"loadBalancer":{}}}
        """
            .formatted(spec));
    fixture.settle();
  }

  private List<String> ingress() {
    List<String> addresses = new ArrayList<>();
    JsonNode service = fixture.api.get(Resources.SERVICES, "ns", "web").tree();
    service
        .at("/status/loadBalancer/ingress")
        .forEach(entry -> addresses.add(entry.path("ip").asText()));
    return addresses;
  }

  @Test
  void aServiceGetsTheAddressesOfTheNodesThatTakeTraffic() {
    givenService("");
    assertThat(ingress()).containsExactly("10.0.0.1", "10.0.0.2");
    assertThat(fixture.events()).contains("EnsuredLoadBalancer");

    fixture.api.remove(Resources.NODES, "", "n2");
    fixture.settle();
    assertThat(ingress()).containsExactly("10.0.0.1");
  }

  @Test
  void anotherClassIsAnothersService() {
    givenService(",\"loadBalancerClass\":\"example.com/other\"");
    assertThat(ingress()).isEmpty();
  }

  @Test
  void aLocalServiceGetsTheNodesOfItsEndpoints() {
    givenService(",\"externalTrafficPolicy\":\"Local\"");
    assertThat(ingress()).isEmpty();
    fixture.given(
        Resources.ENDPOINT_SLICES,
        """
        {"kind":"EndpointSlice","metadata":{"name":"web-1","namespace":"ns",
           "labels":{"kubernetes.io/service-name":"web"}},"endpoints":[
           {"addresses":["10.1.0.1"],"nodeName":"n2","conditions":{"ready":true}},
           {"addresses":["10.1.0.2"],"nodeName":"n1","conditions":{"ready":false}}]}
        """);
    fixture.settle();
    assertThat(ingress()).containsExactly("10.0.0.2");
  }

  @Test
  void aServiceOfAnotherTypeGivesItsAddressesUp() {
    givenService("");
    ObjectNode service = fixture.api.get(Resources.SERVICES, "ns", "web").copyTree();
    service.withObjectProperty("spec").put("type", "ClusterIP");
    fixture.api.put(Resources.SERVICES, service);
    fixture.settle();
    assertThat(ingress()).isEmpty();
  }
}
