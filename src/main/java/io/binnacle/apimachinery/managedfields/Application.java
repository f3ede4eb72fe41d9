package io.binnacle.apimachinery.managedfields;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Trees;
import org.jspecify.annotations.Nullable;

/** One apply under way: merge, look for conflicts, pass ownership on. For one thread. */
final class Application {
  private final ObjectVersions versions;
  private final ObjectNode live;
  private final ObjectNode configuration;
  private final FieldWriter writer;
  private final ManagerKey key;
  private final FieldType type;
  private ManagedFields managed = new ManagedFields();
  private ObjectNode merged;
  private OwnershipTransfer transfer;
  private @Nullable ManagedEntry last;

  Application(
      ObjectVersions versions, ObjectNode live, ObjectNode configuration, FieldWriter writer) {
    this.versions = versions;
    this.live = live;
    this.configuration = configuration;
    this.writer = writer;
    this.key = writer.key(Operation.APPLY);
    FieldType known = versions.type(writer.apiVersion());
    this.type = known == null ? FieldType.DEDUCED : known;
    this.merged = live;
    this.transfer = new OwnershipTransfer(versions, live, live);
  }

  /** Merges, and removes what the applier gave up. */
  void merge(ManagedFields owners) {
    managed = reconciled(owners);
    last = managed.get(key);
    FieldSet applied =
        FieldExtraction.of(type, configuration)
            .recursiveDifference(versions.resetFields(writer.apiVersion()));
    String time = last == null ? null : last.time();
    managed.put(ManagedEntry.of(key, writer.apiVersion(), applied, time));
    merged = Merge.of(type, live, configuration);
    if (last != null) {
      merged = new Pruning(versions).prune(merged, managed, last, writer.apiVersion());
    }
    transfer = new OwnershipTransfer(versions, live, merged);
  }

  private ManagedFields reconciled(ManagedFields owners) {
    ManagedFields reconciled = new ManagedFields();
    for (ManagedEntry entry : owners.entries()) {
      FieldType known = versions.type(entry.apiVersion());
      if (known != null && versions.schemaMayChange()) {
        ObjectNode converted = versions.convert(live, entry.apiVersion());
        reconciled.put(entry.withFields(SchemaReconciliation.of(known, converted, entry.fields())));
      } else if (known != null) {
        reconciled.put(entry);
      }
    }
    return reconciled;
  }

  Conflicts conflicts() {
    return transfer.conflicts(managed, key);
  }

  /**
   * The outcome.
   *
   * @param nobodys fields that nobody owns though they were applied
   */
  ObjectNode finish(FieldSet nobodys) {
    transfer.transfer(managed, key);
    ManagedEntry entry = managed.get(key);
    boolean changed = !Trees.same(live, merged);
    if (entry != null) {
      ManagedEntry own = entry.withFields(entry.fields().difference(nobodys));
      // An apply that changes nothing leaves no trace of when it was.
      managed.putFields(
          changed ? own.withTime(ManagedEntry.text(writer.now())) : own, own.fields());
    }
    ObjectNode object = merged.deepCopy();
    managed.writeTo(Trees.child(object, "metadata"));
    return object;
  }
}
