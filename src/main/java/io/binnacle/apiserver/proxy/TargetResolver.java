package io.binnacle.apiserver.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.validation.IpAddresses;
import io.binnacle.extension.ServiceEndpoints;
import io.binnacle.extension.TargetAddress;
import io.binnacle.storage.Snapshot;
import io.binnacle.storage.StoredObject;
import java.net.URI;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Finds the address behind a node, pod or service in a snapshot. Names may carry a scheme and a
 * port: {@code https:name:port}.
 */
public final class TargetResolver {
  static final GroupResource PODS = new GroupResource("", "pods");
  static final GroupResource NODES = new GroupResource("", "nodes");

  private static final int DEFAULT_AGENT_PORT = 10250;
  private static final Set<String> SCHEMES = Set.of("", "http", "https");

  private final ServiceEndpoints endpoints;

  /**
   * @param random chooses among a service's endpoints
   */
  public TargetResolver(RandomGenerator random) {
    this.endpoints = new ServiceEndpoints(random);
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
    return TargetAddress.base("https", address(node), agentPort(node));
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
    return TargetAddress.base(
        reference.schemeOr("http"), TargetAddress.allowed(address(node)), reference.port());
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
    return TargetAddress.base(
        reference.schemeOr("http"), TargetAddress.allowed(ip), podPort(pod, reference.port()));
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
    return endpoints.ready(
        state,
        new ObjectKey(namespace, reference.name()),
        reference.schemeOr("http"),
        reference.port());
  }

  static ApiObject require(Snapshot state, GroupResource resource, ObjectKey key) {
    StoredObject stored = state.get(resource, key);
    if (stored == null) {
      throw ApiException.notFound(resource, key.name());
    }
    return stored.object();
  }
}
