package io.binnacle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which ports are served, and which endpoints count. */
class ServiceResolverTest {
  private final ServiceResolver resolver = new ServiceResolver("here", () -> "zone-a");

  private static final String SLICE =
      ProxyFixtures.slice(
          "web",
          "{addresses: [10.1.0.1], nodeName: here, conditions: {ready: true}}",
          "{addresses: [10.1.0.2], nodeName: there}",
          "{addresses: [10.1.0.3], nodeName: there, conditions: {ready: false, serving: true,"
              + " terminating: true}}",
          "{addresses: [10.1.0.4], nodeName: there, conditions: {ready: false}}");

  private List<ServicePort> resolve(String service, String... slices) {
    return resolver.resolve(
        List.of(ProxyFixtures.object(service)),
        List.of(slices).stream().map(ProxyFixtures::object).toList());
  }

  private static List<String> targets(List<Endpoint> endpoints) {
    return endpoints.stream().map(Endpoint::target).toList();
  }

  @Test
  void readyEndpointsAreUsed() {
    ServicePort port = resolve(ProxyFixtures.service("web", ""), SLICE).getFirst();
    assertThat(targets(port.endpoints())).containsExactly("10.1.0.1:8080", "10.1.0.2:8080");
    assertThat(targets(port.localEndpoints())).containsExactly("10.1.0.1:8080");
    assertThat(port.name()).hasToString("default/web/tcp/http");
  }

  @Test
  void terminatingEndpointsThatServeAreUsedWhereNoneIsReady() {
    String slice =
        ProxyFixtures.slice(
            "web",
            "{addresses: [10.1.0.3], conditions: {ready: false, serving: true, terminating: true}}",
            "{addresses: [10.1.0.4], conditions: {ready: false, serving: false}}");
    ServicePort port = resolve(ProxyFixtures.service("web", ""), slice).getFirst();
    assertThat(targets(port.endpoints())).containsExactly("10.1.0.3:8080");
  }

  @Test
  void anEndpointInTwoSlicesIsOne() {
    ServicePort port = resolve(ProxyFixtures.service("web", ""), SLICE, SLICE).getFirst();
    assertThat(port.endpoints()).hasSize(2);
  }

  @Test
  void aPortNumberThatIsNoneIsLeftOut() {
    String wrong = SLICE.replace("port: 8080", "port: 70000");
    assertThat(resolve(ProxyFixtures.service("web", ""), wrong).getFirst().endpoints()).isEmpty();
  }

  @Test
  void policiesAndAffinityAreRead() {
    ServicePort port =
        resolve(
                ProxyFixtures.service(
                    "web",
                    "type: LoadBalancer, internalTrafficPolicy: Local, externalTrafficPolicy: Local,"
                        + " externalIPs: [192.0.2.7], sessionAffinity: ClientIP,"
                        + " loadBalancerSourceRanges: [198.51.100.0/24],"),
                SLICE)
            .getFirst();
    assertThat(port.policies()).isEqualTo(new ServicePort.Policies(true, true));
    assertThat(port.affinitySeconds()).isEqualTo(Optional.of(10800));
    assertThat(port.externalAddresses()).containsExactly("192.0.2.7");
    assertThat(port.loadBalancer().sourceRanges()).containsExactly("198.51.100.0/24");
    assertThat(targets(port.internalEndpoints())).containsExactly("10.1.0.1:8080");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {kind: Service, metadata: {name: a, namespace: b}, spec: {clusterIP: None, ports: [{port: 1}]}}
          {kind: Service, metadata: {name: a, namespace: b}, spec: {type: ExternalName, ports: [{port: 1}]}}
          {kind: Service, metadata: {name: a, namespace: b}, spec: {clusterIP: 'fd00::1', ports: [{port: 1}]}}
          {kind: Service, metadata: {name: a, namespace: b, labels: {service.kubernetes.io/service-proxy-name: x}}, spec: {clusterIP: 10.0.0.1, ports: [{port: 1}]}}
          """)
  void othersServicesAreLeftAlone(String service) {
    ApiObject object = ProxyFixtures.object(service);
    assertThat(resolver.resolve(List.of(object), List.of())).isEmpty();
  }

  private static String hinted(String address, String hints) {
    return "{addresses: [" + address + "], nodeName: there, hints: {" + hints + "}}";
  }

  private List<String> used(String... endpoints) {
    return targets(
        resolve(ProxyFixtures.service("web", ""), ProxyFixtures.slice("web", endpoints))
            .getFirst()
            .endpoints());
  }

  @Test
  void endpointsThatAreMeantForTheZoneOrTheNodeGoFirst() {
    String ours = "forZones: [{name: zone-a}]";
    String others = "forZones: [{name: zone-b}]";
    assertThat(used(hinted("10.1.0.1", ours), hinted("10.1.0.2", others)))
        .containsExactly("10.1.0.1:8080");
    assertThat(
            used(
                hinted("10.1.0.1", ours + ", forNodes: [{name: there}]"),
                hinted("10.1.0.2", others + ", forNodes: [{name: here}]")))
        .containsExactly("10.1.0.2:8080");
    assertThat(
            used(
                hinted("10.1.0.1", ours + ", forNodes: [{name: there}]"),
                hinted("10.1.0.2", others + ", forNodes: [{name: there}]")))
        .containsExactly("10.1.0.1:8080");
  }

  @Test
  void hintsCountOnlyWhereAllHaveThemAndTheyLeaveAny() {
    String ours = "forZones: [{name: zone-a}]";
    String others = "forZones: [{name: zone-b}]";
    assertThat(used(hinted("10.1.0.1", ours), hinted("10.1.0.2", ""))).hasSize(2);
    assertThat(used(hinted("10.1.0.1", others), hinted("10.1.0.2", others))).hasSize(2);
  }

  @Test
  void balancersLearnHowManyEndpointsAreHere() {
    String service =
        ProxyFixtures.service(
            "web", "type: LoadBalancer, externalTrafficPolicy: Local, healthCheckNodePort: 31999,");
    List<HealthCheck> checks =
        resolver.healthChecks(
            List.of(ProxyFixtures.object(service)), List.of(ProxyFixtures.object(SLICE)));
    assertThat(checks).containsExactly(new HealthCheck(31999, new ObjectKey("default", "web"), 1));
    assertThat(
            resolver.healthChecks(
                List.of(ProxyFixtures.object(service.replace("Policy: Local", "Policy: Cluster"))),
                List.of()))
        .isEmpty();
  }
}
