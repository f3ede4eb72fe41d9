package io.binnacle.apiserver.endpoint;

import io.binnacle.apiserver.facade.ApiFacade;
import jakarta.enterprise.context.ApplicationScoped;
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
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;

/**
 * The one endpoint of the API, for every kind, verb and path. It hands the request to the facade
 * and the result to the response writer, and waits in between: a read for the head of the log, a
 * write for its commit, both a few milliseconds, and to wake its thread costs much less than to
 * hand the answer to another one. The {@link RequestFilter} sends it no more requests at a time
 * than threads may wait; what is more, and what has no end, goes to {@link SuspendedEndpoint}.
 */
@Path(ApiEndpoint.PATH)
@ApplicationScoped
public class ApiEndpoint {
  static final String PATH = "/";

  private final ApiFacade facade;
  private final ResponseWriter writer;

  @Inject
  public ApiEndpoint(ApiFacade facade, ResponseWriter writer) {
    this.facade = facade;
    this.writer = writer;
  }

  @GET
  public Response get(@Context HttpServletRequest request) {
    return answer(request);
  }

  @HEAD
  public Response head(@Context HttpServletRequest request) {
    return answer(request);
  }

  @OPTIONS
  public Response options(@Context HttpServletRequest request) {
    return answer(request);
  }

  @POST
  public Response post(@Context HttpServletRequest request) {
    return answer(request);
  }

  @PUT
  public Response put(@Context HttpServletRequest request) {
    return answer(request);
  }

  @PATCH
  public Response patch(@Context HttpServletRequest request) {
    return answer(request);
  }

  @DELETE
  public Response delete(@Context HttpServletRequest request) {
    return answer(request);
  }

  private Response answer(HttpServletRequest http) {
    Exchange exchange = Exchange.of(http);
    try {
      return writer.response(
          exchange, facade.handle(exchange.request()).toCompletableFuture().join());
    } catch (RuntimeException e) {
      return writer.failure(exchange, e);
    }
  }
}
