package io.binnacle.apimachinery.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The owners of an object's fields while they are computed. For one thread. */
final class ManagedFields {
  static final String FIELD = "managedFields";

  /** The order in which Kubernetes stores the entries. */
  private static final Comparator<ManagedEntry> ORDER =
      Comparator.<ManagedEntry, Operation>comparing(entry -> entry.key().operation())
          .thenComparingLong(ManagedEntry::seconds)
          .thenComparing(entry -> entry.key().manager())
          .thenComparing(ManagedEntry::apiVersion)
          .thenComparing(entry -> entry.key().subresource());

  private final Map<ManagerKey, ManagedEntry> entries = new LinkedHashMap<>();

  /**
   * Reads {@code metadata.managedFields}.
   *
   * @throws IllegalArgumentException when an entry is none; sets are not looked into
   */
  static ManagedFields read(JsonNode list) {
    ManagedFields managed = new ManagedFields();
    int position = 0;
    for (JsonNode entry : list) {
      if (!entry.isObject()) {
        throw new IllegalArgumentException("an entry of managed fields must be an object");
      }
      managed.put(ManagedEntry.read(entry, position++));
    }
    return managed;
  }

  /**
   * Reads what a client sent, sets and all: what comes back is in the one form that is stored.
   *
   * @throws IllegalArgumentException when it cannot be used
   */
  static ManagedFields decode(JsonNode list) {
    ManagedFields managed = new ManagedFields();
    read(list).all().forEach(entry -> managed.put(entry.normalized()));
    return managed;
  }

  ManagedFields copy() {
    ManagedFields copy = new ManagedFields();
    copy.entries.putAll(entries);
    return copy;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  List<ManagedEntry> all() {
    return new ArrayList<>(entries.values());
  }

  Collection<ManagedEntry> entries() {
    return entries.values();
  }

  @Nullable ManagedEntry get(ManagerKey key) {
    return entries.get(key);
  }

  void put(ManagedEntry entry) {
    entries.put(entry.key(), entry);
  }

  void remove(ManagerKey key) {
    entries.remove(key);
  }

  /** Puts the entry with other fields, or removes it when none are left. */
  void putFields(ManagedEntry entry, FieldSet fields) {
    if (fields.isEmpty()) {
      remove(entry.key());
    } else {
      put(entry.withFields(fields));
    }
  }

  /** Writes the entries into an object; without any the field goes. */
  void writeTo(ObjectNode metadata) {
    if (entries.isEmpty()) {
      metadata.remove(FIELD);
      return;
    }
    ArrayNode list = Json.mapper().createArrayNode();
    entries.values().stream().sorted(ORDER).map(ManagedEntry::json).forEach(list::add);
    metadata.set(FIELD, list);
  }
}
