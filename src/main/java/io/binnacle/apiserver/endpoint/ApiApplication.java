package io.binnacle.apiserver.endpoint;

import io.binnacle.apiserver.facade.ApiFacade;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/**
 * The JAX-RS application: two endpoints, each for every path. They are made once: to look a bean up
 * for each request takes JAX-RS a tenth of a request's work.
 */
@ApplicationPath("/")
public class ApiApplication extends Application {
  private final Set<Object> endpoints;

  /** JAX-RS makes the application itself, so that nothing can be injected. */
  public ApiApplication() {
    ApiFacade facade = CDI.current().select(ApiFacade.class).get();
    ResponseWriter writer = CDI.current().select(ResponseWriter.class).get();
    endpoints = Set.of(new ApiEndpoint(facade, writer), new SuspendedEndpoint(facade, writer));
  }

  @Override
  public Set<Object> getSingletons() {
    return endpoints;
  }
}
