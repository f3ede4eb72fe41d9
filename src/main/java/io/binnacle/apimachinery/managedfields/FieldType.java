package io.binnacle.apimachinery.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What field ownership needs to know of a schema: how a value is made of parts that may have
 * different owners. Implementations are immutable, may be recursive, and answer from memory on any
 * thread.
 */
public interface FieldType {
  /** The type of what no schema describes: its structure is deduced from each value. */
  FieldType DEDUCED = DeducedType.ANY;

  /** The structure of a value. */
  enum Form {
    SCALAR,
    MAP,
    LIST,
    /** Whatever the value at hand is. */
    DEDUCED
  }

  /** What a scalar may be. */
  enum Scalar {
    NUMERIC,
    STRING,
    BOOLEAN,
    /** Any scalar, such as a quantity or a port that may be a number or a name. */
    UNTYPED
  }

  Form form();

  /** Asked of scalars alone. */
  default Scalar scalar() {
    return Scalar.UNTYPED;
  }

  /** Whether a list or map has one owner as a whole. */
  default boolean atomic() {
    return false;
  }

  /** The type of a field that the schema declares; null for others and for what is no map. */
  default @Nullable FieldType declared(String name) {
    return null;
  }

  /** The type of the fields that the schema does not declare; null where there may be none. */
  default @Nullable FieldType undeclared() {
    return null;
  }

  /** The type of a list's items. */
  default FieldType items() {
    return DEDUCED;
  }

  /** The keys that name a list's items; empty for a set. Asked of lists that are not atomic. */
  default List<String> keys() {
    return List.of();
  }

  /** The value that a missing key of an item stands for, such as a port's protocol. */
  default @Nullable JsonNode defaultOfKey(String key) {
    return null;
  }

  /**
   * What the object is taken to have where a declared field is missing: Kubernetes' typed objects
   * always have their embedded structures and required fields, and nobody comes to own these by
   * their mere presence. Null where missing is missing.
   */
  default @Nullable JsonNode implied(String name) {
    return null;
  }

  /** The type of a field, declared or not. */
  default FieldType field(String name) {
    FieldType type = declared(name);
    if (type == null) {
      type = undeclared();
    }
    return type == null ? DEDUCED : type;
  }

  /** This type, or for a deduced one that of the value. */
  default FieldType of(@Nullable JsonNode value) {
    return this;
  }
}
