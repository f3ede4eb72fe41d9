package io.binnacle.apiserver.handler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.storage.ObjectVersion;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The document that tells an object's history: its retained versions, the newest first, each with
 * what was done, by which field manager, and when, as far as the version's managedFields tell.
 */
final class ObjectHistory {
  private static final String MANAGED_FIELDS = "managedFields";

  private ObjectHistory() {}

  /**
   * @param versions the newest first, in the version of the API that was asked for
   */
  static ObjectNode document(List<ObjectVersion> versions) {
    ObjectNode document = Json.object();
    document.put("kind", "ObjectHistory");
    document.put("apiVersion", "binnacle.io/v1");
    document
        .putObject("metadata")
        .put("resourceVersion", Long.toString(versions.getFirst().object().revision()));
    ArrayNode items = document.putArray("versions");
    for (int i = 0; i < versions.size(); i++) {
      ObjectVersion version = versions.get(i);
      boolean follows = !version.created() && i + 1 < versions.size();
      JsonNode before =
          follows ? versions.get(i + 1).object().object().tree().path("metadata") : null;
      items.add(item(version, before));
    }
    return document;
  }

  /**
   * @param before the metadata of the version before; null where there was none, or it is not known
   */
  private static ObjectNode item(ObjectVersion version, @Nullable JsonNode before) {
    JsonNode tree = version.object().object().tree();
    JsonNode metadata = tree.path("metadata");
    Optional<JsonNode> change =
        version.deletion() || (before == null && !version.created())
            ? Optional.empty()
            : change(metadata, before);
    ObjectNode item = Json.object();
    item.put("resourceVersion", Long.toString(version.object().revision()));
    item.put("verb", verb(version, metadata, before, change));
    change.ifPresent(entry -> {
      for (String field : List.of("manager", "subresource", "time")) {
        if (entry.hasNonNull(field)) {
          item.set(field, entry.get(field));
        }
      }
    });
    item.set("object", tree);
    return item;
  }

  /**
   * The entry of the one who wrote is one that was not there, or is of another time; within one
   * second, one that has other fields. Whose fields were taken over has fewer, and the time of
   * before.
   */
  private static Optional<JsonNode> change(JsonNode metadata, @Nullable JsonNode before) {
    Set<JsonNode> known = new HashSet<>();
    Set<JsonNode> writes = new HashSet<>();
    if (before != null) {
      for (JsonNode entry : before.path(MANAGED_FIELDS)) {
        known.add(entry);
        writes.add(write(entry));
      }
    }
    JsonNode entries = metadata.path(MANAGED_FIELDS);
    return newest(entries, entry -> !writes.contains(write(entry)))
        .or(() -> newest(entries, entry -> !known.contains(entry)));
  }

  /** Who wrote when, whatever it was. */
  private static JsonNode write(JsonNode entry) {
    ObjectNode write = entry.deepCopy();
    write.remove("fieldsV1");
    return write;
  }

  private static Optional<JsonNode> newest(JsonNode entries, Predicate<JsonNode> among) {
    JsonNode newest = null;
    for (JsonNode entry : entries) {
      boolean newer =
          newest == null
              || entry.path("time").asText().compareTo(newest.path("time").asText()) >= 0;
      if (newer && among.test(entry)) {
        newest = entry;
      }
    }
    return Optional.ofNullable(newest);
  }

  private static String verb(
      ObjectVersion version,
      JsonNode metadata,
      @Nullable JsonNode before,
      Optional<JsonNode> change) {
    boolean marked =
        before != null
            && metadata.hasNonNull("deletionTimestamp")
            && !before.hasNonNull("deletionTimestamp");
    if (version.deletion() || marked) {
      return "delete";
    }
    boolean applied =
        change.filter(entry -> entry.path("operation").asText().equals("Apply")).isPresent();
    return applied ? "apply" : version.created() ? "create" : "update";
  }
}
