package io.binnacle.apiserver.aggregation;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.Conditions.Condition;
import io.binnacle.extension.ServiceEndpoints;
import io.binnacle.storage.Snapshot;
import io.binnacle.storage.StoredObject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Finds out whether an extension API server can serve: its service is there and has the port, the
 * port has endpoints, and one of them answers. The reasons and messages are those of Kubernetes'
 * aggregator.
 */
final class AvailabilityCheck {
  private static final int ATTEMPTS = 3;

  private final ExtensionServers servers;

  /**
   * What a check found.
   *
   * @param documents what the server told, where it did
   */
  record Outcome(Condition condition, Optional<ExtensionDocuments> documents) {
    private static Outcome unavailable(String reason, String message) {
      return new Outcome(
          new Condition(ExtensionApi.AVAILABLE, "False", reason, message), Optional.empty());
    }
  }

  AvailabilityCheck(ExtensionServers servers) {
    this.servers = servers;
  }

  /** Blocks for as long as the server takes, within limits. */
  Outcome check(Snapshot state, ExtensionApi api, ExtensionDocuments known, boolean withOpenApi) {
    return missing(state, api).orElseGet(() -> ask(api, known, withOpenApi));
  }

  private static Optional<Outcome> missing(Snapshot state, ExtensionApi api) {
    String service =
        "service/" + api.service().name() + " in \"" + api.service().namespace() + "\"";
    StoredObject stored = state.get(ServiceEndpoints.SERVICES, api.service());
    if (stored == null) {
      return Optional.of(Outcome.unavailable("ServiceNotFound", service + " is not present"));
    }
    JsonNode spec = stored.object().tree().path("spec");
    if (!spec.path("type").asText("ClusterIP").equals("ClusterIP")) {
      // What is behind other services may be elsewhere: only asking shows it.
      return Optional.empty();
    }
    Optional<String> portName = portName(spec, api.port());
    if (portName.isEmpty()) {
      return Optional.of(
          Outcome.unavailable(
              "ServicePortError", service + " is not listening on port " + api.port()));
    }
    List<ApiObject> slices = ServiceEndpoints.slices(state, api.service());
    if (slices.isEmpty()) {
      return Optional.of(
          Outcome.unavailable("EndpointsNotFound", "cannot find endpointslices for " + service));
    }
    return slices.stream().anyMatch(slice -> hasReady(slice, portName.get()))
        ? Optional.empty()
        : Optional.of(
            Outcome.unavailable(
                "MissingEndpoints",
                "endpointslices for "
                    + service
                    + " have no addresses with port name \""
                    + portName.get()
                    + "\""));
  }

  private static Optional<String> portName(JsonNode spec, int number) {
    for (JsonNode port : spec.path("ports")) {
      if (port.path("port").asInt() == number) {
        return Optional.of(port.path("name").asText());
      }
    }
    return Optional.empty();
  }

  private static boolean hasReady(ApiObject slice, String portName) {
    for (JsonNode port : slice.tree().path("ports")) {
      if (port.path("name").asText().equals(portName)) {
        for (JsonNode endpoint : slice.tree().path("endpoints")) {
          if (endpoint.path("conditions").path("ready").asBoolean(true)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** One endpoint of several may be bad: another one is likely to be asked the next time. */
  private Outcome ask(ExtensionApi api, ExtensionDocuments known, boolean withOpenApi) {
    Outcome last = Outcome.unavailable("FailedDiscoveryCheck", "");
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        return new Outcome(
            new Condition(ExtensionApi.AVAILABLE, "True", "Passed", "all checks passed"),
            Optional.of(servers.ask(api, known, withOpenApi)));
      } catch (IOException | ApiException e) {
        last = Outcome.unavailable("FailedDiscoveryCheck", String.valueOf(e.getMessage()));
      }
    }
    return last;
  }
}
