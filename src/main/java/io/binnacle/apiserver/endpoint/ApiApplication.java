package io.binnacle.apiserver.endpoint;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** The JAX-RS application: two endpoints, each for every path. */
@ApplicationPath("/")
public class ApiApplication extends Application {
  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(ApiEndpoint.class, SuspendedEndpoint.class);
  }
}
