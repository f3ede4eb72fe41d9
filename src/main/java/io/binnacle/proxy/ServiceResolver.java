package io.binnacle.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Finds out of Services and EndpointSlices which ports there are and where their traffic goes.
 * Pure; what it returns is in a stable order.
 *
 * <p>Endpoints are chosen as KEP-1669 says: the ready ones; where none is ready, those that are
 * terminating but still serve.
 */
public final class ServiceResolver {
  private static final String SERVICE_NAME_LABEL = "kubernetes.io/service-name";
  private static final String PROXY_NAME_LABEL = "service.kubernetes.io/service-proxy-name";
  private static final String HEADLESS_LABEL = "service.kubernetes.io/headless";
  private static final int HIGHEST_PORT = 65535;
  private static final int DEFAULT_AFFINITY_SECONDS = 10800;

  private final String nodeName;
  private final Supplier<String> zone;

  /**
   * @param zone of the node as it is known last, empty where it is in none
   */
  public ServiceResolver(String nodeName, Supplier<String> zone) {
    this.nodeName = nodeName;
    this.zone = zone;
  }

  /** An endpoint with what its slice says of who should use it. */
  private record Hinted(Endpoint endpoint, JsonNode hints) {}

  /** The ports that the proxy has to serve. */
  public List<ServicePort> resolve(
      Collection<ApiObject> services, Collection<ApiObject> endpointSlices) {
    Map<ObjectKey, List<ApiObject>> slices = slicesByService(endpointSlices);
    List<ServicePort> ports = new ArrayList<>();
    for (ApiObject service : services) {
      if (isServed(service)) {
        for (JsonNode port : service.tree().path("spec").path("ports")) {
          resolve(service, port, slices.getOrDefault(service.key(), List.of()))
              .ifPresent(ports::add);
        }
      }
    }
    ports.sort(Comparator.comparing(ServicePort::name));
    return ports;
  }

  /** What load balancers may ask this node. */
  List<HealthCheck> healthChecks(
      Collection<ApiObject> services, Collection<ApiObject> endpointSlices) {
    Map<ObjectKey, List<ApiObject>> slices = slicesByService(endpointSlices);
    List<HealthCheck> checks = new ArrayList<>();
    for (ApiObject service : services) {
      JsonNode spec = service.tree().path("spec");
      int port = spec.path("healthCheckNodePort").asInt();
      if (isServed(service)
          && isPort(port)
          && spec.path("type").asText().equals("LoadBalancer")
          && spec.path("externalTrafficPolicy").asText().equals("Local")) {
        int local = localAddresses(slices.getOrDefault(service.key(), List.of()));
        checks.add(new HealthCheck(port, service.key(), local));
      }
    }
    return checks;
  }

  private int localAddresses(List<ApiObject> slices) {
    Set<String> addresses = new HashSet<>();
    for (ApiObject slice : slices) {
      for (JsonNode endpoint : slice.tree().path("endpoints")) {
        if (endpoint.path("nodeName").asText().equals(nodeName)
            && endpoint.path("conditions").path("ready").asBoolean(true)) {
          addresses.add(endpoint.path("addresses").path(0).asText());
        }
      }
    }
    return addresses.size();
  }

  private static Map<ObjectKey, List<ApiObject>> slicesByService(
      Collection<ApiObject> endpointSlices) {
    Map<ObjectKey, List<ApiObject>> slices = new HashMap<>();
    for (ApiObject slice : endpointSlices) {
      String service = slice.labels().getOrDefault(SERVICE_NAME_LABEL, "");
      if (!service.isEmpty()
          && !slice.labels().containsKey(HEADLESS_LABEL)
          && slice.tree().path("addressType").asText().equals("IPv4")) {
        slices
            .computeIfAbsent(new ObjectKey(slice.namespace(), service), key -> new ArrayList<>())
            .add(slice);
      }
    }
    return slices;
  }

  private static boolean isServed(ApiObject service) {
    JsonNode spec = service.tree().path("spec");
    String clusterIp = spec.path("clusterIP").asText();
    return !clusterIp.isEmpty()
        && !clusterIp.equals("None")
        && isIpv4(clusterIp)
        && !spec.path("type").asText().equals("ExternalName")
        && !service.labels().containsKey(PROXY_NAME_LABEL);
  }

  private static boolean isIpv4(String address) {
    return address.indexOf(':') < 0;
  }

  private Optional<ServicePort> resolve(ApiObject service, JsonNode port, List<ApiObject> slices) {
    Optional<Protocol> protocol = Protocol.of(port.path("protocol").asText());
    if (protocol.isEmpty()) {
      return Optional.empty();
    }
    JsonNode spec = service.tree().path("spec");
    String portName = port.path("name").asText();
    List<Hinted> all = endpoints(slices, portName, protocol.get());
    ServicePort.LoadBalancer loadBalancer = loadBalancer(service);
    List<String> external = new ArrayList<>(texts(spec.path("externalIPs")));
    external.addAll(loadBalancer.addresses());
    return Optional.of(
        new ServicePort(
            new ServicePortName(service.namespace(), service.name(), portName, protocol.get()),
            spec.path("clusterIP").asText(),
            port.path("port").asInt(),
            port.path("nodePort").asInt(),
            external.stream().filter(ServiceResolver::isIpv4).distinct().toList(),
            loadBalancer,
            affinity(spec),
            new ServicePort.Policies(
                spec.path("internalTrafficPolicy").asText().equals("Local"),
                spec.path("externalTrafficPolicy").asText().equals("Local")),
            preferred(all),
            usable(all, Endpoint::local)));
  }

  private static ServicePort.LoadBalancer loadBalancer(ApiObject service) {
    JsonNode spec = service.tree().path("spec");
    if (!spec.path("type").asText().equals("LoadBalancer")) {
      return ServicePort.LoadBalancer.NONE;
    }
    List<String> addresses = new ArrayList<>();
    for (JsonNode ingress : service.tree().at("/status/loadBalancer/ingress")) {
      String address = ingress.path("ip").asText();
      // In proxy mode the balancer itself must see the traffic (KEP-1860).
      if (!address.isEmpty()
          && isIpv4(address)
          && !ingress.path("ipMode").asText().equals("Proxy")) {
        addresses.add(address);
      }
    }
    List<String> ranges =
        texts(spec.path("loadBalancerSourceRanges")).stream()
            .map(String::strip)
            .filter(ServiceResolver::isIpv4)
            .toList();
    return new ServicePort.LoadBalancer(addresses, ranges);
  }

  private static Optional<Integer> affinity(JsonNode spec) {
    if (!spec.path("sessionAffinity").asText().equals("ClientIP")) {
      return Optional.empty();
    }
    return Optional.of(
        spec.at("/sessionAffinityConfig/clientIP/timeoutSeconds").asInt(DEFAULT_AFFINITY_SECONDS));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(element -> texts.add(element.asText()));
    return texts;
  }

  private List<Hinted> endpoints(List<ApiObject> slices, String portName, Protocol protocol) {
    // While a slice is being rewritten an endpoint may be in two.
    Map<String, Hinted> byTarget = new LinkedHashMap<>();
    for (ApiObject slice : slices) {
      for (JsonNode port : slice.tree().path("ports")) {
        if (port.path("name").asText().equals(portName)
            && Protocol.of(port.path("protocol").asText()).equals(Optional.of(protocol))
            && isPort(port.path("port").asInt())) {
          for (JsonNode endpoint : slice.tree().path("endpoints")) {
            add(endpoint, port.path("port").asInt(), byTarget);
          }
        }
      }
    }
    return byTarget.values().stream().sorted(Comparator.comparing(Hinted::endpoint)).toList();
  }

  /**
   * The API lets any number pass in a slice (none stands for all ports, which a service cannot
   * use), and one that is no port would make the kernel refuse the rules of all services.
   */
  private static boolean isPort(int number) {
    return number > 0 && number <= HIGHEST_PORT;
  }

  private void add(JsonNode endpoint, int port, Map<String, Hinted> byTarget) {
    String address = endpoint.path("addresses").path(0).asText();
    if (address.isEmpty()) {
      return;
    }
    JsonNode conditions = endpoint.path("conditions");
    boolean ready = conditions.path("ready").asBoolean(true);
    Endpoint found =
        new Endpoint(
            address,
            port,
            ready,
            conditions.path("serving").asBoolean(ready),
            conditions.path("terminating").asBoolean(false),
            endpoint.path("nodeName").asText().equals(nodeName));
    byTarget.merge(
        found.target(),
        new Hinted(found, endpoint.path("hints")),
        (before, now) -> now.endpoint.ready() || !before.endpoint.ready() ? now : before);
  }

  /**
   * The endpoints of the whole cluster, those first that are meant for this node or its zone. Hints
   * count only where all endpoints have them, and where they leave any (KEP-2433).
   */
  private List<Endpoint> preferred(List<Hinted> all) {
    List<Hinted> ready = all.stream().filter(hinted -> hinted.endpoint.ready()).toList();
    return meant(ready, "forNodes", nodeName)
        .or(() -> meant(ready, "forZones", zone.get()))
        .orElseGet(() -> usable(all, endpoint -> true));
  }

  private static Optional<List<Endpoint>> meant(List<Hinted> ready, String hint, String name) {
    if (ready.stream().anyMatch(each -> each.hints.path(hint).isEmpty())) {
      return Optional.empty();
    }
    List<Endpoint> meant =
        ready.stream()
            .filter(each -> isFor(each.hints.path(hint), name))
            .map(Hinted::endpoint)
            .toList();
    return meant.isEmpty() ? Optional.empty() : Optional.of(meant);
  }

  private static boolean isFor(JsonNode hints, String name) {
    for (JsonNode hint : hints) {
      if (!name.isEmpty() && hint.path("name").asText().equals(name)) {
        return true;
      }
    }
    return false;
  }

  private static List<Endpoint> usable(List<Hinted> hinted, Predicate<Endpoint> which) {
    List<Endpoint> all = hinted.stream().map(Hinted::endpoint).toList();
    List<Endpoint> ready = all.stream().filter(which).filter(Endpoint::ready).toList();
    return ready.isEmpty()
        ? all.stream()
            .filter(which)
            .filter(endpoint -> endpoint.serving() && endpoint.terminating())
            .toList()
        : ready;
  }
}
