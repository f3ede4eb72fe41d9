package io.binnacle.apimachinery.managedfields;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * The versions of one kind. Ownership is recorded in the version that was written through, and is
 * compared in it. Called while a write is computed, on its thread; answers from memory.
 */
public interface ObjectVersions {
  /** The kind's type in a version; null for a version that is not served (any more). */
  @Nullable FieldType type(String apiVersion);

  /**
   * The object in a version that {@link #type} knows; the object itself where it is in it already.
   * The object is only read.
   */
  ObjectNode convert(ObjectNode object, String apiVersion);

  /**
   * Whether a version's schema may become another one while objects exist, as that of a custom
   * resource may: then what was recorded is fitted to the schema of today.
   */
  boolean schemaMayChange();

  /** What writes through the version do not change, whatever they say, such as the status. */
  FieldSet resetFields(String apiVersion);
}
