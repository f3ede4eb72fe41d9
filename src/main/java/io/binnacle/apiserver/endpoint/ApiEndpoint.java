package io.binnacle.apiserver.endpoint;

import io.binnacle.apiserver.ApiRequest;
import io.binnacle.apiserver.ApiResult;
import io.binnacle.apiserver.facade.ApiFacade;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import java.util.concurrent.CompletionStage;

/**
 * The one endpoint of the API, for every kind, verb and path. It hands the request to the facade
 * and the result to the response writer; a request that waits for a commit holds no thread
 * meanwhile.
 */
@Path("/{path: .*}")
@RequestScoped
public class ApiEndpoint {
  private final ApiFacade facade;
  private final ResponseWriter writer;

  @Inject
  public ApiEndpoint(ApiFacade facade, ResponseWriter writer) {
    this.facade = facade;
    this.writer = writer;
  }

  @GET
  public void get(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    handle(request, response);
  }

  @HEAD
  public void head(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    handle(request, response);
  }

  @OPTIONS
  public void options(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    handle(request, response);
  }

  @POST
  public void post(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    handle(request, response);
  }

  @PUT
  public void put(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    handle(request, response);
  }

  @PATCH
  public void patch(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    handle(request, response);
  }

  @DELETE
  public void delete(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    handle(request, response);
  }

  private void handle(HttpServletRequest http, AsyncResponse response) {
    ApiRequest request = (ApiRequest) http.getAttribute(RequestFilter.API_REQUEST);
    Exchange exchange = Exchange.of(http, request, response);
    CompletionStage<ApiResult> stage;
    try {
      stage = facade.handle(request);
    } catch (RuntimeException e) {
      writer.fail(exchange, e);
      return;
    }
    writer.write(exchange, stage);
  }
}
