package io.binnacle.apimachinery.managedfields;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A set of fields of an object, as a tree of steps. That a field is in the set says nothing of the
 * fields above or below it. Immutable; an operation that changes nothing returns the same set, so
 * that its encoding can be kept.
 */
public final class FieldSet {
  /** No fields. */
  public static final FieldSet EMPTY = new FieldSet(new Node[0]);

  /** A step, whether the field that it leads to is in the set, and what of the set is below it. */
  record Node(PathElement element, boolean member, FieldSet children) {}

  /** What an operation makes of one step; a missing set's children are empty. */
  private enum Combination {
    UNION((left, right) -> left || right, (member, left, right) -> left.union(right)),
    INTERSECTION((left, right) -> left && right, (member, left, right) -> left.intersection(right)),
    DIFFERENCE((left, right) -> left && !right, (member, left, right) -> left.difference(right)),
    RECURSIVE_DIFFERENCE(
        (left, right) -> left && !right,
        (member, left, right) -> member ? EMPTY : left.recursiveDifference(right));

    /** Whether a field is a member, by its being one of either set. */
    private interface Members {
      boolean member(boolean left, boolean right);
    }

    /** What is below a field, by its being a member of the right set and what is below in both. */
    private interface Children {
      FieldSet children(boolean rightMember, FieldSet left, FieldSet right);
    }

    private final Members members;
    private final Children children;

    Combination(Members members, Children children) {
      this.members = members;
      this.children = children;
    }

    boolean member(boolean left, boolean right) {
      return members.member(left, right);
    }

    FieldSet children(boolean rightMember, FieldSet left, FieldSet right) {
      return children.children(rightMember, left, right);
    }
  }

  private final Node[] nodes;

  private FieldSet(Node[] nodes) {
    this.nodes = nodes;
  }

  /** The set of these paths. */
  @SafeVarargs
  public static FieldSet of(List<PathElement>... paths) {
    Builder builder = new Builder();
    for (List<PathElement> path : paths) {
      builder.insert(path);
    }
    return builder.build();
  }

  /** The path of nested fields, as {@code spec, replicas}. */
  public static List<PathElement> path(String... fields) {
    return Arrays.stream(fields).map(name -> (PathElement) new PathElement.Field(name)).toList();
  }

  List<Node> nodes() {
    return Arrays.asList(nodes);
  }

  public boolean isEmpty() {
    return nodes.length == 0;
  }

  /** How many fields are in the set. */
  public int size() {
    int size = 0;
    for (Node node : nodes) {
      size += (node.member ? 1 : 0) + node.children.size();
    }
    return size;
  }

  /** Whether the field is in the set. */
  public boolean contains(List<PathElement> path) {
    FieldSet set = this;
    for (int i = 0; i < path.size(); i++) {
      Node node = set.find(path.get(i));
      if (node == null) {
        return false;
      }
      if (i == path.size() - 1) {
        return node.member;
      }
      set = node.children;
    }
    return false;
  }

  boolean hasMember(PathElement element) {
    Node node = find(element);
    return node != null && node.member;
  }

  /** What of the set is below a step. */
  FieldSet below(PathElement element) {
    Node node = find(element);
    return node == null ? EMPTY : node.children;
  }

  private @Nullable Node find(PathElement element) {
    int low = 0;
    int high = nodes.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = nodes[middle].element.compareTo(element);
      if (order == 0) {
        return nodes[middle];
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return null;
  }

  /** The fields of either set. */
  public FieldSet union(FieldSet other) {
    if (isEmpty()) {
      return other;
    }
    return other.isEmpty() || this == other ? this : combine(other, Combination.UNION);
  }

  /** The fields of both sets. */
  public FieldSet intersection(FieldSet other) {
    return isEmpty() || other.isEmpty() ? EMPTY : combine(other, Combination.INTERSECTION);
  }

  /** The fields of this set that are not in the other, wherever its members' children are. */
  public FieldSet difference(FieldSet other) {
    return isEmpty() || other.isEmpty() ? this : combine(other, Combination.DIFFERENCE);
  }

  /** The same, with all that is below a field of the other set. */
  public FieldSet recursiveDifference(FieldSet other) {
    return isEmpty() || other.isEmpty() ? this : combine(other, Combination.RECURSIVE_DIFFERENCE);
  }

  /** Walks both sorted arrays at once. */
  private FieldSet combine(FieldSet other, Combination combination) {
    List<Node> result = new ArrayList<>(nodes.length);
    boolean same = true;
    int i = 0;
    int j = 0;
    while (i < nodes.length || j < other.nodes.length) {
      int order = order(i, other, j);
      Node left = order <= 0 ? nodes[i++] : null;
      Node right = order >= 0 ? other.nodes[j++] : null;
      Node node = combined(left, right, combination);
      same &= node == left;
      if (node != null) {
        result.add(node);
      }
    }
    if (same) {
      return this;
    }
    return result.isEmpty() ? EMPTY : new FieldSet(result.toArray(Node[]::new));
  }

  private int order(int i, FieldSet other, int j) {
    if (i == nodes.length) {
      return 1;
    }
    return j == other.nodes.length ? -1 : nodes[i].element.compareTo(other.nodes[j].element);
  }

  private static @Nullable Node combined(
      @Nullable Node left, @Nullable Node right, Combination combination) {
    boolean leftMember = left != null && left.member;
    boolean rightMember = right != null && right.member;
    FieldSet leftChildren = left == null ? EMPTY : left.children;
    FieldSet rightChildren = right == null ? EMPTY : right.children;
    boolean member = combination.member(leftMember, rightMember);
    FieldSet children = combination.children(rightMember, leftChildren, rightChildren);
    if (left != null && member == leftMember && children == leftChildren) {
      return left;
    }
    if (!member && children.isEmpty()) {
      return null;
    }
    PathElement element =
        left == null ? java.util.Objects.requireNonNull(right).element : left.element;
    return new Node(element, member, children);
  }

  /**
   * The set with every declared field of a structure in it below which something is: what removes a
   * structure together with the last of its fields. Maps and list items are left as they are.
   */
  FieldSet withStructures(FieldType type) {
    boolean same = true;
    Node[] result = new Node[nodes.length];
    for (int i = 0; i < nodes.length; i++) {
      result[i] = withStructures(nodes[i], type);
      same &= result[i] == nodes[i];
    }
    return same ? this : new FieldSet(result);
  }

  private static Node withStructures(Node node, FieldType type) {
    boolean member = node.member;
    FieldType below = type.items();
    if (node.element instanceof PathElement.Field(String name)) {
      member |= !node.children.isEmpty() && type.declared(name) != null;
      below = type.field(name);
    }
    FieldSet children = node.children.withStructures(below);
    return member == node.member && children == node.children
        ? node
        : new Node(node.element, member, children);
  }

  /** Calls the action with every field of the set, in order, above before below. */
  public void forEach(Consumer<List<PathElement>> action) {
    forEach(List.of(), action);
  }

  private void forEach(List<PathElement> prefix, Consumer<List<PathElement>> action) {
    // Members of one level come before what is below any of them, as Kubernetes lists them.
    for (Node node : nodes) {
      if (node.member) {
        action.accept(extended(prefix, node.element));
      }
    }
    for (Node node : nodes) {
      if (!node.children.isEmpty()) {
        node.children.forEach(extended(prefix, node.element), action);
      }
    }
  }

  private static List<PathElement> extended(List<PathElement> prefix, PathElement element) {
    List<PathElement> path = new ArrayList<>(prefix.size() + 1);
    path.addAll(prefix);
    path.add(element);
    return path;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FieldSet set && Arrays.equals(nodes, set.nodes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(nodes);
  }

  /** The fields, one a line. */
  @Override
  public String toString() {
    List<String> lines = new ArrayList<>();
    forEach(path -> lines.add(text(path)));
    return String.join("\n", lines);
  }

  /** A path as messages show it, such as {@code .spec.containers[name="c"].image}. */
  static String text(List<PathElement> path) {
    StringBuilder text = new StringBuilder();
    path.forEach(text::append);
    return text.toString();
  }

  /** Collects fields. For one thread. */
  static final class Builder {
    private final Map<PathElement, Builder> children = new TreeMap<>();
    private boolean member;

    /** The builder of what is below a step. */
    Builder child(PathElement element) {
      return children.computeIfAbsent(element, key -> new Builder());
    }

    /** Puts the field that this builder stands for into the set. The root is no field. */
    void add() {
      member = true;
    }

    void insert(List<PathElement> path) {
      Builder builder = this;
      for (PathElement element : path) {
        builder = builder.child(element);
      }
      builder.add();
    }

    FieldSet build() {
      List<Node> nodes = new ArrayList<>(children.size());
      children.forEach((element, child) -> {
        FieldSet below = child.build();
        if (child.member || !below.isEmpty()) {
          nodes.add(new Node(element, child.member, below));
        }
      });
      return nodes.isEmpty() ? EMPTY : new FieldSet(nodes.toArray(Node[]::new));
    }
  }
}
