package io.binnacle.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Decodes request bodies of every format that the API takes. Called once the request is authorized.
 * Stateless; safe for any thread.
 */
public interface BodyDecoder {
  /**
   * Decodes a body.
   *
   * @param contentType the header's value, parameters and all; empty means JSON
   * @param expectedKind the kind that the path is about, for the messages
   * @throws io.binnacle.apimachinery.errors.ApiException BadRequest when the bytes are malformed,
   *     UnsupportedMediaType for other formats
   */
  ObjectNode decode(String contentType, byte[] body, String expectedKind);

  /**
   * Finds fields that a JSON or YAML body gives twice, which the decoded tree no longer shows. The
   * body has been decoded before.
   *
   * @return the messages of strict validation, such as {@code duplicate field "metadata.name"}
   */
  List<String> duplicateFields(String contentType, byte[] body);
}
