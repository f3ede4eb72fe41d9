package io.binnacle.controller.endpointslice;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.Lister;
import io.binnacle.controller.Pods;
import io.binnacle.controller.ServicePods;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The endpoints that a service is to have, apart by address type and by the ports that pods have:
 * one slice holds but one of each.
 */
final class DesiredSlices {
  /** What all endpoints of a slice share, as the API has it: an unnamed port has an empty name. */
  record Shape(String addressType, ArrayNode ports) {
    Shape {
      ports = ports.deepCopy();
      for (JsonNode port : ports) {
        if (!port.hasNonNull("name")) {
          ((ObjectNode) port).put("name", "");
        }
      }
    }
  }

  /** A shape, and the endpoints by the address that tells them apart. */
  record Group(Shape shape, Map<String, ObjectNode> endpoints) {}

  private DesiredSlices() {}

  /** At least one group for each address type of the service, perhaps without endpoints. */
  static List<Group> of(ApiObject service, List<ApiObject> pods, Lister nodes) {
    List<Group> groups = new ArrayList<>();
    for (String addressType : addressTypes(service)) {
      Map<String, Group> byPorts = new TreeMap<>();
      for (ApiObject pod : pods) {
        Optional<String> address = address(pod, addressType);
        if (address.isEmpty() || Pods.isTerminal(pod)) {
          continue;
        }
        ArrayNode ports = ServicePods.portsOn(pod, service);
        byPorts
            .computeIfAbsent(
                Json.writeText(ports),
                key -> new Group(new Shape(addressType, ports), new TreeMap<>()))
            .endpoints()
            .put(address.get() + " " + pod.uid(), endpoint(service, pod, address.get(), nodes));
      }
      if (byPorts.isEmpty()) {
        groups.add(
            new Group(new Shape(addressType, Json.mapper().createArrayNode()), new TreeMap<>()));
      }
      groups.addAll(byPorts.values());
    }
    if (ZoneHints.areWanted(service)) {
      ZoneHints hints = ZoneHints.of(nodes.list("", LabelSelector.everything()));
      groups.forEach(group -> hints.addTo(group.endpoints().values()));
    }
    return groups;
  }

  /** What tells an endpoint from others; the same for a desired and for a written one. */
  static String identity(JsonNode endpoint) {
    return endpoint.path("addresses").path(0).asText()
        + " "
        + endpoint.path("targetRef").path("uid").asText();
  }

  private static List<String> addressTypes(ApiObject service) {
    List<String> types = new ArrayList<>();
    service.tree().path("spec").path("ipFamilies").forEach(family -> types.add(family.asText()));
    return types.isEmpty() ? List.of("IPv4") : types;
  }

  private static Optional<String> address(ApiObject pod, String addressType) {
    JsonNode status = pod.tree().path("status");
    List<String> addresses = new ArrayList<>();
    status.path("podIPs").forEach(entry -> addresses.add(entry.path("ip").asText()));
    addresses.add(status.path("podIP").asText());
    boolean six = addressType.equals("IPv6");
    return addresses.stream()
        .filter(address -> !address.isEmpty() && six == address.contains(":"))
        .findFirst();
  }

  /** Who should use an endpoint first (KEP-4444, KEP-3015); only ready ones are used at all. */
  private static void addHints(ObjectNode endpoint, String distribution) {
    boolean sameNode = distribution.equals("PreferSameNode");
    boolean sameZone = distribution.equals("PreferSameZone") || distribution.equals("PreferClose");
    if (!(sameNode || sameZone) || !endpoint.path("conditions").path("ready").asBoolean()) {
      return;
    }
    ObjectNode hints = Json.object();
    addHint(hints, "forZones", endpoint.path("zone").asText());
    if (sameNode) {
      addHint(hints, "forNodes", endpoint.path("nodeName").asText());
    }
    if (!hints.isEmpty()) {
      endpoint.set("hints", hints);
    }
  }

  private static void addHint(ObjectNode hints, String field, String name) {
    if (!name.isEmpty()) {
      hints.putArray(field).addObject().put("name", name);
    }
  }

  private static ObjectNode endpoint(
      ApiObject service, ApiObject pod, String address, Lister nodes) {
    ObjectNode endpoint = Json.object();
    endpoint.putArray("addresses").add(address);
    boolean serving = Pods.isReady(pod);
    boolean terminating = pod.isBeingDeleted();
    endpoint
        .putObject("conditions")
        .put("ready", ServicePods.publishesNotReady(service) || (serving && !terminating))
        .put("serving", serving)
        .put("terminating", terminating);
    ServicePods.hostname(pod, service).ifPresent(name -> endpoint.put("hostname", name));
    endpoint.set("targetRef", ServicePods.targetRef(pod));
    String node = Pods.nodeName(pod);
    if (!node.isEmpty()) {
      endpoint.put("nodeName", node);
      nodes
          .get(ObjectKey.clusterScoped(node))
          .map(found -> found.labels().get(ZoneHints.ZONE))
          .ifPresent(zone -> endpoint.put("zone", zone));
    }
    if (!ZoneHints.areWanted(service)) {
      addHints(endpoint, service.tree().path("spec").path("trafficDistribution").asText());
    }
    return endpoint;
  }
}
