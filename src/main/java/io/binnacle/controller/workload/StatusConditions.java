package io.binnacle.controller.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.client.Timestamps;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The list {@code status.conditions}, to be changed. Not thread-safe: one lives during one
 * reconciliation.
 */
public final class StatusConditions {
  /** What a condition says. */
  public record Condition(String type, String status, String reason, String message) {
    /** The entry with the time of its last transition. */
    ObjectNode entry(Instant now) {
      ObjectNode entry = Json.object().put("type", type).put("status", status);
      entry.put("lastTransitionTime", Timestamps.seconds(now));
      return entry.put("reason", reason).put("message", message);
    }
  }

  private final List<ObjectNode> entries = new ArrayList<>();

  /** A copy of what the object says. */
  public static StatusConditions of(ApiObject object) {
    StatusConditions conditions = new StatusConditions();
    for (ObjectNode entry : Trees.objects(object.tree().path("status").path("conditions"))) {
      conditions.entries.add(entry.deepCopy());
    }
    return conditions;
  }

  public Optional<ObjectNode> get(String type) {
    return entries.stream().filter(entry -> entry.path("type").asText().equals(type)).findFirst();
  }

  public boolean isTrue(String type) {
    return get(type).filter(entry -> entry.path("status").asText().equals("True")).isPresent();
  }

  public String reason(String type) {
    return get(type).map(entry -> entry.path("reason").asText()).orElse("");
  }

  /**
   * Sets a condition, unless it is there with this status and reason. The time of transition is
   * kept where the status is.
   *
   * @return whether anything has changed
   */
  public boolean set(Condition condition, Instant now) {
    Optional<ObjectNode> current = get(condition.type());
    boolean sameStatus =
        current.filter(c -> c.path("status").asText().equals(condition.status())).isPresent();
    if (sameStatus && reason(condition.type()).equals(condition.reason())) {
      return false;
    }
    put(condition, now);
    return true;
  }

  /** Sets a condition whatever it was before; only the time of transition may be kept. */
  public ObjectNode put(Condition condition, Instant now) {
    ObjectNode entry = condition.entry(now);
    get(condition.type())
        .filter(current -> current.path("status").asText().equals(condition.status()))
        .map(current -> current.get("lastTransitionTime"))
        .ifPresent(since -> entry.set("lastTransitionTime", since));
    remove(condition.type());
    entries.add(entry);
    return entry;
  }

  /** Takes an entry over as it is, in place of the one of its type. */
  public void putEntry(JsonNode entry) {
    remove(entry.path("type").asText());
    if (entry instanceof ObjectNode object) {
      entries.add(object.deepCopy());
    }
  }

  public void remove(String type) {
    entries.removeIf(entry -> entry.path("type").asText().equals(type));
  }

  /** Writes them into a status; an empty list is left out. */
  public void writeTo(ObjectNode status) {
    status.remove("conditions");
    if (!entries.isEmpty()) {
      ArrayNode list = status.putArray("conditions");
      entries.forEach(list::add);
    }
  }
}
