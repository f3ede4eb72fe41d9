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
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;

/**
 * The {@link ApiEndpoint} for requests that hold no thread while they wait: those that may have no
 * end, such as watches, and those that come while as many others wait as have threads to wait on.
 */
@Path(SuspendedEndpoint.PATH)
@ApplicationScoped
public class SuspendedEndpoint {
  static final String PATH = "/suspended";

  private final ApiFacade facade;
  private final ResponseWriter writer;

  @Inject
  public SuspendedEndpoint(ApiFacade facade, ResponseWriter writer) {
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
    Exchange exchange = Exchange.of(http);
    try {
      writer.resume(exchange, response, facade.handle(exchange.request()));
    } catch (RuntimeException e) {
      response.resume(writer.failure(exchange, e));
    }
  }
}
