package io.binnacle.apimachinery.managedfields;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one write does to the owners of an object's fields: who owned what the write changes or
 * removes does not own it any more. Compares the versions of the object once in each version of its
 * kind that an owner used.
 */
final class OwnershipTransfer {
  private final ObjectVersions versions;
  private final ObjectNode old;
  private final ObjectNode current;
  private final Map<String, Changes> changes = new HashMap<>();

  OwnershipTransfer(ObjectVersions versions, ObjectNode old, ObjectNode current) {
    this.versions = versions;
    this.old = old;
    this.current = current;
  }

  /** What differs, in a version; null where the version is not served any more. */
  @Nullable Changes changes(String apiVersion) {
    Changes known = changes.get(apiVersion);
    if (known == null) {
      FieldType type = versions.type(apiVersion);
      if (type == null) {
        return null;
      }
      known =
          Comparison.of(
                  type, versions.convert(old, apiVersion), versions.convert(current, apiVersion))
              .without(versions.resetFields(apiVersion));
      changes.put(apiVersion, known);
    }
    return known;
  }

  /** Owners of fields that the write changes. */
  Conflicts conflicts(ManagedFields managed, @Nullable ManagerKey writer) {
    Map<ManagerKey, FieldSet> conflicts = new LinkedHashMap<>();
    for (ManagedEntry entry : managed.entries()) {
      Changes changed = entry.key().equals(writer) ? null : changes(entry.apiVersion());
      if (changed != null && entry.mayOwn(changed.written())) {
        FieldSet contested = fields(entry).intersection(changed.written());
        if (!contested.isEmpty()) {
          conflicts.put(entry.key(), contested);
        }
      }
    }
    return new Conflicts(conflicts);
  }

  /** Takes what the write changed or removed from everybody but the writer. */
  void transfer(ManagedFields managed, @Nullable ManagerKey writer) {
    for (ManagedEntry entry : managed.all()) {
      if (entry.key().equals(writer)) {
        continue;
      }
      Changes changed = changes(entry.apiVersion());
      if (changed == null) {
        managed.remove(entry.key());
        continue;
      }
      FieldSet touched = changed.written().union(changed.removed());
      if (entry.mayOwn(touched)) {
        managed.putFields(entry, fields(entry).difference(touched));
      }
    }
  }

  /** An owner's fields, as the schema of today has them. */
  private FieldSet fields(ManagedEntry entry) {
    FieldType type = versions.type(entry.apiVersion());
    return type == null || !versions.schemaMayChange()
        ? entry.fields()
        : SchemaReconciliation.of(type, versions.convert(old, entry.apiVersion()), entry.fields());
  }
}
