package io.binnacle.registry.core.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.registry.Messages;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceValidationTest {
  private static ObjectNode service(String spec) {
    ObjectNode service =
        (ObjectNode) Json.readTrusted("{\"metadata\":{},\"spec\":{\"ports\":[{\"port\":80}]}}");
    ObjectNode target = Trees.child(service, "spec");
    target.setAll((ObjectNode) Json.readTrusted("{" + spec + "}"));
    ServiceDefaults.apply(target);
    ServiceDefaults.alignAddresses(target);
    return service;
  }

  private static List<String> refusals(String spec) {
    return Messages.of(ServiceValidation.validate(service(spec)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "\"type\":\"ExternalName\" | spec.externalName: Required value",
        "\"type\":\"NodePort\",\"clusterIP\":\"None\" | spec.clusterIPs[0]: Invalid value: \"None\":"
            + " may not be set to 'None' for NodePort services",
        "\"ports\":[{\"port\":80,\"appProtocol\":\"a b\"}] | spec.ports[0].appProtocol: Invalid"
            + " value: \"a b\": name part must consist of alphanumeric characters, '-', '_' or '.',"
            + " and must start and end with an alphanumeric character (e.g. 'MyName',  or"
            + " 'my.name',  or '123-abc', regex used for validation is"
            + " '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
        "\"ports\":[{\"port\":80,\"name\":\"a\"},{\"port\":80,\"name\":\"b\"}] | spec.ports[1]:"
            + " Duplicate value: {\"Name\":\"\",\"Protocol\":\"TCP\",\"AppProtocol\":null,\"Port\":80,"
            + "\"TargetPort\":0,\"NodePort\":0}",
        "\"clusterIPs\":[\"10.0.0.1\"] | spec.clusterIPs: Invalid value: [\"10.0.0.1\"]: must be empty"
            + " when `clusterIP` is not specified",
        "\"ipFamilies\":[\"IPv5\"] | spec.ipFamilies[0]: Unsupported value: \"IPv5\": supported"
            + " values: \"IPv4\", \"IPv6\"",
        "\"ipFamilyPolicy\":\"X\" | spec.ipFamilyPolicy: Unsupported value: \"X\": supported values:"
            + " \"PreferDualStack\", \"RequireDualStack\", \"SingleStack\"",
        "\"clusterIP\":\"10.0.0.1\",\"ipFamilies\":[\"IPv6\"] | spec.clusterIPs[0]: Invalid value:"
            + " \"10.0.0.1\": expected an IPv6 value as indicated by `ipFamilies[0]`",
        "\"externalTrafficPolicy\":\"Local\" | spec.externalTrafficPolicy: Invalid value: \"Local\":"
            + " may only be set for externally-accessible services",
        "\"trafficDistribution\":\"X\" | spec.trafficDistribution: Unsupported value: \"X\":"
            + " supported values: \"PreferClose\", \"PreferSameNode\", \"PreferSameZone\"",
        "\"loadBalancerClass\":\"a\" | spec.loadBalancerClass: Forbidden: may only be used when"
            + " `type` is 'LoadBalancer'",
        "\"type\":\"LoadBalancer\",\"loadBalancerSourceRanges\":[\"x\"] |"
            + " spec.LoadBalancerSourceRanges[0]: Invalid value: \"x\": must be a valid CIDR value,"
            + " (e.g. 10.9.8.0/24 or 2001:db8::/64)",
        "\"externalIPs\":[\"0.0.0.0\"] | spec.externalIPs[0]: Invalid value: \"0.0.0.0\": may not be"
            + " unspecified (0.0.0.0)",
      })
  void refuses(String spec, String message) {
    assertThat(refusals(spec)).containsExactly(message);
  }

  @Test
  void aServiceWithExternalAddressesIsReachedFromOutside() {
    assertThat(service("\"externalIPs\":[\"1.2.3.4\"]").at("/spec/externalTrafficPolicy").asText())
        .isEqualTo("Cluster");
  }

  @Test
  void keepsItsAddressAndItsClass() {
    JsonNode before =
        service("\"type\":\"LoadBalancer\",\"clusterIP\":\"10.0.0.1\",\"loadBalancerClass\":\"a\"");
    JsonNode now =
        service("\"type\":\"LoadBalancer\",\"clusterIP\":\"10.0.0.2\",\"loadBalancerClass\":\"b\"");
    assertThat(Messages.of(ServiceValidation.validateUpdate(now.path("spec"), before.path("spec"))))
        .containsExactly(
            "spec.clusterIPs[0]: Invalid value: [\"10.0.0.2\"]: may not change once set",
            "spec.loadBalancerClass: Invalid value: \"b\": may not change once set");
  }

  @Test
  void onlyALoadBalancerReportsAddresses() {
    ObjectNode service = service("");
    service.set(
        "status",
        Json.readTrusted("{\"loadBalancer\":{\"ingress\":[{\"hostname\":\"1.2.3.4\"}]}}"));
    assertThat(Messages.of(ServiceTrafficValidation.validateStatus(service)))
        .containsExactly(
            "status.loadBalancer.ingress: Forbidden: may only be used when `spec.type` is"
                + " 'LoadBalancer'");
    Trees.child(service, "spec").put("type", "LoadBalancer");
    assertThat(Messages.of(ServiceTrafficValidation.validateStatus(service)))
        .containsExactly(
            "status.loadBalancer.ingress[0].hostname: Invalid value: \"1.2.3.4\": must be a DNS"
                + " name, not an IP address");
  }

  @Test
  void theAddressOfALoadBalancerTakesTheTraffic() {
    ObjectNode service = service("\"type\":\"LoadBalancer\"");
    service.set(
        "status", Json.readTrusted("{\"loadBalancer\":{\"ingress\":[{\"ip\":\"1.2.3.4\"}]}}"));
    ServiceDefaults.applyToStatus(service);
    assertThat(service.at("/status/loadBalancer/ingress/0/ipMode").asText()).isEqualTo("VIP");
  }
}
