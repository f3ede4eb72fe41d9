package io.binnacle.controller.endpointslice;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.resource.Quantity;
import io.binnacle.controller.Change;
import io.binnacle.controller.Pods;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which zone should use which endpoint, so that each zone has a share of the endpoints like its
 * share of the cluster's processors, its own if possible (KEP-2433). Where that would burden an
 * endpoint too much nobody is told anything.
 */
final class ZoneHints {
  static final String ZONE = "topology.kubernetes.io/zone";
  private static final String MODE = "service.kubernetes.io/topology-mode";
  private static final String EARLIER_MODE = "service.kubernetes.io/topology-aware-hints";

  /** Nodes of these roles have no clients that count. */
  private static final Set<String> CONTROL_PLANE =
      Set.of("node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master");

  /** How much more than its share an endpoint may get. */
  private static final double OVERLOAD = 0.2;

  private final Map<String, Double> shares;

  private ZoneHints(Map<String, Double> shares) {
    this.shares = shares;
  }

  /** Whether the service asks for these hints. */
  static boolean areWanted(ApiObject service) {
    String earlier = service.annotations().getOrDefault(EARLIER_MODE, "");
    return service.annotations().getOrDefault(MODE, earlier).equalsIgnoreCase("auto");
  }

  /** From all nodes there are. */
  static ZoneHints of(Collection<ApiObject> nodes) {
    Map<String, Double> processors = new TreeMap<>();
    for (ApiObject node : nodes) {
      if (!counts(node)) {
        continue;
      }
      String zone = node.labels().getOrDefault(ZONE, "");
      double own = Quantity.parse(processors(node)).milliValue();
      if (zone.isEmpty() || own <= 0) {
        return new ZoneHints(Map.of());
      }
      processors.merge(zone, own, Double::sum);
    }
    double all = processors.values().stream().mapToDouble(Double::doubleValue).sum();
    processors.replaceAll((zone, own) -> own / all);
    return new ZoneHints(processors.size() < 2 ? Map.of() : processors);
  }

  private static boolean counts(ApiObject node) {
    return node.labels().keySet().stream().noneMatch(CONTROL_PLANE::contains) && Pods.isReady(node);
  }

  private static String processors(ApiObject node) {
    return node.tree().path("status").path("allocatable").path("cpu").asText("0");
  }

  /** Whether a change of a node may change the hints. */
  static boolean concerns(Change change) {
    ApiObject before = change.before();
    ApiObject after = change.after();
    return before == null
        || after == null
        || !before.labels().equals(after.labels())
        || counts(before) != counts(after)
        || !processors(before).equals(processors(after));
  }

  /** Adds hints to the endpoints that are ready, or to none. */
  void addTo(Collection<ObjectNode> endpoints) {
    List<ObjectNode> ready =
        endpoints.stream()
            .filter(endpoint -> endpoint.path("conditions").path("ready").asBoolean())
            .toList();
    boolean zoned =
        ready.stream().allMatch(endpoint -> shares.containsKey(endpoint.path("zone").asText()));
    int least = shares.keySet().stream().mapToInt(zone -> minimum(zone, ready.size())).sum();
    if (shares.isEmpty() || !zoned || ready.size() < shares.size() || least > ready.size()) {
      return;
    }
    allocate(ready)
        .forEach((zone, own) ->
            own.forEach(endpoint ->
                endpoint.putObject("hints").putArray("forZones").addObject().put("name", zone)));
  }

  private int minimum(String zone, int endpoints) {
    return (int) Math.ceil(shares.getOrDefault(zone, 0.0) * endpoints / (1 + OVERLOAD));
  }

  /** Each zone has its own, less what zones with too few get of those that have most to spare. */
  private Map<String, List<ObjectNode>> allocate(List<ObjectNode> ready) {
    Map<String, List<ObjectNode>> byZone = new TreeMap<>();
    shares.keySet().forEach(zone -> byZone.put(zone, new ArrayList<>()));
    for (ObjectNode endpoint : ready) {
      byZone.getOrDefault(endpoint.path("zone").asText(), new ArrayList<>()).add(endpoint);
    }
    byZone.forEach((zone, own) -> {
      while (own.size() < minimum(zone, ready.size())) {
        own.add(richest(byZone, ready.size()).removeLast());
      }
    });
    return byZone;
  }

  private List<ObjectNode> richest(Map<String, List<ObjectNode>> byZone, int endpoints) {
    return byZone.entrySet().stream()
        .max(
            Comparator.comparingInt(
                zone -> zone.getValue().size() - minimum(zone.getKey(), endpoints)))
        .map(Map.Entry::getValue)
        .orElseThrow();
  }
}
