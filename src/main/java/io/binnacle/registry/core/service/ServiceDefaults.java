package io.binnacle.registry.core.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Trees;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a service's fields mean when they are left out: at first, and when an update changes the
 * type or says nothing of what was allocated before.
 */
final class ServiceDefaults {
  private static final int AFFINITY_SECONDS = 10_800;

  private ServiceDefaults() {}

  static void apply(ObjectNode spec) {
    Trees.defaultText(spec, "sessionAffinity", "None");
    Trees.defaultText(spec, "type", ServiceType.CLUSTER_IP);
    if (spec.path("sessionAffinity").asText().equals("ClientIP")) {
      ObjectNode config = Trees.child(Trees.child(spec, "sessionAffinityConfig"), "clientIP");
      Trees.defaultNumber(config, "timeoutSeconds", AFFINITY_SECONDS);
    } else if (spec.path("sessionAffinity").asText().equals("None")) {
      spec.remove("sessionAffinityConfig");
    }
    for (ObjectNode port : Trees.objects(spec.path("ports"))) {
      Trees.defaultText(port, "protocol", "TCP");
      JsonNode target = port.path("targetPort");
      boolean unset = target.isMissingNode() || target.isNull();
      if (unset || (target.isNumber() && target.asInt() == 0) || target.asText().isEmpty()) {
        port.set("targetPort", port.path("port"));
      }
    }
    if (ServiceType.isExternallyAccessible(spec)) {
      Trees.defaultText(spec, "externalTrafficPolicy", "Cluster");
    }
    if (ServiceType.needsClusterIp(spec)) {
      Trees.defaultText(spec, "internalTrafficPolicy", "Cluster");
    }
    if (ServiceType.is(spec, ServiceType.LOAD_BALANCER)) {
      Trees.defaultFlag(spec, "allocateLoadBalancerNodePorts", true);
    }
  }

  /** The address of a load balancer takes the service's traffic, unless it says otherwise. */
  static void applyToStatus(ObjectNode service) {
    if (!ServiceType.is(service.path("spec"), ServiceType.LOAD_BALANCER)) {
      return;
    }
    for (ObjectNode ingress : Trees.objects(service.at("/status/loadBalancer/ingress"))) {
      if (!ingress.path("ip").asText().isEmpty()) {
        Trees.defaultText(ingress, "ipMode", "VIP");
      }
    }
  }

  /** {@code clusterIP} is the first of {@code clusterIPs}: who sets one need not set the other. */
  static void alignAddresses(ObjectNode spec) {
    String address = spec.path("clusterIP").asText();
    if (!address.isEmpty() && spec.path("clusterIPs").isEmpty()) {
      spec.putArray("clusterIPs").add(address);
    }
  }

  /** The same for an update: who changes one means to change the other. */
  static void alignAddresses(ObjectNode spec, JsonNode before) {
    boolean same = Trees.same(spec.path("clusterIPs"), before.path("clusterIPs"));
    String address = spec.path("clusterIP").asText();
    if (!address.equals(before.path("clusterIP").asText()) && same) {
      spec.remove("clusterIPs");
      if (!address.isEmpty()) {
        spec.putArray("clusterIPs").add(address);
      }
    } else if (!same && spec.path("clusterIPs").isEmpty()) {
      spec.remove("clusterIP");
    } else {
      alignAddresses(spec);
    }
  }

  /** Keeps what was allocated where the update says nothing of it. */
  static void keepAllocated(ObjectNode spec, JsonNode before) {
    if (ServiceType.needsClusterIp(before) && ServiceType.needsClusterIp(spec)) {
      if (spec.path("clusterIP").asText().isEmpty()) {
        Trees.setOrRemove(spec, "clusterIP", before.get("clusterIP"));
      }
      if (spec.path("clusterIPs").isEmpty()
          && Trees.same(spec.path("clusterIP"), before.path("clusterIP"))) {
        Trees.setOrRemove(spec, "clusterIPs", before.get("clusterIPs"));
      }
      for (String field : List.of("ipFamilies", "ipFamilyPolicy")) {
        if (spec.path(field).isMissingNode() && before.has(field)) {
          spec.set(field, before.get(field));
        }
      }
    }
    if (ServiceType.mayHaveNodePorts(before) && ServiceType.needsNodePorts(spec)) {
      keepNodePorts(spec, before);
    }
    if (ServiceType.needsHealthCheckPort(before)
        && ServiceType.needsHealthCheckPort(spec)
        && spec.path("healthCheckNodePort").asInt() == 0) {
      Trees.setOrRemove(spec, "healthCheckNodePort", before.get("healthCheckNodePort"));
    }
  }

  private static void keepNodePorts(ObjectNode spec, JsonNode before) {
    Map<String, JsonNode> allocated = new HashMap<>();
    for (JsonNode port : before.path("ports")) {
      if (port.path("nodePort").asInt() != 0) {
        allocated.put(key(port), port.get("nodePort"));
      }
    }
    for (ObjectNode port : Trees.objects(spec.path("ports"))) {
      if (port.path("nodePort").asInt() != 0) {
        allocated.values().remove(port.get("nodePort"));
      }
    }
    for (ObjectNode port : Trees.objects(spec.path("ports"))) {
      JsonNode kept = allocated.get(key(port));
      if (port.path("nodePort").asInt() == 0 && kept != null) {
        port.set("nodePort", kept);
      }
    }
  }

  private static String key(JsonNode port) {
    return port.path("protocol").asText() + "/" + port.path("port").asInt();
  }

  /**
   * Drops what the new type has no use for, unless the update itself sets it, which validation then
   * refuses.
   */
  static void dropUnused(ObjectNode spec, JsonNode before) {
    if (ServiceType.needsClusterIp(before)
        && !ServiceType.needsClusterIp(spec)
        && Trees.same(spec.path("clusterIP"), before.path("clusterIP"))) {
      spec.remove(
          List.of(
              "clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy"));
    }
    if (ServiceType.mayHaveNodePorts(before) && !ServiceType.mayHaveNodePorts(spec)) {
      if (nodePorts(spec).equals(nodePorts(before))) {
        Trees.objects(spec.path("ports")).forEach(port -> port.remove("nodePort"));
      }
    }
    if (ServiceType.isExternallyAccessible(before) && !ServiceType.isExternallyAccessible(spec)) {
      dropIfUnchanged(spec, before, "externalTrafficPolicy");
    }
    if (ServiceType.is(before, ServiceType.LOAD_BALANCER)
        && !ServiceType.is(spec, ServiceType.LOAD_BALANCER)) {
      dropIfUnchanged(spec, before, "allocateLoadBalancerNodePorts");
      dropIfUnchanged(spec, before, "loadBalancerClass");
    }
    if (ServiceType.needsHealthCheckPort(before) && !ServiceType.needsHealthCheckPort(spec)) {
      dropIfUnchanged(spec, before, "healthCheckNodePort");
    }
    if (ServiceType.is(before, ServiceType.EXTERNAL_NAME)
        && !ServiceType.is(spec, ServiceType.EXTERNAL_NAME)) {
      dropIfUnchanged(spec, before, "externalName");
    }
  }

  private static List<Integer> nodePorts(JsonNode spec) {
    return Trees.objects(spec.path("ports")).stream()
        .map(port -> port.path("nodePort").asInt())
        .toList();
  }

  private static void dropIfUnchanged(ObjectNode spec, JsonNode before, String field) {
    if (Trees.same(spec.path(field), before.path(field))) {
      spec.remove(field);
    }
  }

  /** The families of addresses: one, in a cluster of one. */
  static void applyFamilies(ObjectNode spec) {
    if (!ServiceType.needsClusterIp(spec)) {
      return;
    }
    ArrayNode families =
        spec.get("ipFamilies") instanceof ArrayNode given ? given : spec.putArray("ipFamilies");
    if (families.isEmpty()) {
      families.add("IPv4");
    }
    if (ServiceType.isHeadless(spec) && spec.path("selector").isEmpty()) {
      // Nobody but its user knows the addresses of such a service, so it may have all families.
      Trees.defaultText(spec, "ipFamilyPolicy", "RequireDualStack");
      if (families.size() < 2 && !spec.path("ipFamilyPolicy").asText().equals("SingleStack")) {
        families.add(families.get(0).asText().equals("IPv4") ? "IPv6" : "IPv4");
      }
    } else {
      Trees.defaultText(spec, "ipFamilyPolicy", "SingleStack");
    }
  }
}
