package io.binnacle.apiserver.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.validation.IpAddresses;
import io.binnacle.storage.Snapshot;
import io.binnacle.storage.StoredObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Finds the address behind a node, pod or service in a snapshot. Names may carry a scheme and a
 * port: {@code https:name:port}.
 */
public final class TargetResolver {
  static final GroupResource PODS = new GroupResource("", "pods");
  static final GroupResource NODES = new GroupResource("", "nodes");
  static final GroupResource SERVICES = new GroupResource("", "services");
  static final GroupResource ENDPOINT_SLICES =
      new GroupResource("discovery.k8s.io", "endpointslices");

  private static final int DEFAULT_AGENT_PORT = 10250;
  private static final int MAX_PORT = 65535;
  private static final Set<String> SCHEMES = Set.of("", "http", "https");

  private final RandomGenerator random;

  /**
   * @param random chooses among a service's endpoints
   */
  public TargetResolver(RandomGenerator random) {
    this.random = random;
  }

  /** A name with its optional scheme and port, which may be a port's name. */
  record Reference(String scheme, String name, String port) {
    static Reference parse(String text) {
      String[] parts = text.split(":", -1);
      Reference reference =
          switch (parts.length) {
            case 1 -> new Reference("", parts[0], "");
            case 2 -> new Reference("", parts[0], parts[1]);
            case 3 -> new Reference(parts[0], parts[1], parts[2]);
            default -> throw invalid(text);
          };
      if (!SCHEMES.contains(reference.scheme)) {
        throw invalid(text);
      }
      return reference;
    }

    private static ApiException invalid(String text) {
      return ApiException.badRequest("invalid name \"" + text + "\"");
    }

    String schemeOr(String other) {
      return scheme.isEmpty() ? other : scheme;
    }
  }

  /** The base address of a node's agent. */
  public URI agent(Snapshot state, String nodeName) {
    ApiObject node = require(state, NODES, ObjectKey.clusterScoped(nodeName));
    return base("https", address(node), agentPort(node));
  }

  private static String agentPort(ApiObject node) {
    int port =
        node.tree()
            .path("status")
            .path("daemonEndpoints")
            .path("kubeletEndpoint")
            .path("Port")
            .asInt(DEFAULT_AGENT_PORT);
    return Integer.toString(port);
  }

  /** Whether the reference means the agent of its node rather than something else there. */
  boolean isAgent(Snapshot state, Reference reference) {
    ApiObject node = require(state, NODES, ObjectKey.clusterScoped(reference.name()));
    return reference.port().isEmpty() || reference.port().equals(agentPort(node));
  }

  /** The base address of another port of a node. */
  URI node(Snapshot state, Reference reference) {
    ApiObject node = require(state, NODES, ObjectKey.clusterScoped(reference.name()));
    return base(reference.schemeOr("http"), allowed(address(node)), reference.port());
  }

  /**
   * Checks an address that others than administrators can write into an object: the API server must
   * reach nothing for them that is meant for its own machine, such as a cloud's metadata service.
   */
  private static String allowed(String address) {
    if (!IpAddresses.checkNotSpecial(address).isEmpty()) {
      throw ApiException.badRequest("address not allowed");
    }
    return address;
  }

  private static String address(ApiObject node) {
    String fallback = "";
    for (JsonNode address : node.tree().path("status").path("addresses")) {
      String text = address.path("address").asText();
      if (!isAgentAddress(text)) {
        continue;
      }
      if (address.path("type").asText().equals("InternalIP")) {
        return text;
      }
      fallback = text;
    }
    if (fallback.isEmpty()) {
      throw ApiException.serviceUnavailable("no address is known of node " + node.name());
    }
    return fallback;
  }

  /** A node of a cluster of one machine may have no other address than a loopback one. */
  private static boolean isAgentAddress(String text) {
    return IpAddresses.parse(text)
        .filter(
            address -> address.isLoopbackAddress() || IpAddresses.checkNotSpecial(text).isEmpty())
        .isPresent();
  }

  /** The base address of a pod; without a port its first container port, or the scheme's own. */
  URI pod(Snapshot state, String namespace, Reference reference) {
    ApiObject pod = require(state, PODS, new ObjectKey(namespace, reference.name()));
    String ip = pod.tree().path("status").path("podIP").asText();
    if (ip.isEmpty()) {
      throw ApiException.badRequest("address not allowed: the pod has no address yet");
    }
    return base(reference.schemeOr("http"), allowed(ip), podPort(pod, reference.port()));
  }

  private static String podPort(ApiObject pod, String wanted) {
    if (!wanted.isEmpty() && wanted.chars().allMatch(Character::isDigit)) {
      return wanted;
    }
    for (JsonNode container : pod.tree().path("spec").path("containers")) {
      for (JsonNode port : container.path("ports")) {
        if (wanted.isEmpty() || port.path("name").asText().equals(wanted)) {
          return port.path("containerPort").asText();
        }
      }
    }
    if (!wanted.isEmpty()) {
      throw ApiException.badRequest("invalid port \"" + wanted + "\" for pod " + pod.name());
    }
    return "";
  }

  /** The base address of one ready endpoint of a service, chosen at random. */
  URI service(Snapshot state, String namespace, Reference reference) {
    ApiObject service = require(state, SERVICES, new ObjectKey(namespace, reference.name()));
    String portName = servicePortName(service, reference.port());
    List<URI> candidates = new ArrayList<>();
    Iterator<StoredObject> slices = state.list(ENDPOINT_SLICES, namespace, null);
    while (slices.hasNext()) {
      ApiObject slice = slices.next().object();
      boolean addresses = !slice.tree().path("addressType").asText().equals("FQDN");
      if (addresses && reference.name().equals(slice.labels().get("kubernetes.io/service-name"))) {
        addReady(slice, portName, reference.schemeOr("http"), candidates);
      }
    }
    if (candidates.isEmpty()) {
      throw ApiException.serviceUnavailable(
          "no endpoints available for service \"" + reference.name() + "\"");
    }
    return candidates.get(random.nextInt(candidates.size()));
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
                      base(scheme, allowed(address.asText()), port.path("port").asText())));
        }
      }
    }
  }

  /**
   * The name of the service port that the reference means by name or number; without one there must
   * be only one.
   */
  private static String servicePortName(ApiObject service, String wanted) {
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

  private static URI base(String scheme, String host, String port) {
    if (!port.isEmpty() && !isPort(port)) {
      throw ApiException.badRequest("invalid port \"" + port + "\"");
    }
    String literal = host.contains(":") ? "[" + host + "]" : host;
    return URI.create(scheme + "://" + literal + (port.isEmpty() ? "" : ":" + port));
  }

  private static boolean isPort(String text) {
    return text.length() <= 5
        && text.chars().allMatch(c -> c >= '0' && c <= '9')
        && Integer.parseInt(text) > 0
        && Integer.parseInt(text) <= MAX_PORT;
  }

  static ApiObject require(Snapshot state, GroupResource resource, ObjectKey key) {
    StoredObject stored = state.get(resource, key);
    if (stored == null) {
      throw ApiException.notFound(resource, key.name());
    }
    return stored.object();
  }
}
