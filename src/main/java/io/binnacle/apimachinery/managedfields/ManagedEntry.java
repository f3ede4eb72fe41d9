package io.binnacle.apimachinery.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * One entry of managedFields. Its set is decoded when somebody needs it, and an entry that came
 * from JSON and did not change goes back as the same JSON. Immutable but for these two memories;
 * for one thread.
 */
final class ManagedEntry {
  private static final String FIELDS_TYPE = "FieldsV1";

  private final ManagerKey key;
  private final String apiVersion;
  private final @Nullable String time;
  private @Nullable FieldSet fields;
  private @Nullable ObjectNode json;

  private ManagedEntry(
      ManagerKey key,
      String apiVersion,
      @Nullable String time,
      @Nullable FieldSet fields,
      @Nullable ObjectNode json) {
    this.key = key;
    this.apiVersion = apiVersion;
    this.time = time;
    this.fields = fields;
    this.json = json;
  }

  static ManagedEntry of(
      ManagerKey key, String apiVersion, FieldSet fields, @Nullable String time) {
    return new ManagedEntry(key, apiVersion, time, fields, null);
  }

  /**
   * Reads an entry without decoding its set.
   *
   * @throws IllegalArgumentException when it is none
   */
  static ManagedEntry read(JsonNode entry, int position) {
    Operation operation =
        switch (entry.path("operation").asText()) {
          case "Apply" -> Operation.APPLY;
          case "Update" -> Operation.UPDATE;
          default -> throw new IllegalArgumentException("operation must be `Apply` or `Update`");
        };
    String apiVersion = entry.path("apiVersion").asText();
    if (apiVersion.isEmpty()) {
      throw new IllegalArgumentException("apiVersion must not be empty");
    }
    String type = entry.path("fieldsType").asText();
    if (!type.equals(FIELDS_TYPE)) {
      throw new IllegalArgumentException(
          (type.isEmpty() ? "missing fieldsType" : "invalid fieldsType \"" + type + "\"")
              + " in managed fields entry "
              + position);
    }
    ManagerKey key =
        new ManagerKey(
            entry.path("manager").asText(),
            operation,
            operation == Operation.APPLY ? "" : apiVersion,
            entry.path("subresource").asText());
    String time = entry.path("time").isTextual() ? entry.path("time").asText() : null;
    return new ManagedEntry(key, apiVersion, time, null, (ObjectNode) entry);
  }

  ManagerKey key() {
    return key;
  }

  String apiVersion() {
    return apiVersion;
  }

  @Nullable String time() {
    return time;
  }

  boolean applied() {
    return key.operation() == Operation.APPLY;
  }

  /** The time in seconds; entries without one are the oldest. */
  long seconds() {
    try {
      return time == null ? 0 : Instant.parse(time).getEpochSecond();
    } catch (DateTimeParseException e) {
      return 0;
    }
  }

  static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /**
   * @throws IllegalArgumentException when what is stored is no set
   */
  FieldSet fields() {
    FieldSet known = fields;
    if (known == null) {
      JsonNode stored = json == null ? Json.object() : json.path("fieldsV1");
      known = stored.isMissingNode() || stored.isNull() ? FieldSet.EMPTY : FieldsV1.decode(stored);
      fields = known;
    }
    return known;
  }

  /** Whether the entry may own any of these fields, or parts or wholes of them. */
  boolean mayOwn(FieldSet set) {
    if (fields != null || json == null) {
      return !set.isEmpty();
    }
    return FieldsV1.mayOverlap(json.path("fieldsV1"), set);
  }

  ManagedEntry withFields(FieldSet changed) {
    return fields == changed ? this : new ManagedEntry(key, apiVersion, time, changed, null);
  }

  /** The encoded set is kept: who writes the same fields again is the usual case. */
  ManagedEntry withTime(String changed) {
    ObjectNode copy = null;
    if (json != null && json.has("time")) {
      copy = Json.object();
      copy.setAll(json);
      copy.put("time", changed);
    }
    return new ManagedEntry(key, apiVersion, changed, fields(), copy);
  }

  /** The entry in the one form that is stored, whatever form it came in. */
  ManagedEntry normalized() {
    return new ManagedEntry(key, apiVersion, time, fields(), null);
  }

  /** The JSON of the entry, its fields in the order in which Kubernetes writes them. */
  ObjectNode json() {
    ObjectNode known = json;
    if (known == null) {
      known = Json.object();
      if (!key.manager().isEmpty()) {
        known.put("manager", key.manager());
      }
      known.put("operation", key.operation().text());
      known.put("apiVersion", apiVersion);
      if (time != null) {
        known.put("time", time);
      }
      known.put("fieldsType", FIELDS_TYPE);
      known.set("fieldsV1", FieldsV1.encode(fields()));
      if (!key.subresource().isEmpty()) {
        known.put("subresource", key.subresource());
      }
      json = known;
    }
    return known;
  }
}
