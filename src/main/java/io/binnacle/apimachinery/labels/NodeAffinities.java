package io.binnacle.apimachinery.labels;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import java.util.Map;

/** Which nodes a pod, or a volume, wants by labels and names. */
public final class NodeAffinities {
  public static final String NAME_FIELD = "metadata.name";

  private NodeAffinities() {}

  /** Whether the node meets the node selector and the required node affinity of the pod. */
  public static boolean matches(JsonNode podSpec, ApiObject node) {
    Map<String, String> selector = Trees.textMap(podSpec.path("nodeSelector"));
    JsonNode required = required(podSpec);
    return LabelSelector.ofLabels(selector).matches(node.labels())
        && (!required.isObject() || anyTerm(required.path("nodeSelectorTerms"), node));
  }

  private static JsonNode required(JsonNode podSpec) {
    return podSpec
        .path("affinity")
        .path("nodeAffinity")
        .path("requiredDuringSchedulingIgnoredDuringExecution");
  }

  /** Whether the node meets one of the terms; one without requirements matches no node. */
  public static boolean anyTerm(JsonNode terms, ApiObject node) {
    for (JsonNode term : terms) {
      JsonNode expressions = term.path("matchExpressions");
      JsonNode fields = term.path("matchFields");
      boolean asksNothing = expressions.isEmpty() && fields.isEmpty();
      if (!asksNothing
          && selector(expressions).matches(node.labels())
          && selector(fields).matches(Map.of(NAME_FIELD, node.name()))) {
        return true;
      }
    }
    return false;
  }

  private static LabelSelector selector(JsonNode expressions) {
    ObjectNode structured = Json.object();
    structured.set("matchExpressions", expressions);
    return LabelSelector.ofStructured(structured);
  }
}
