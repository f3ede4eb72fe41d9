package io.binnacle.proxy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Flows of UDP that the kernel would keep sending where they went before: to an endpoint that is
 * gone, or past a service that had no endpoints yet. TCP ends such connections itself. Pure.
 */
final class StaleFlows {
  private StaleFlows() {}

  /** The arguments of {@code conntrack}, a command each, that forget stale flows. */
  static List<List<String>> commands(List<ServicePort> before, List<ServicePort> now) {
    Map<ServicePortName, ServicePort> earlier = new TreeMap<>();
    before.forEach(port -> earlier.put(port.name(), port));
    Set<List<String>> commands = new LinkedHashSet<>();
    for (ServicePort port : now) {
      ServicePort old = earlier.remove(port.name());
      if (port.name().protocol() == Protocol.UDP) {
        if (old != null) {
          forgetEndpoints(old, targets(port), commands);
        }
        if (!port.endpoints().isEmpty() && (old == null || old.endpoints().isEmpty())) {
          forgetPort(port, commands);
        }
      }
    }
    for (ServicePort gone : earlier.values()) {
      if (gone.name().protocol() == Protocol.UDP) {
        forgetEndpoints(gone, Set.of(), commands);
      }
    }
    return new ArrayList<>(commands);
  }

  private static Set<String> targets(ServicePort port) {
    Set<String> targets = new HashSet<>();
    port.endpoints().forEach(endpoint -> targets.add(endpoint.target()));
    port.localEndpoints().forEach(endpoint -> targets.add(endpoint.target()));
    return targets;
  }

  private static void forgetEndpoints(
      ServicePort port, Set<String> remaining, Set<List<String>> commands) {
    for (Endpoint endpoint : port.endpoints()) {
      if (!remaining.contains(endpoint.target())) {
        for (String address : port.addresses()) {
          commands.add(
              List.of("-D", "-p", "udp", "--orig-dst", address, "--dst-nat", endpoint.address()));
        }
        if (port.nodePort() > 0) {
          commands.add(
              List.of(
                  "-D",
                  "-p",
                  "udp",
                  "--dport",
                  Integer.toString(port.nodePort()),
                  "--dst-nat",
                  endpoint.address()));
        }
      }
    }
  }

  private static void forgetPort(ServicePort port, Set<List<String>> commands) {
    for (String address : port.addresses()) {
      commands.add(
          List.of(
              "-D", "-p", "udp", "--orig-dst", address, "--dport", Integer.toString(port.port())));
    }
    if (port.nodePort() > 0) {
      commands.add(List.of("-D", "-p", "udp", "--dport", Integer.toString(port.nodePort())));
    }
  }
}
