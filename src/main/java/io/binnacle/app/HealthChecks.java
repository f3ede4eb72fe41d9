package io.binnacle.app;

import io.binnacle.storage.ObjectStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** The checks behind /livez, /readyz and /healthz. */
@ApplicationScoped
public class HealthChecks {
  /** The server answers at all. */
  @Produces
  @Liveness
  @ApplicationScoped
  HealthCheck ping() {
    return () -> HealthCheckResponse.up("ping");
  }

  /** Everything that is to run in this process has started. */
  @Produces
  @Readiness
  @ApplicationScoped
  HealthCheck start(StartState state) {
    return () -> status("start", state.isReady());
  }

  /** The database answers and the watch cache is filled. */
  @Produces
  @Readiness
  @ApplicationScoped
  HealthCheck store(
      StartState state, ServerConfiguration configuration, Instance<ObjectStore> store) {
    return () ->
        status(
            "store", !configuration.isControlPlane() || (state.isReady() && store.get().isReady()));
  }

  private static HealthCheckResponse status(String name, boolean good) {
    return good ? HealthCheckResponse.up(name) : HealthCheckResponse.down(name);
  }
}
