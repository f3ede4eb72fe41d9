package io.binnacle.apimachinery.validation;

import org.jspecify.annotations.Nullable;

/**
 * The path of a field in an object, as error messages show it: {@code
 * spec.containers[0].ports[name]}. Immutable.
 */
public final class FieldPath {
  private final @Nullable FieldPath parent;
  private final String segment;

  private FieldPath(@Nullable FieldPath parent, String segment) {
    this.parent = parent;
    this.segment = segment;
  }

  public static FieldPath of(String first, String... more) {
    FieldPath path = new FieldPath(null, first);
    for (String name : more) {
      path = path.child(name);
    }
    return path;
  }

  /** The path of the object itself, which prints as nothing. */
  public static FieldPath root() {
    return new FieldPath(null, "");
  }

  public FieldPath child(String name) {
    return isRoot() ? new FieldPath(null, name) : new FieldPath(this, "." + name);
  }

  public FieldPath index(int index) {
    return new FieldPath(this, "[" + index + "]");
  }

  /** An entry of a map: {@code metadata.annotations[example.com/a]}. */
  public FieldPath key(String key) {
    return new FieldPath(this, "[" + key + "]");
  }

  public boolean isRoot() {
    return parent == null && segment.isEmpty();
  }

  @Override
  public String toString() {
    return parent == null ? segment : parent + segment;
  }
}
