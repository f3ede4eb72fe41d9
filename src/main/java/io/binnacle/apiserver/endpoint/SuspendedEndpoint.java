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
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;

/**
 * The {@link ApiEndpoint} for requests that hold no thread while they wait: those that may have no
 * end, such as watches, and those that come while as many others wait as have threads to wait on.
 */
@Path(SuspendedEndpoint.PATH)
public class SuspendedEndpoint {
  static final String PATH = "/suspended";

  private final ApiFacade facade;
  private final ResponseWriter writer;

  public SuspendedEndpoint(ApiFacade facade, ResponseWriter writer) {
    this.facade = facade;
    this.writer = writer;
  }

  @GET
  public void get(@Suspended AsyncResponse response) {
    handle(response);
  }

  @HEAD
  public void head(@Suspended AsyncResponse response) {
    handle(response);
  }

  @OPTIONS
  public void options(@Suspended AsyncResponse response) {
    handle(response);
  }

  @POST
  public void post(@Suspended AsyncResponse response) {
    handle(response);
  }

  @PUT
  public void put(@Suspended AsyncResponse response) {
    handle(response);
  }

  @PATCH
  public void patch(@Suspended AsyncResponse response) {
    handle(response);
  }

  @DELETE
  public void delete(@Suspended AsyncResponse response) {
    handle(response);
  }

  private void handle(AsyncResponse response) {
    Exchange exchange = Exchange.current();
    try {
      writer.resume(exchange, response, facade.handle(exchange.request()));
    } catch (RuntimeException e) {
      response.resume(writer.failure(exchange, e));
    }
  }
}
