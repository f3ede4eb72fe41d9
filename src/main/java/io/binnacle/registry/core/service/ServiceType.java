package io.binnacle.registry.core.service;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** What the types of services need. */
final class ServiceType {
  static final String CLUSTER_IP = "ClusterIP";
  static final String NODE_PORT = "NodePort";
  static final String LOAD_BALANCER = "LoadBalancer";
  static final String EXTERNAL_NAME = "ExternalName";
  static final Set<String> ALL = Set.of(CLUSTER_IP, NODE_PORT, LOAD_BALANCER, EXTERNAL_NAME);

  /** The address of a headless service. */
  static final String NONE = "None";

  private ServiceType() {}

  static String of(JsonNode spec) {
    return spec.path("type").asText();
  }

  static boolean is(JsonNode spec, String type) {
    return of(spec).equals(type);
  }

  static boolean needsClusterIp(JsonNode spec) {
    String type = of(spec);
    return type.equals(CLUSTER_IP) || type.equals(NODE_PORT) || type.equals(LOAD_BALANCER);
  }

  static boolean isHeadless(JsonNode spec) {
    return spec.path("clusterIP").asText().equals(NONE);
  }

  /** Whether ports get a node port each. */
  static boolean needsNodePorts(JsonNode spec) {
    return is(spec, NODE_PORT)
        || (is(spec, LOAD_BALANCER) && spec.path("allocateLoadBalancerNodePorts").asBoolean(true));
  }

  /** Whether ports may have a node port. */
  static boolean mayHaveNodePorts(JsonNode spec) {
    return is(spec, NODE_PORT) || is(spec, LOAD_BALANCER);
  }

  /** Whether clients outside the cluster can reach it. */
  static boolean isExternallyAccessible(JsonNode spec) {
    return mayHaveNodePorts(spec) || is(spec, CLUSTER_IP) && !spec.path("externalIPs").isEmpty();
  }

  /** Whether load balancers ask nodes for their health. */
  static boolean needsHealthCheckPort(JsonNode spec) {
    return is(spec, LOAD_BALANCER) && spec.path("externalTrafficPolicy").asText().equals("Local");
  }
}
