package io.binnacle.proxy;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A port of a service with the endpoints that its traffic goes to, chosen already.
 *
 * @param clusterIp the virtual address
 * @param nodePort 0 for none
 * @param externalAddresses external addresses and those of load balancers
 * @param loadBalancer which of them are load balancers' and who may use those
 * @param affinitySeconds how long a client stays with its endpoint; empty for no affinity
 * @param policies whose endpoints count
 * @param endpoints those of the whole cluster
 * @param localEndpoints those on this node
 */
public record ServicePort(
    ServicePortName name,
    String clusterIp,
    int port,
    int nodePort,
    List<String> externalAddresses,
    LoadBalancer loadBalancer,
    Optional<Integer> affinitySeconds,
    Policies policies,
    List<Endpoint> endpoints,
    List<Endpoint> localEndpoints) {

  /**
   * Addresses of load balancers.
   *
   * @param sourceRanges who may use them; empty for everybody
   */
  public record LoadBalancer(List<String> addresses, List<String> sourceRanges) {
    public static final LoadBalancer NONE = new LoadBalancer(List.of(), List.of());
  }

  /** Whether only local endpoints count, for traffic from inside and from outside. */
  public record Policies(boolean internalLocal, boolean externalLocal) {}

  public ServicePort {
    externalAddresses = List.copyOf(externalAddresses);
    endpoints = List.copyOf(endpoints);
    localEndpoints = List.copyOf(localEndpoints);
  }

  /** The endpoints of traffic to the virtual address. */
  public List<Endpoint> internalEndpoints() {
    return policies.internalLocal() ? localEndpoints : endpoints;
  }

  /** The endpoints of traffic from outside. */
  public List<Endpoint> externalEndpoints() {
    return policies.externalLocal() ? localEndpoints : endpoints;
  }

  public boolean isReachableFromOutside() {
    return nodePort > 0 || !externalAddresses.isEmpty();
  }

  /** All addresses and the port that clients may use. */
  public List<String> addresses() {
    return Stream.concat(Stream.of(clusterIp), externalAddresses.stream()).toList();
  }
}
