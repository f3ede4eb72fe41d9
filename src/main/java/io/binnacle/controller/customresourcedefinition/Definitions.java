package io.binnacle.controller.customresourcedefinition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Reads CustomResourceDefinitions and writes their conditions. */
final class Definitions {
  private Definitions() {}

  /** One condition, as it is to be. */
  record Condition(String type, String status, String reason, String message) {}

  static String group(ApiObject definition) {
    return definition.tree().at("/spec/group").asText();
  }

  static boolean isTrue(ApiObject definition, String type) {
    for (JsonNode condition : definition.tree().at("/status/conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition.path("status").asText().equals("True");
      }
    }
    return false;
  }

  /** A copy of the status. */
  static ObjectNode status(ApiObject definition) {
    return definition.tree().get("status") instanceof ObjectNode status
        ? status.deepCopy()
        : Json.object();
  }

  /** Sets a condition; the moment of its transition stays where its status does. */
  static void set(ObjectNode status, Condition wanted, Instant now) {
    ArrayNode conditions =
        status.get("conditions") instanceof ArrayNode list ? list : status.putArray("conditions");
    ObjectNode present = null;
    for (ObjectNode condition : Trees.objects(conditions)) {
      if (condition.path("type").asText().equals(wanted.type())) {
        present = condition;
      }
    }
    if (present == null) {
      present = conditions.addObject().put("type", wanted.type());
    }
    if (!present.path("status").asText().equals(wanted.status())) {
      present.put("status", wanted.status());
      present.put("lastTransitionTime", now.truncatedTo(ChronoUnit.SECONDS).toString());
    }
    present.put("reason", wanted.reason()).put("message", wanted.message());
  }
}
