package io.binnacle.controller.endpointslice;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.controller.endpointslice.DesiredSlices.Group;
import io.binnacle.controller.endpointslice.DesiredSlices.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The endpoints that mirror an Endpoints object. */
final class MirroredSlices {
  private static final List<String> PORT_FIELDS =
      List.of("name", "port", "protocol", "appProtocol");

  private final Map<Shape, Group> groups = new LinkedHashMap<>();

  private MirroredSlices() {}

  /** One group for each address type and each list of ports that subsets have. */
  static List<Group> of(ApiObject endpoints) {
    MirroredSlices mirrored = new MirroredSlices();
    for (JsonNode subset : endpoints.tree().path("subsets")) {
      ArrayNode ports = ports(subset);
      mirrored.add(ports, subset.path("notReadyAddresses"), false);
      // Last: what is ready somewhere is ready.
      mirrored.add(ports, subset.path("addresses"), true);
    }
    return List.copyOf(mirrored.groups.values());
  }

  private static ArrayNode ports(JsonNode subset) {
    ArrayNode ports = Json.mapper().createArrayNode();
    for (JsonNode port : subset.path("ports")) {
      ObjectNode copy = ports.addObject();
      for (String field : PORT_FIELDS) {
        if (!port.path(field).asText().isEmpty()) {
          copy.set(field, port.get(field));
        }
      }
    }
    return ports;
  }

  private void add(ArrayNode ports, JsonNode addresses, boolean ready) {
    for (JsonNode address : addresses) {
      boolean six = address.path("ip").asText().contains(":");
      ObjectNode endpoint = endpoint(address, ready);
      groups
          .computeIfAbsent(
              new Shape(six ? "IPv6" : "IPv4", ports), shape -> new Group(shape, new TreeMap<>()))
          .endpoints()
          .put(DesiredSlices.identity(endpoint), endpoint);
    }
  }

  private static ObjectNode endpoint(JsonNode address, boolean ready) {
    ObjectNode endpoint = Json.object();
    endpoint.putArray("addresses").add(address.path("ip").asText());
    endpoint.putObject("conditions").put("ready", ready);
    for (String field : List.of("hostname", "targetRef", "nodeName")) {
      if (address.hasNonNull(field)) {
        endpoint.set(field, address.get(field));
      }
    }
    return endpoint;
  }
}
