package io.binnacle.apiserver.handler;

import io.binnacle.apiserver.ApiRequest;
import io.binnacle.apiserver.ApiResult;
import io.binnacle.apiserver.RequestInfo;
import java.util.concurrent.CompletionStage;

/** Answers {@code /openapi/v2} and {@code /openapi/v3}. */
public final class OpenApiHandler implements RequestHandler {
  /** Makes the documents. */
  public interface Documents {
    /**
     * @param path such as {@code /openapi/v3/api/v1}
     * @throws io.binnacle.apimachinery.errors.ApiException NotFound, or NotAcceptable
     */
    ApiResult.RawResult document(String path, String accept);
  }

  private final Documents documents;

  public OpenApiHandler(Documents documents) {
    this.documents = documents;
  }

  @Override
  public boolean handles(RequestInfo info) {
    return info.path().startsWith("/openapi/");
  }

  @Override
  public CompletionStage<ApiResult> handle(ApiRequest request) {
    return java.util.concurrent.CompletableFuture.completedFuture(
        documents.document(request.info().path(), request.accept()));
  }
}
