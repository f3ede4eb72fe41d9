package io.binnacle.apiserver.handler;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apiserver.ApiRequest;
import io.binnacle.apiserver.ApiResult;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Finds the handler of a request that is allowed. The first that feels responsible answers. */
public final class RequestDispatcher {
  private final List<RequestHandler> handlers;

  public RequestDispatcher(List<RequestHandler> handlers) {
    this.handlers = List.copyOf(handlers);
  }

  /**
   * @throws ApiException NotFound for a path that nobody serves
   */
  public CompletionStage<ApiResult> dispatch(ApiRequest request) {
    for (RequestHandler handler : handlers) {
      if (handler.handles(request.info())) {
        return handler.handle(request);
      }
    }
    throw ApiException.noSuchResource();
  }
}
