package io.binnacle.apimachinery.managedfields;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Fits a set of fields to a schema that changed since it was written: a list or map that has become
 * atomic is owned as a whole by who owned a part of it, one that has become granular in all its
 * parts by who owned it.
 */
final class SchemaReconciliation {
  private final FieldType root;
  private final ObjectNode live;
  private final FieldSet.Builder removed = new FieldSet.Builder();
  private final List<PathElement> path = new ArrayList<>();
  private FieldSet added = FieldSet.EMPTY;

  private SchemaReconciliation(FieldType root, ObjectNode live) {
    this.root = root;
    this.live = live;
  }

  /** The set itself where the schema did not change. */
  static FieldSet of(FieldType type, ObjectNode live, FieldSet fields) {
    if (type.form() == FieldType.Form.DEDUCED) {
      return fields;
    }
    SchemaReconciliation reconciliation = new SchemaReconciliation(type, live);
    reconciliation.visit(type, fields, false);
    return fields.recursiveDifference(reconciliation.removed.build()).union(reconciliation.added);
  }

  /**
   * @param leaf whether the set has the value itself and nothing below it
   */
  private void visit(FieldType type, FieldSet below, boolean leaf) {
    if (type.form() == FieldType.Form.SCALAR || type.form() == FieldType.Form.DEDUCED) {
      return;
    }
    if (type.atomic()) {
      if (!leaf && !below.isEmpty() && !path.isEmpty()) {
        removed.insert(path);
        added = added.union(FieldSet.of(List.copyOf(path)));
      }
      return;
    }
    if (leaf) {
      added = added.union(FieldExtraction.at(root, live, List.copyOf(path)));
    }
    for (FieldSet.Node node : below.nodes()) {
      FieldType child = childType(type, node.element());
      path.add(node.element());
      visit(child, node.children(), node.member() && node.children().isEmpty());
      path.removeLast();
    }
  }

  private static FieldType childType(FieldType type, PathElement element) {
    return element instanceof PathElement.Field(String name) ? type.field(name) : type.items();
  }
}
