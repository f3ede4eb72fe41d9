package io.binnacle.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.ApiClient;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Resources;
import io.binnacle.client.Timestamps;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Keeps the addresses of the service "kubernetes": those of all servers that live, each of which
 * says so by a Lease of its own (KEP-1965) that carries its address. A Lease counts for as long as
 * this server sees it renewed, so that clocks need not agree. All servers reckon the same addresses
 * from the same Leases, whoever writes them.
 *
 * <p>Used by one thread at a time; blocks for its requests.
 */
final class ApiServerEndpoints {
  static final String SERVICE = "kubernetes";
  private static final String NAMESPACE = "kube-system";
  private static final String IDENTITY_LABEL = "apiserver.kubernetes.io/identity";
  private static final String IDENTITY = "kube-apiserver";
  private static final String ADDRESS = "binnacle.io/advertise-address";
  private static final Duration LIFETIME = Duration.ofSeconds(15);

  /** Leases of servers that are gone for good. */
  private static final Duration FORGOTTEN = Duration.ofHours(1);

  /**
   * This server.
   *
   * @param id what tells it from all others, also after a restart
   * @param address where the nodes reach it
   */
  record Self(String id, String address, int port) {
    String lease() {
      return "apiserver-" + id;
    }
  }

  private record Observation(String version, Instant since) {}

  private final ApiClient client;
  private final ObjectApplier applier;
  private final Self self;
  private final Clock clock;
  private final Instant started;
  private final Map<String, Observation> observations = new HashMap<>();

  ApiServerEndpoints(ApiClient client, Self self, Clock clock) {
    this.client = client;
    this.applier = new ObjectApplier(client);
    this.self = self;
    this.clock = clock;
    this.started = clock.instant();
  }

  /**
   * Says that this server lives, and writes the addresses of all that do. To be called a bit more
   * often than a Lease lasts.
   *
   * @throws ApiException when the API cannot be written
   */
  void reconcile() {
    applier.apply(Resources.LEASES, NAMESPACE, lease());
    publish();
  }

  /**
   * Takes this server's address away, before it stops; the last one's stays.
   *
   * @throws ApiException when the API cannot be written
   */
  void withdraw() {
    delete(self.lease());
    publish();
  }

  private ObjectNode lease() {
    ObjectNode lease = Json.object();
    lease.put("apiVersion", "coordination.k8s.io/v1").put("kind", "Lease");
    ObjectNode metadata = lease.putObject("metadata");
    metadata.put("name", self.lease()).put("namespace", NAMESPACE);
    metadata.putObject("labels").put(IDENTITY_LABEL, IDENTITY);
    metadata.putObject("annotations").put(ADDRESS, self.address() + ":" + self.port());
    lease
        .putObject("spec")
        .put("holderIdentity", self.lease())
        .put("leaseDurationSeconds", (int) LIFETIME.toSeconds())
        .put("acquireTime", Timestamps.micros(started))
        .put("renewTime", Timestamps.micros(clock.instant()));
    return lease;
  }

  private void publish() {
    TreeMap<Integer, TreeSet<String>> addresses = liveAddresses();
    if (addresses.isEmpty()) {
      // The last one's address stays: who comes meanwhile shall find it when it is back.
      return;
    }
    // One port for all, as in Kubernetes: servers at another one are not behind the service.
    Map.Entry<Integer, TreeSet<String>> served = addresses.firstEntry();
    int port = served.getKey();
    applier.apply(Resources.ENDPOINTS, "default", endpoints(served.getValue(), port));
    applier.apply(Resources.ENDPOINT_SLICES, "default", endpointSlice(served.getValue(), port));
  }

  /** The addresses of live servers by their port. */
  private TreeMap<Integer, TreeSet<String>> liveAddresses() {
    ListOptions servers =
        ListOptions.inNamespace(NAMESPACE)
            .withLabels(LabelSelector.parse(IDENTITY_LABEL + "=" + IDENTITY));
    TreeMap<Integer, TreeSet<String>> addresses = new TreeMap<>();
    for (ApiObject lease : client.list(Resources.LEASES, servers).items()) {
      String text = lease.tree().path("metadata").path("annotations").path(ADDRESS).asText();
      int colon = text.lastIndexOf(':');
      if (colon > 0 && isLive(lease) && text.substring(colon + 1).matches("\\d{1,5}")) {
        addresses
            .computeIfAbsent(Integer.valueOf(text.substring(colon + 1)), none -> new TreeSet<>())
            .add(text.substring(0, colon));
      }
    }
    return addresses;
  }

  private boolean isLive(ApiObject lease) {
    Instant now = clock.instant();
    Observation seen = observations.get(lease.name());
    if (seen == null || !seen.version.equals(lease.resourceVersion())) {
      seen = new Observation(lease.resourceVersion(), now);
      observations.put(lease.name(), seen);
    }
    if (!now.isBefore(seen.since.plus(FORGOTTEN))) {
      observations.remove(lease.name());
      delete(lease.name());
    }
    return now.isBefore(seen.since.plus(LIFETIME));
  }

  private void delete(String lease) {
    try {
      client.delete(Resources.LEASES, NAMESPACE, lease, DeleteOptions.defaults());
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }

  private static ObjectNode endpoints(TreeSet<String> addresses, int port) {
    ObjectNode endpoints = ClusterObjects.object("v1", "Endpoints", SERVICE);
    endpoints
        .withObjectProperty("metadata")
        .putObject("labels")
        .put("endpointslice.kubernetes.io/skip-mirror", "true");
    ObjectNode subset = endpoints.putArray("subsets").addObject();
    ArrayNode listed = subset.putArray("addresses");
    addresses.forEach(address -> listed.addObject().put("ip", address));
    addPort(subset, port);
    return endpoints;
  }

  private static ObjectNode endpointSlice(TreeSet<String> addresses, int port) {
    ObjectNode slice = ClusterObjects.object("discovery.k8s.io/v1", "EndpointSlice", SERVICE);
    slice
        .withObjectProperty("metadata")
        .putObject("labels")
        .put("kubernetes.io/service-name", SERVICE);
    slice.put("addressType", "IPv4");
    ArrayNode endpoints = slice.putArray("endpoints");
    for (String address : addresses) {
      ObjectNode endpoint = endpoints.addObject();
      endpoint.putArray("addresses").add(address);
      endpoint.putObject("conditions").put("ready", true);
    }
    addPort(slice, port);
    return slice;
  }

  private static void addPort(ObjectNode object, int port) {
    object
        .putArray("ports")
        .addObject()
        .put("name", "https")
        .put("port", port)
        .put("protocol", "TCP");
  }
}
