package io.binnacle.node.pod;

import io.binnacle.node.model.NodePod;
import io.binnacle.node.runtime.PodSandboxSpec.DnsConfig;
import io.fabric8.kubernetes.api.model.PodDNSConfig;
import io.fabric8.kubernetes.api.model.PodDNSConfigOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The resolv.conf of a pod, by its DNS policy. */
final class PodDns {
  private PodDns() {}

  static DnsConfig of(NodePod pod, NodeNetwork network) {
    String policy = Objects.requireNonNullElse(pod.spec().getDnsPolicy(), "ClusterFirst");
    boolean cluster =
        policy.equals("ClusterFirstWithHostNet")
            || policy.equals("ClusterFirst") && !pod.usesHostNetwork();
    DnsConfig base;
    if (policy.equals("None")) {
      base = new DnsConfig(List.of(), List.of(), List.of());
    } else if (cluster && !network.clusterDns().isEmpty()) {
      base = ofCluster(pod, network);
    } else {
      base = network.hostDns();
    }
    return withOwn(base, pod.spec().getDnsConfig());
  }

  private static DnsConfig ofCluster(NodePod pod, NodeNetwork network) {
    String services = "svc." + network.clusterDomain();
    Set<String> searches =
        new LinkedHashSet<>(
            List.of(pod.namespace() + "." + services, services, network.clusterDomain()));
    searches.addAll(network.hostDns().searches());
    return new DnsConfig(network.clusterDns(), List.copyOf(searches), List.of("ndots:5"));
  }

  private static DnsConfig withOwn(DnsConfig base, PodDNSConfig own) {
    if (own == null) {
      return base;
    }
    Set<String> servers = new LinkedHashSet<>(base.servers());
    servers.addAll(own.getNameservers());
    Set<String> searches = new LinkedHashSet<>(base.searches());
    searches.addAll(own.getSearches());
    List<String> options = new ArrayList<>(base.options());
    for (PodDNSConfigOption option : own.getOptions()) {
      options.removeIf(
          known -> known.equals(option.getName()) || known.startsWith(option.getName() + ":"));
      options.add(
          option.getValue() == null || option.getValue().isEmpty()
              ? option.getName()
              : option.getName() + ":" + option.getValue());
    }
    return new DnsConfig(List.copyOf(servers), List.copyOf(searches), options);
  }
}
