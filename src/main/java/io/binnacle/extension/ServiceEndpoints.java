package io.binnacle.extension;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.storage.Snapshot;
import io.binnacle.storage.StoredObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Finds the addresses behind a service: those of its ready endpoints, since a control plane without
 * a node has no way to a cluster IP.
 */
public final class ServiceEndpoints {
  public static final GroupResource SERVICES = new GroupResource("", "services");
  public static final GroupResource ENDPOINT_SLICES =
      new GroupResource("discovery.k8s.io", "endpointslices");

  /** What names the service that a slice belongs to. */
  public static final String SERVICE_LABEL = "kubernetes.io/service-name";

  private final RandomGenerator random;

  /**
   * @param random chooses among a service's endpoints
   */
  public ServiceEndpoints(RandomGenerator random) {
    this.random = random;
  }

  /**
   * One of the ready endpoints of a service's port.
   *
   * @param port the service port's name or number; empty where the service has only one
   * @throws ApiException NotFound without the service, ServiceUnavailable without the port or an
   *     endpoint
   */
  public URI ready(Snapshot state, ObjectKey key, String scheme, String port) {
    StoredObject service = state.get(SERVICES, key);
    if (service == null) {
      throw ApiException.notFound(SERVICES, key.name());
    }
    String portName = portName(service.object(), port);
    List<URI> candidates = new ArrayList<>();
    for (ApiObject slice : slices(state, key)) {
      addReady(slice, portName, scheme, candidates);
    }
    if (candidates.isEmpty()) {
      throw ApiException.serviceUnavailable(
          "no endpoints available for service \"" + key.name() + "\"");
    }
    return candidates.get(random.nextInt(candidates.size()));
  }

  /**
   * Where a service that serves HTTPS for the API server is reached: as {@link #ready}, or under
   * the name that an ExternalName service gives.
   */
  public URI server(Snapshot state, ObjectKey key, int port) {
    StoredObject service = state.get(SERVICES, key);
    Optional<String> external =
        Optional.ofNullable(service)
            .map(found -> found.object().tree().path("spec"))
            .filter(spec -> spec.path("type").asText().equals("ExternalName"))
            .map(spec -> spec.path("externalName").asText());
    String number = Integer.toString(port);
    return external.isPresent()
        ? TargetAddress.base("https", external.get(), number)
        : ready(state, key, "https", number);
  }

  /** The slices of a service that have addresses rather than names. */
  public static List<ApiObject> slices(Snapshot state, ObjectKey service) {
    List<ApiObject> slices = new ArrayList<>();
    Iterator<StoredObject> all = state.list(ENDPOINT_SLICES, service.namespace(), null);
    while (all.hasNext()) {
      ApiObject slice = all.next().object();
      boolean addresses = !slice.tree().path("addressType").asText().equals("FQDN");
      if (addresses && service.name().equals(slice.labels().get(SERVICE_LABEL))) {
        slices.add(slice);
      }
    }
    return slices;
  }

  private static void addReady(
      ApiObject slice, String portName, String scheme, List<URI> candidates) {
    for (JsonNode port : slice.tree().path("ports")) {
      if (!port.path("name").asText().equals(portName)) {
        continue;
      }
      for (JsonNode endpoint : slice.tree().path("endpoints")) {
        if (endpoint.path("conditions").path("ready").asBoolean(true)) {
          endpoint
              .path("addresses")
              .forEach(address ->
                  candidates.add(
                      TargetAddress.base(
                          scheme,
                          TargetAddress.allowed(address.asText()),
                          port.path("port").asText())));
        }
      }
    }
  }

  /**
   * The name of the service port that is meant by name or number; without one there must be only
   * one.
   */
  private static String portName(ApiObject service, String wanted) {
    JsonNode ports = service.tree().path("spec").path("ports");
    if (wanted.isEmpty() && ports.size() == 1) {
      return ports.get(0).path("name").asText();
    }
    for (JsonNode port : ports) {
      String name = port.path("name").asText();
      if (name.equals(wanted) || (!wanted.isEmpty() && port.path("port").asText().equals(wanted))) {
        return name;
      }
    }
    throw ApiException.serviceUnavailable(
        "no service port \"" + wanted + "\" found for service \"" + service.name() + "\"");
  }
}
