package io.binnacle.apimachinery.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The set of fields that an object has: what who applies it owns. */
final class FieldExtraction {
  private FieldExtraction() {}

  static FieldSet of(FieldType type, JsonNode object) {
    FieldSet.Builder root = new FieldSet.Builder();
    visit(type, object, root);
    return root.build();
  }

  private static void visit(FieldType declared, JsonNode value, FieldSet.Builder into) {
    FieldType type = declared.of(value);
    if (type.form() == FieldType.Form.SCALAR || type.atomic()) {
      into.add();
    } else if (type.form() == FieldType.Form.LIST) {
      visitItems(type, value, into);
    } else if (value.isObject()) {
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        visitField(type, field.getKey(), field.getValue(), into);
      }
    }
  }

  /** Structures are owned through their fields, entries of maps also by themselves. */
  private static void visitField(
      FieldType type, String name, JsonNode value, FieldSet.Builder into) {
    FieldSet.Builder child = into.child(new PathElement.Field(name));
    visit(type.field(name), value, child);
    boolean empty = value.isNull() || (value.isObject() && value.isEmpty());
    if (empty || type.declared(name) == null) {
      child.add();
    }
  }

  private static void visitItems(FieldType type, JsonNode list, FieldSet.Builder into) {
    for (Map.Entry<PathElement, List<JsonNode>> item : ListItems.index(type, list).entrySet()) {
      FieldSet.Builder child = into.child(item.getKey());
      // Of duplicates nobody can own parts.
      if (item.getValue().size() == 1) {
        visit(type.items(), item.getValue().getFirst(), child);
      }
      child.add();
    }
  }

  /** The set of fields at a path of the object, the path's own included. */
  static FieldSet at(FieldType type, JsonNode object, List<PathElement> path) {
    FieldSet below = of(type, object);
    for (PathElement element : path) {
      below = below.below(element);
    }
    FieldSet.Builder builder = new FieldSet.Builder();
    builder.insert(path);
    below.forEach(rest -> builder.insert(Stream.concat(path.stream(), rest.stream()).toList()));
    return builder.build();
  }
}
