package io.binnacle.apiserver.facade;

import io.binnacle.apiserver.ApiRequest;
import io.binnacle.apiserver.ApiResult;
import io.binnacle.apiserver.handler.RequestDispatcher;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.CompletionStage;

/**
 * The outer facade: the one door to the API, for HTTP requests, WebSocket upgrades and components
 * in this process alike. Its interceptors are in {@link Interceptors}.
 */
@ApplicationScoped
public class ApiFacade {
  private final RequestDispatcher dispatcher;

  @Inject
  public ApiFacade(RequestDispatcher dispatcher) {
    this.dispatcher = dispatcher;
  }

  /**
   * Handles a request. Refusals are ApiExceptions, thrown or completing the stage, which may
   * complete on a thread of the store: continuations that write to a client must move to another.
   */
  @Measured
  @Authenticated
  @Impersonating
  @Authorized
  public CompletionStage<ApiResult> handle(ApiRequest request) {
    return dispatcher.dispatch(request);
  }
}
