package io.binnacle.controller.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import java.util.List;

/** Pod templates: making pods from them, and telling whether two are the same. */
public final class PodTemplates {
  private PodTemplates() {}

  public static JsonNode of(ApiObject owner) {
    return owner.tree().path("spec").path("template");
  }

  /** A pod without name and owner. */
  public static ObjectNode pod(JsonNode template) {
    ObjectNode pod = Json.object().put("apiVersion", "v1").put("kind", "Pod");
    ObjectNode metadata = pod.putObject("metadata");
    for (String field : List.of("labels", "annotations", "finalizers")) {
      JsonNode value = template.path("metadata").path(field);
      if (!value.isEmpty()) {
        metadata.set(field, value.deepCopy());
      }
    }
    pod.set("spec", template.path("spec").deepCopy());
    return pod;
  }

  /** Whether two templates ask for the same pods, but for a label that a controller has added. */
  public static boolean same(JsonNode a, JsonNode b, String label) {
    return Trees.same(without(a, label), without(b, label));
  }

  /** The template in the form in which equal ones are equal: nothing empty, no such label. */
  private static JsonNode without(JsonNode template, String label) {
    JsonNode rest = template.deepCopy();
    if (rest.path("metadata").get("labels") instanceof ObjectNode labels) {
      labels.remove(label);
    }
    if (rest.get("metadata") instanceof ObjectNode metadata) {
      metadata.remove("creationTimestamp");
      metadata
          .properties()
          .removeIf(field -> field.getValue().isNull() || isEmptyContainer(field.getValue()));
    }
    return rest;
  }

  private static boolean isEmptyContainer(JsonNode value) {
    return value.isContainerNode() && value.isEmpty();
  }

  /** The selector of a kind with the structured form. */
  public static LabelSelector selector(ApiObject owner) {
    return LabelSelector.ofStructured(owner.tree().path("spec").path("selector"));
  }
}
