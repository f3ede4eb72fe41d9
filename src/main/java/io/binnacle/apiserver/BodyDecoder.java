package io.binnacle.apiserver;

/** Decodes request bodies of every media type that clients send. Stateless; safe for any thread. */
@FunctionalInterface
public interface BodyDecoder {
  /**
   * @param mediaType lower case, without parameters; empty counts as JSON
   * @param bytes empty bytes decode to an empty object
   * @throws io.binnacle.apimachinery.errors.ApiException BadRequest for a malformed body,
   *     UnsupportedMediaType
   */
  ApiRequest.DecodedBody decode(String mediaType, byte[] bytes);
}
