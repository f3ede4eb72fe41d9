package io.binnacle.apiserver.handler;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apiserver.ApiRequest;
import io.binnacle.apiserver.ApiResult;
import io.binnacle.apiserver.RequestInfo;
import io.binnacle.apiserver.encoding.AcceptHeader;
import io.binnacle.apiserver.openapi.OpenApiDocuments;
import io.binnacle.apiserver.openapi.OpenApiDocuments.Document;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers {@code /openapi/v2} and {@code /openapi/v3}. */
public final class OpenApiHandler implements RequestHandler {
  private static final String V3 = "/openapi/v3";

  private final OpenApiDocuments documents;

  public OpenApiHandler(OpenApiDocuments documents) {
    this.documents = documents;
  }

  @Override
  public boolean handles(RequestInfo info) {
    return info.path().equals("/openapi/v2") || info.path().startsWith(V3);
  }

  @Override
  public CompletionStage<ApiResult> handle(ApiRequest request) {
    if (!request.info().verb().equals("get")) {
      throw ApiException.noSuchMethod();
    }
    String path = request.info().path();
    ApiResult.RawResult result = path.equals("/openapi/v2") ? v2(request.accept()) : v3(path);
    return CompletableFuture.completedFuture(result);
  }

  private ApiResult.RawResult v3(String path) {
    String below = path.substring(V3.length());
    if (below.isEmpty() || below.equals("/")) {
      return answer(documents.v3Index(), "application/json");
    }
    return documents
        .v3(below.substring(1))
        .map(document -> answer(document, "application/json"))
        .orElseThrow(ApiException::noSuchResource);
  }

  /**
   * The protobuf form's media type is no media type by RFC 9110: its "@" is looked for as it
   * stands.
   */
  private ApiResult.RawResult v2(String accept) {
    for (AcceptHeader.Clause clause : AcceptHeader.parse(accept)) {
      if (clause.mediaType().equals(OpenApiDocuments.V2_PROTOBUF)) {
        return answer(
            documents.v2Protobuf(), "application/com.github.proto-openapi.spec.v2.v1.0+protobuf");
      }
      if (clause.accepts("application/json")) {
        break;
      }
    }
    return answer(documents.v2(), "application/json");
  }

  private static ApiResult.RawResult answer(Document document, String mediaType) {
    return new ApiResult.RawResult(
        200,
        mediaType,
        document.bytes(),
        Map.of("ETag", '"' + document.hash() + '"', "Vary", "Accept"));
  }
}
