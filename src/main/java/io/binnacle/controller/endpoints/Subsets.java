package io.binnacle.controller.endpoints;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.controller.Pods;
import io.binnacle.controller.ServicePods;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The subsets of an Endpoints object: the pods that have the same ports, with ready and not ready
 * addresses apart. The order is always the same for the same pods.
 */
final class Subsets {
  /** An Endpoints object holds no more addresses; EndpointSlices do. */
  static final int MOST_ADDRESSES = 1000;

  private static final Comparator<JsonNode> BY_ADDRESS =
      Comparator.<JsonNode, String>comparing(address -> address.path("ip").asText())
          .thenComparing(address -> address.path("targetRef").path("uid").asText());

  private record Subset(ArrayNode ports, List<ObjectNode> ready, List<ObjectNode> notReady) {}

  /**
   * The outcome.
   *
   * @param truncated whether there were more addresses than an Endpoints object holds
   */
  record Packed(ArrayNode subsets, boolean truncated) {}

  private Subsets() {}

  static Packed of(ApiObject service, List<ApiObject> pods) {
    boolean publishNotReady = ServicePods.publishesNotReady(service);
    Map<String, Subset> byPorts = new TreeMap<>();
    for (ApiObject pod : pods) {
      String ip = pod.tree().path("status").path("podIP").asText();
      boolean goes = pod.isBeingDeleted() && !publishNotReady;
      if (ip.isEmpty() || Pods.isTerminal(pod) || goes) {
        continue;
      }
      ArrayNode ports = ServicePods.portsOn(pod, service);
      boolean headlessWithoutPorts =
          ServicePods.isHeadless(service) && service.tree().path("spec").path("ports").isEmpty();
      if (ports.isEmpty() && !headlessWithoutPorts) {
        continue;
      }
      Subset subset =
          byPorts.computeIfAbsent(
              Json.writeText(ports),
              key -> new Subset(ports, new ArrayList<>(), new ArrayList<>()));
      boolean ready = publishNotReady || Pods.isReady(pod);
      (ready ? subset.ready() : subset.notReady()).add(address(ip, pod, service));
    }
    return pack(byPorts);
  }

  private static ObjectNode address(String ip, ApiObject pod, ApiObject service) {
    ObjectNode address = Json.object().put("ip", ip);
    ServicePods.hostname(pod, service).ifPresent(name -> address.put("hostname", name));
    String node = Pods.nodeName(pod);
    if (!node.isEmpty()) {
      address.put("nodeName", node);
    }
    address.set("targetRef", ServicePods.targetRef(pod));
    return address;
  }

  private static Packed pack(Map<String, Subset> byPorts) {
    ArrayNode subsets = Json.mapper().createArrayNode();
    int left = MOST_ADDRESSES;
    boolean truncated = false;
    for (Subset subset : byPorts.values()) {
      // Ready addresses have the first claim on the room there is.
      List<ObjectNode> ready = first(subset.ready(), left);
      left -= ready.size();
      List<ObjectNode> notReady = first(subset.notReady(), left);
      left -= notReady.size();
      truncated |=
          ready.size() + notReady.size() < subset.ready().size() + subset.notReady().size();
      if (ready.isEmpty() && notReady.isEmpty()) {
        continue;
      }
      ObjectNode entry = subsets.addObject();
      putUnlessEmpty(entry, "addresses", ready);
      putUnlessEmpty(entry, "notReadyAddresses", notReady);
      if (!subset.ports().isEmpty()) {
        entry.set("ports", subset.ports());
      }
    }
    return new Packed(subsets, truncated);
  }

  private static List<ObjectNode> first(List<ObjectNode> addresses, int most) {
    return addresses.stream().sorted(BY_ADDRESS).limit(most).toList();
  }

  private static void putUnlessEmpty(ObjectNode entry, String field, List<ObjectNode> addresses) {
    if (!addresses.isEmpty()) {
      entry.putArray(field).addAll(addresses);
    }
  }
}
