package io.binnacle.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Works on object trees by their schema. Stateless; safe for any thread. */
public interface SchemaEngine {
  /**
   * Removes, in place, what the schema does not know, and the nulls that decoding into Kubernetes'
   * types would drop.
   *
   * @return a message for each removed field, in document order: {@code unknown field "spec.foo"}
   */
  List<String> prune(Schema schema, ObjectNode object);

  /**
   * Checks that every value has the type and format that decoding needs.
   *
   * @throws io.binnacle.apimachinery.errors.ApiException BadRequest, in the words of Kubernetes'
   *     decoder
   */
  default void checkTypes(Schema schema, ObjectNode object) {
    checkTypes(schema, object, Reader.DECODER);
  }

  /**
   * The same, in the words of one of the two ways in which Kubernetes makes its types of a tree.
   */
  void checkTypes(Schema schema, ObjectNode object, Reader reader);

  /** Who makes Kubernetes' types of a tree. */
  enum Reader {
    /** Reads documents. */
    DECODER,
    /** Takes over what a strategic merge patch made, which is no document. */
    CONVERTER
  }

  /** Fills in, in place, the defaults that the schema states. */
  void applyDefaults(Schema schema, ObjectNode object);

  /**
   * Rewrites values, in place, to the form in which the API answers them: quantities canonical,
   * times in UTC. Types were checked before.
   */
  void canonicalize(Schema schema, ObjectNode object);
}
