package io.binnacle.apiserver.handler;

import io.binnacle.apiserver.ApiRequest;
import io.binnacle.apiserver.ApiResult;
import io.binnacle.apiserver.RequestInfo;
import java.util.concurrent.CompletionStage;

/**
 * Answers one sort of request. Called after authorization, from any thread; throws ApiException to
 * refuse.
 */
public interface RequestHandler {
  boolean handles(RequestInfo info);

  CompletionStage<ApiResult> handle(ApiRequest request);
}
