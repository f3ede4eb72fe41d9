package io.binnacle.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The structural schema of a value: what OpenAPI v3 with Kubernetes' extensions can say of it.
 * Immutable, possibly recursive (a property may lead back to a schema above it); safe for any
 * thread.
 */
public interface Schema {
  /** The JSON type of the value; ANY where the schema does not say. */
  enum Type {
    OBJECT,
    ARRAY,
    STRING,
    INTEGER,
    NUMBER,
    BOOLEAN,
    ANY
  }

  /** How server-side apply and validation treat a list ({@code x-kubernetes-list-type}). */
  enum ListType {
    ATOMIC,
    SET,
    MAP
  }

  Type type();

  /**
   * Such as {@code int32}, {@code date-time}, {@code byte}, {@code int-or-string}, {@code
   * quantity}; may be empty.
   */
  String format();

  String description();

  /**
   * The component's name in OpenAPI documents, such as {@code io.k8s.api.core.v1.PodSpec}; empty
   * for an unnamed one.
   */
  String name();

  /** The known fields of an object, in document order; empty for maps and others. */
  Map<String, Schema> properties();

  /** The schema of a map's values; empty where the value is no map. */
  Optional<Schema> additionalProperties();

  /** The schema of a list's items; empty where the value is no list. */
  Optional<Schema> items();

  Set<String> required();

  Optional<JsonNode> defaultValue();

  /**
   * {@code merge}, {@code replace}, {@code retainKeys}: the values of {@code
   * x-kubernetes-patch-strategy}; may be empty.
   */
  Set<String> patchStrategies();

  /** The {@code x-kubernetes-patch-merge-key}; may be empty. */
  String patchMergeKey();

  Optional<ListType> listType();

  List<String> listMapKeys();

  /**
   * Whether server-side apply treats an object or map as one value ({@code x-kubernetes-map-type:
   * atomic}).
   */
  default boolean atomicMap() {
    return false;
  }

  /**
   * Whether an object always has the field, empty where nothing was said: Kubernetes' types embed
   * the structure rather than refer to it. Who creates an object does not own such a field itself.
   */
  default boolean alwaysPresent() {
    return false;
  }

  /** Whether fields that the schema does not know are kept. */
  boolean preserveUnknownFields();

  /**
   * Whether a value stays as its author wrote it, empty lists and all, where decoding into a type
   * of Kubernetes' own would rewrite it: so it is with custom resources, their metadata excepted.
   */
  default boolean verbatim() {
    return false;
  }

  /** Whether a null is a value ({@code nullable}) rather than nothing. */
  default boolean nullable() {
    return false;
  }

  /**
   * Whether the value is an object with a kind, apiVersion and metadata of its own ({@code
   * x-kubernetes-embedded-resource}).
   */
  default boolean embeddedResource() {
    return false;
  }

  /** The OpenAPI v3 document that the schema was made of; empty for the built-in kinds. */
  default Optional<ObjectNode> document() {
    return Optional.empty();
  }
}
