package io.binnacle.apimachinery.managedfields;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps the number of managers that update an object down: the oldest are merged, by version, into
 * one of a name of its own (KEP-555, "Client-facing behavior").
 */
final class UpdateCap {
  static final int MAX_UPDATE_MANAGERS = 10;
  static final String ANCIENT = "ancient-changes";

  private UpdateCap() {}

  static void apply(ManagedFields managed) {
    List<ManagedEntry> updaters =
        managed.entries().stream()
            .filter(entry -> !entry.applied())
            .sorted(
                Comparator.comparingLong(ManagedEntry::seconds)
                    .thenComparing(entry -> entry.key().manager()))
            .toList();
    int count = updaters.size();
    Map<String, ManagedEntry> firstOfVersion = new HashMap<>();
    for (ManagedEntry entry : updaters) {
      if (count <= MAX_UPDATE_MANAGERS) {
        return;
      }
      ManagedEntry first = firstOfVersion.putIfAbsent(entry.apiVersion(), entry);
      if (first != null) {
        merge(managed, first, entry);
        count--;
      }
    }
  }

  /** The bucket has the time of the newest that went into it. */
  private static void merge(ManagedFields managed, ManagedEntry first, ManagedEntry entry) {
    String version = entry.apiVersion();
    ManagerKey bucket = new ManagerKey(ANCIENT, Operation.UPDATE, version, "");
    ManagedEntry present = managed.get(bucket);
    ManagedEntry older = present == null || entry.key().equals(bucket) ? first : present;
    managed.remove(older.key());
    managed.remove(entry.key());
    FieldSet fields = older.fields().union(entry.fields());
    managed.put(ManagedEntry.of(bucket, version, fields, entry.time()));
  }
}
