package io.binnacle.proxy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.binnacle.apimachinery.meta.ApiObject;
import java.time.Duration;
import java.util.List;

/** Services and slices for tests, as short YAML. */
final class ProxyFixtures {
  private static final YAMLMapper YAML = new YAMLMapper();

  static final ProxyConfiguration CONFIGURATION =
      new ProxyConfiguration(
          true, Duration.ofMillis(100), Duration.ofSeconds(60), false, List.of());

  private ProxyFixtures() {}

  static ApiObject object(String yaml) {
    try {
      return ApiObject.of((ObjectNode) YAML.readTree(yaml));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static ObjectNode tree(String yaml) {
    return object(yaml).copyTree();
  }

  /** A service 10.96.0.10:80 of the namespace default with its node port 30080. */
  static String service(String name, String spec) {
    return "{apiVersion: v1, kind: Service, metadata: {name: "
        + name
        + ", namespace: default}, spec: {"
        + spec
        + " clusterIP: 10.96.0.10, ports: [{name: http, port: 80, nodePort: 30080, protocol: TCP}]}}";
  }

  /** A slice of the service with port 8080. */
  static String slice(String service, String... endpoints) {
    return "{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, addressType: IPv4, metadata:"
        + " {name: "
        + service
        + "-1, namespace: default, labels: {kubernetes.io/service-name: "
        + service
        + "}}, ports: [{name: http, port: 8080, protocol: TCP}], endpoints: ["
        + String.join(", ", endpoints)
        + "]}";
  }
}
