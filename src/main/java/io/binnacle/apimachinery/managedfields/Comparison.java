package io.binnacle.apimachinery.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Trees;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One comparison of two versions of an object by its schema. Paths are made where something differs
 * alone, which keeps the usual comparison, of versions that differ little, cheap.
 */
final class Comparison {
  private final FieldSet.Builder added = new FieldSet.Builder();
  private final FieldSet.Builder modified = new FieldSet.Builder();
  private final FieldSet.Builder removed = new FieldSet.Builder();
  private final List<PathElement> path = new ArrayList<>();

  private Comparison() {}

  /** Compares whole objects; neither is changed. */
  static Changes of(FieldType type, JsonNode old, JsonNode current) {
    if (old == current) {
      return new Changes(FieldSet.EMPTY, FieldSet.EMPTY, FieldSet.EMPTY);
    }
    Comparison comparison = new Comparison();
    comparison.compare(type, old, current);
    return new Changes(
        comparison.added.build(), comparison.modified.build(), comparison.removed.build());
  }

  /** One of the values may be missing, not both. */
  private void compare(FieldType declared, @Nullable JsonNode old, @Nullable JsonNode current) {
    if (old == current) {
      return;
    }
    FieldType type = declared.of(current == null ? old : current);
    FieldType before = declared.of(old == null ? current : old);
    boolean leaf = false;
    if (before.form() != type.form()) {
      // A value whose deduced type changed: a modification, and the parts of the new value.
      compareAs(before, old, current);
      leaf = compareAs(type, old, current);
    } else {
      leaf = compareAs(type, old, current);
    }
    if (!leaf) {
      if (old == null) {
        added.insert(path);
      } else if (current == null) {
        removed.insert(path);
      }
    }
  }

  /** Whether the value has no parts of its own, which is then all done. */
  private boolean compareAs(FieldType type, @Nullable JsonNode old, @Nullable JsonNode current) {
    if (type.form() == FieldType.Form.SCALAR || type.atomic()) {
      compareLeaf(old, current);
      return true;
    }
    boolean list = type.form() == FieldType.Form.LIST;
    if (isEmpty(old, list) && isEmpty(current, list)) {
      // Keeps null and empty apart.
      compareLeaf(old, current);
      return true;
    }
    if (list) {
      compareLists(type, old, current);
    } else {
      compareMaps(type, old, current);
    }
    return false;
  }

  private static boolean isEmpty(@Nullable JsonNode value, boolean list) {
    return value == null || !(list ? value.isArray() : value.isObject()) || value.isEmpty();
  }

  private void compareLeaf(@Nullable JsonNode old, @Nullable JsonNode current) {
    if (old == null) {
      added.insert(path);
    } else if (current == null) {
      removed.insert(path);
    } else if (!Trees.same(old, current)) {
      modified.insert(path);
    }
  }

  private void compareMaps(FieldType type, @Nullable JsonNode old, @Nullable JsonNode current) {
    ObjectNode left = old instanceof ObjectNode object ? object : null;
    ObjectNode right = current instanceof ObjectNode object ? object : null;
    if (left != null) {
      for (Map.Entry<String, JsonNode> field : left.properties()) {
        compareField(type, field.getKey(), left, right);
      }
    }
    if (right != null) {
      for (Map.Entry<String, JsonNode> field : right.properties()) {
        if (left == null || !left.has(field.getKey())) {
          compareField(type, field.getKey(), left, right);
        }
      }
    }
  }

  private void compareField(
      FieldType type, String name, @Nullable ObjectNode left, @Nullable ObjectNode right) {
    JsonNode old = valueOf(type, name, left);
    JsonNode current = valueOf(type, name, right);
    if (old != current) {
      path.add(new PathElement.Field(name));
      compare(type.field(name), old, current);
      path.removeLast();
    }
  }

  private static @Nullable JsonNode valueOf(
      FieldType type, String name, @Nullable ObjectNode object) {
    if (object == null) {
      return null;
    }
    JsonNode value = object.get(name);
    return value == null ? type.implied(name) : value;
  }

  private void compareLists(FieldType type, @Nullable JsonNode old, @Nullable JsonNode current) {
    if (old instanceof ArrayNode left
        && current instanceof ArrayNode right
        && comparedInPlace(type, left, right)) {
      return;
    }
    Map<PathElement, List<JsonNode>> before = ListItems.index(type, old);
    Map<PathElement, List<JsonNode>> after = ListItems.index(type, current);
    Set<PathElement> all = new LinkedHashSet<>(before.keySet());
    all.addAll(after.keySet());
    for (PathElement element : all) {
      path.add(element);
      compareItems(
          type, before.getOrDefault(element, List.of()), after.getOrDefault(element, List.of()));
      path.removeLast();
    }
  }

  /** The usual case: the same items in the same places. Steps are made for those that differ. */
  private boolean comparedInPlace(FieldType type, ArrayNode left, ArrayNode right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      if (!ListItems.hasIdentity(type, left.get(i))
          || !ListItems.sameIdentity(type, left.get(i), right.get(i))) {
        return false;
      }
    }
    for (int i = 0; i < left.size(); i++) {
      if (!left.get(i).equals(right.get(i))) {
        path.add(ListItems.element(type, left.get(i)));
        compare(type.items(), left.get(i), right.get(i));
        path.removeLast();
      }
    }
    return true;
  }

  /** Items of one identity: duplicates, which only stored objects have, are compared as a whole. */
  private void compareItems(FieldType type, List<JsonNode> before, List<JsonNode> after) {
    if (before.size() <= 1 && after.size() <= 1) {
      compare(
          type.items(),
          before.isEmpty() ? null : before.getFirst(),
          after.isEmpty() ? null : after.getFirst());
    } else if (before.size() > 1 && after.size() > 1) {
      if (!before.equals(after)) {
        modified.insert(path);
      }
    } else if (before.size() > 1) {
      if (!after.isEmpty()) {
        compare(type.items(), null, after.getFirst());
      }
      removed.insert(path);
    } else {
      if (!before.isEmpty()) {
        compare(type.items(), before.getFirst(), null);
      }
      added.insert(path);
    }
  }
}
