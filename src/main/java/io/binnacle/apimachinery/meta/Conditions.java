package io.binnacle.apimachinery.meta;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Trees;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The conditions in a status (API conventions, "Typical status properties"). */
public final class Conditions {
  private Conditions() {}

  /** One condition, as it is to be. */
  public record Condition(String type, String status, String reason, String message) {}

  /** Whether an object has the condition with the status True. */
  public static boolean isTrue(JsonNode object, String type) {
    for (JsonNode condition : object.at("/status/conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition.path("status").asText().equals("True");
      }
    }
    return false;
  }

  /** Sets a condition; the moment of its transition stays where its status does. */
  public static void set(ObjectNode status, Condition wanted, Instant now) {
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
