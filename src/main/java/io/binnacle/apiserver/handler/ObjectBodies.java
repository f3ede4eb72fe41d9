package io.binnacle.apiserver.handler;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.errors.StatusReason;
import io.binnacle.apiserver.ApiRequest;
import io.binnacle.registry.RequestScope;
import io.binnacle.registry.Subresource;

/** Reads the objects that requests bring. */
final class ObjectBodies {
  private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";

  private ObjectBodies() {}

  /**
   * The object in the body.
   *
   * @throws ApiException UnsupportedMediaType for the protobuf form of what has none
   */
  static ApiRequest.DecodedBody decode(ApiRequest request, RequestScope scope) {
    if (request.body().mediaType().equals(PROTOBUF) && isCustomObject(scope)) {
      throw ApiException.of(
          StatusReason.UNSUPPORTED_MEDIA_TYPE,
          "the body of the request was in an unknown format - accepted media types include: "
              + "application/json, application/yaml");
    }
    String kind =
        scope
            .definition()
            .subresource(scope.subresource())
            .map(subresource -> subresource.kind().kind())
            .orElse(scope.definition().kind());
    return request.body().decodeObject(kind);
  }

  /** Only kinds that are built in have a protobuf form; a scale is one of them. */
  private static boolean isCustomObject(RequestScope scope) {
    return scope.definition().isCustom()
        && !(scope.definition().subresource(scope.subresource()).orElse(null)
            instanceof Subresource.Scale);
  }
}
