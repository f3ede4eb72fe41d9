package io.binnacle.apimachinery.managedfields;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Removes from a merged object what its applier applied the last time and does not any more, unless
 * somebody else owns it too.
 */
final class Pruning {
  private final ObjectVersions versions;

  Pruning(ObjectVersions versions) {
    this.versions = versions;
  }

  /** Both forms of an object on the way: merged, and with what is given up taken out. */
  private record Stage(ObjectNode merged, ObjectNode pruned) {}

  /**
   * @param owners everybody's fields after the apply, the applier's new ones included
   * @param last the applier's entry before
   */
  ObjectNode prune(ObjectNode merged, ManagedFields owners, ManagedEntry last, String version) {
    FieldType type = versions.type(last.apiVersion());
    if (last.fields().isEmpty() || type == null) {
      return merged;
    }
    ObjectNode converted = versions.convert(merged, last.apiVersion());
    FieldSet given = last.fields().withStructures(type);
    ObjectNode pruned = Removal.of(type, converted, given);
    pruned = withOwned(new Stage(converted, pruned), owners, last.apiVersion());
    pruned = withDangling(type, converted, versions.convert(pruned, last.apiVersion()), given);
    return versions.convert(pruned, version);
  }

  /** Puts back what anybody owns; in the pruned version first, which loses least. */
  private ObjectNode withOwned(Stage stage, ManagedFields owners, String prunedVersion) {
    Map<String, FieldSet> owned = new LinkedHashMap<>();
    owned.put(prunedVersion, FieldSet.EMPTY);
    owners
        .entries()
        .forEach(entry -> owned.merge(entry.apiVersion(), entry.fields(), FieldSet::union));
    Stage current = stage;
    for (Map.Entry<String, FieldSet> version : owned.entrySet()) {
      FieldType type = versions.type(version.getKey());
      if (type != null) {
        current = withOwned(current, version.getKey(), type, version.getValue());
      }
    }
    return current.pruned();
  }

  private Stage withOwned(Stage stage, String version, FieldType type, FieldSet owned) {
    ObjectNode merged = versions.convert(stage.merged(), version);
    ObjectNode pruned = versions.convert(stage.pruned(), version);
    FieldSet kept = fieldsOf(type, pruned).union(owned.withStructures(type));
    return new Stage(merged, Removal.of(type, merged, fieldsOf(type, merged).difference(kept)));
  }

  /** Puts back what went along with its container though the applier never owned it. */
  private static ObjectNode withDangling(
      FieldType type, ObjectNode merged, ObjectNode pruned, FieldSet given) {
    FieldSet gone = fieldsOf(type, merged).difference(fieldsOf(type, pruned));
    return Removal.of(type, merged, gone.intersection(given));
  }

  private static FieldSet fieldsOf(FieldType type, ObjectNode object) {
    return FieldExtraction.of(type, object).withStructures(type);
  }
}
