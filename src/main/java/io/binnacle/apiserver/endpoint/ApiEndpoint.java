package io.binnacle.apiserver.endpoint;

import io.binnacle.apiserver.facade.ApiFacade;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/**
 * The one endpoint of the API, for every kind, verb and path. It hands the request to the facade
 * and the result to the response writer, and waits in between: a read for the head of the log, a
 * write for its commit, both a few milliseconds, and to wake its thread costs much less than to
 * hand the answer to another one. The {@link RequestFilter} sends it no more requests at a time
 * than threads may wait; what is more, and what has no end, goes to {@link SuspendedEndpoint}.
 */
@Path(ApiEndpoint.PATH)
public class ApiEndpoint {
  static final String PATH = "/";

  private final ApiFacade facade;
  private final ResponseWriter writer;

  public ApiEndpoint(ApiFacade facade, ResponseWriter writer) {
    this.facade = facade;
    this.writer = writer;
  }

  @GET
  public Response get() {
    return answer();
  }

  @HEAD
  public Response head() {
    return answer();
  }

  @OPTIONS
  public Response options() {
    return answer();
  }

  @POST
  public Response post() {
    return answer();
  }

  @PUT
  public Response put() {
    return answer();
  }

  @PATCH
  public Response patch() {
    return answer();
  }

  @DELETE
  public Response delete() {
    return answer();
  }

  private Response answer() {
    Exchange exchange = Exchange.current();
    try {
      return writer.response(
          exchange, facade.handle(exchange.request()).toCompletableFuture().join());
    } catch (RuntimeException e) {
      return writer.failure(exchange, e);
    }
  }
}
