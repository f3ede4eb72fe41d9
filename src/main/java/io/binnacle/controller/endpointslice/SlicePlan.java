package io.binnacle.controller.endpointslice;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.controller.endpointslice.DesiredSlices.Group;
import io.binnacle.controller.endpointslice.DesiredSlices.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How to get from the slices there are to those there should be, with few writes: an endpoint stays
 * in its slice, new ones fill the room there is, and only then come new slices. A slice that
 * becomes empty goes, unless it is the last one of its kind.
 */
final class SlicePlan {
  /** The most endpoints of a slice. */
  static final int CAPACITY = 100;

  private final List<ObjectNode> creations = new ArrayList<>();
  private final Map<ApiObject, ArrayNode> updates = new LinkedHashMap<>();
  private final List<ApiObject> deletions = new ArrayList<>();

  private SlicePlan() {}

  /** Slices to create: address type, ports and endpoints. */
  List<ObjectNode> creations() {
    return creations;
  }

  /** Slices to keep, with the endpoints that they should have; some have them already. */
  Map<ApiObject, ArrayNode> updates() {
    return updates;
  }

  List<ApiObject> deletions() {
    return deletions;
  }

  static SlicePlan of(List<Group> desired, List<ApiObject> existing) {
    SlicePlan plan = new SlicePlan();
    List<ApiObject> unclaimed = new ArrayList<>(existing);
    for (Group group : desired) {
      List<ApiObject> same =
          unclaimed.stream().filter(slice -> hasShape(slice, group.shape())).toList();
      unclaimed.removeAll(same);
      plan.fit(group, same);
    }
    plan.deletions.addAll(unclaimed);
    return plan;
  }

  private static boolean hasShape(ApiObject slice, Shape shape) {
    ArrayNode ports =
        slice.tree().path("ports") instanceof ArrayNode array
            ? array
            : Json.mapper().createArrayNode();
    return !slice.isBeingDeleted()
        && new Shape(slice.tree().path("addressType").asText(), ports).equals(shape);
  }

  private void fit(Group group, List<ApiObject> slices) {
    Map<String, ObjectNode> homeless = new LinkedHashMap<>(group.endpoints());
    Map<ApiObject, List<JsonNode>> kept = new LinkedHashMap<>();
    for (ApiObject slice : slices) {
      List<JsonNode> staying = new ArrayList<>();
      for (JsonNode endpoint : slice.tree().path("endpoints")) {
        ObjectNode wanted = homeless.remove(DesiredSlices.identity(endpoint));
        if (wanted != null) {
          staying.add(wanted);
        }
      }
      kept.put(slice, staying);
    }
    List<ObjectNode> waiting = new ArrayList<>(homeless.values());
    for (List<JsonNode> staying : kept.values()) {
      while (staying.size() < CAPACITY && !waiting.isEmpty()) {
        staying.add(waiting.removeFirst());
      }
    }
    keepOrDelete(kept);
    while (!waiting.isEmpty()) {
      int size = Math.min(CAPACITY, waiting.size());
      creations.add(newSlice(group.shape(), waiting.subList(0, size)));
      waiting = new ArrayList<>(waiting.subList(size, waiting.size()));
    }
    if (slices.isEmpty() && group.endpoints().isEmpty()) {
      creations.add(newSlice(group.shape(), List.of()));
    }
  }

  private void keepOrDelete(Map<ApiObject, List<JsonNode>> kept) {
    boolean anyFilled = kept.values().stream().anyMatch(endpoints -> !endpoints.isEmpty());
    boolean placeholderKept = anyFilled;
    for (Map.Entry<ApiObject, List<JsonNode>> entry : kept.entrySet()) {
      if (entry.getValue().isEmpty() && placeholderKept) {
        deletions.add(entry.getKey());
      } else {
        placeholderKept = true;
        updates.put(entry.getKey(), array(entry.getValue()));
      }
    }
  }

  private static ObjectNode newSlice(Shape shape, List<? extends JsonNode> endpoints) {
    ObjectNode slice = Json.object().put("addressType", shape.addressType());
    slice.set("endpoints", array(endpoints));
    slice.set("ports", shape.ports());
    return slice;
  }

  private static ArrayNode array(List<? extends JsonNode> entries) {
    ArrayNode array = Json.mapper().createArrayNode();
    entries.forEach(array::add);
    return array;
  }
}
