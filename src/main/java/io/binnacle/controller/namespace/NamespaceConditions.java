package io.binnacle.controller.namespace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.Timestamps;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The status of a namespace that is being deleted: why it is still there. */
final class NamespaceConditions {
  private record Condition(String type, boolean holds, String reason, String message) {}

  private NamespaceConditions() {}

  static ObjectNode status(ApiObject namespace, Emptied emptied, Instant now) {
    ObjectNode status = Json.object().put("phase", "Terminating");
    Map<String, JsonNode> before = new LinkedHashMap<>();
    for (JsonNode condition : namespace.tree().path("status").path("conditions")) {
      before.put(condition.path("type").asText(), condition);
    }
    for (Condition condition : conditions(emptied)) {
      JsonNode known = before.get(condition.type());
      String value = condition.holds() ? "True" : "False";
      boolean same = known != null && known.path("status").asText().equals(value);
      before.put(
          condition.type(),
          Json.object()
              .put("type", condition.type())
              .put("status", value)
              .put(
                  "lastTransitionTime",
                  same && known != null
                      ? known.path("lastTransitionTime").asText()
                      : Timestamps.seconds(now))
              .put("reason", condition.reason())
              .put("message", condition.message()));
    }
    ArrayNode conditions = status.putArray("conditions");
    before.values().forEach(conditions::add);
    return status;
  }

  private static List<Condition> conditions(Emptied emptied) {
    return List.of(
        emptied
            .discoveryFailure()
            .map(failure ->
                new Condition(
                    "NamespaceDeletionDiscoveryFailure",
                    true,
                    "DiscoveryFailed",
                    "Discovery failed for some groups: " + failure.getMessage()))
            .orElseGet(() ->
                new Condition(
                    "NamespaceDeletionDiscoveryFailure",
                    false,
                    "ResourcesDiscovered",
                    "All resources successfully discovered")),
        new Condition(
            "NamespaceDeletionGroupVersionParsingFailure",
            false,
            "ParsedGroupVersions",
            "All legacy kube types successfully parsed"),
        emptied
            .deletionFailure()
            .map(failure ->
                new Condition(
                    "NamespaceDeletionContentFailure",
                    true,
                    "ContentDeletionFailed",
                    "Failed to delete all resource types: " + failure.getMessage()))
            .orElseGet(() ->
                new Condition(
                    "NamespaceDeletionContentFailure",
                    false,
                    "ContentDeleted",
                    "All content successfully deleted, may be waiting on finalization")),
        counted(
            "NamespaceContentRemaining",
            emptied.remaining(),
            "SomeResourcesRemain",
            "Some resources are remaining: ",
            "ContentRemoved",
            "All content successfully removed"),
        counted(
            "NamespaceFinalizersRemaining",
            emptied.finalizers(),
            "SomeFinalizersRemain",
            "Some content in the namespace has finalizers remaining: ",
            "ContentHasNoFinalizers",
            "All content-preserving finalizers finished"));
  }

  private static Condition counted(
      String type,
      Map<String, Integer> counts,
      String reason,
      String message,
      String emptyReason,
      String emptyMessage) {
    if (counts.isEmpty()) {
      return new Condition(type, false, emptyReason, emptyMessage);
    }
    String listed =
        counts.entrySet().stream()
            .map(entry -> entry.getKey() + " has " + entry.getValue() + " resource instances")
            .collect(Collectors.joining(", "));
    return new Condition(type, true, reason, message + listed);
  }
}
