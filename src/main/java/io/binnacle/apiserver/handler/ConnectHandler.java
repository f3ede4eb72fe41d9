package io.binnacle.apiserver.handler;

import io.binnacle.apiserver.ApiRequest;
import io.binnacle.apiserver.ApiResult;
import io.binnacle.registry.RequestScope;
import java.util.concurrent.CompletionStage;

/** Answers the connecting subresources: logs, streams into containers, proxied requests. */
public interface ConnectHandler {
  /**
   * @throws io.binnacle.apimachinery.errors.ApiException where there is nothing to connect to
   */
  CompletionStage<ApiResult> connect(ApiRequest request, RequestScope scope);
}
