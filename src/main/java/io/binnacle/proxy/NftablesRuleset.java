package io.binnacle.proxy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The rules of a node as the text of one nftables transaction. Verdict maps lead from address,
 * protocol and port to a chain a service, which chooses an endpoint's chain at random; that one
 * rewrites the destination. Pure and deterministic.
 *
 * <p>The table is not made anew each time: its rules and maps are replaced, while the sets that
 * remember clients for session affinity live on.
 */
public final class NftablesRuleset {
  /** The bit of the packet mark that asks for masquerading. */
  private static final String MASQUERADE_MARK = "0x4000";

  private final ProxyNode node;
  private final ProxyConfiguration configuration;

  public NftablesRuleset(ProxyNode node, ProxyConfiguration configuration) {
    this.node = node;
    this.configuration = configuration;
  }

  /**
   * The names in a table.
   *
   * @param sets the affinity sets
   */
  public record Names(Set<String> chains, Set<String> sets) {
    public static final Names NONE = new Names(Set.of(), Set.of());

    public Names {
      chains = Set.copyOf(chains);
      sets = Set.copyOf(sets);
    }
  }

  /** A transaction and the names that the table has after it. */
  public record Transaction(String text, Names names) {}

  /**
   * The transaction that brings the table to the ports.
   *
   * @param before what is in the table now
   */
  public Transaction update(List<ServicePort> ports, Names before) {
    Rendering rendering = new Rendering();
    ports.forEach(rendering::add);
    rendering.addBaseChains();
    Names names = new Names(rendering.chains.keySet(), rendering.affinitySets.keySet());
    StringBuilder text = new StringBuilder();
    text.append("add table ip ").append(node.table()).append('\n');
    text.append("flush table ip ").append(node.table()).append('\n');
    for (String map : Rendering.MAP_TYPES.keySet()) {
      // Added first, so that it can be flushed whether it was there or not.
      text.append("add map ip ")
          .append(node.table())
          .append(' ')
          .append(map)
          .append(" { type ")
          .append(Rendering.MAP_TYPES.get(map))
          .append(" : verdict; }\n");
      text.append("flush map ip ").append(node.table()).append(' ').append(map).append('\n');
    }
    text.append("add set ip ")
        .append(node.table())
        .append(" cluster-ips { type ipv4_addr; }\n")
        .append("flush set ip ")
        .append(node.table())
        .append(" cluster-ips\n");
    deleteStale(text, "chain", before.chains(), names.chains());
    deleteStale(text, "set", before.sets(), names.sets());
    rendering.render(text);
    return new Transaction(text.toString(), names);
  }

  private void deleteStale(StringBuilder text, String what, Set<String> before, Set<String> after) {
    before.stream()
        .filter(name -> !after.contains(name))
        .sorted()
        .forEach(name ->
            text.append("delete ")
                .append(what)
                .append(" ip ")
                .append(node.table())
                .append(' ')
                .append(name)
                .append('\n'));
  }

  /** Collects what one transaction makes. */
  private final class Rendering {
    private static final String SERVICE_IPS = "service-ips";
    private static final String SERVICE_NODE_PORTS = "service-nodeports";
    private static final String NO_ENDPOINT_SERVICES = "no-endpoint-services";
    private static final String NO_ENDPOINT_NODE_PORTS = "no-endpoint-nodeports";
    static final Map<String, String> MAP_TYPES =
        new TreeMap<>(
            Map.of(
                SERVICE_IPS, "ipv4_addr . inet_proto . inet_service",
                NO_ENDPOINT_SERVICES, "ipv4_addr . inet_proto . inet_service",
                SERVICE_NODE_PORTS, "inet_proto . inet_service",
                NO_ENDPOINT_NODE_PORTS, "inet_proto . inet_service"));

    final Map<String, List<String>> chains = new LinkedHashMap<>();
    final Map<String, Integer> affinitySets = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> maps = new TreeMap<>();
    private final Set<String> clusterIps = new LinkedHashSet<>();

    void add(ServicePort port) {
      clusterIps.add(port.clusterIp());
      Map<Endpoint, String> endpointChains = new LinkedHashMap<>();
      String key = port.name().protocol().text() + " . ";
      String clusterKey = port.clusterIp() + " . " + key + port.port();
      List<Endpoint> internal = port.internalEndpoints();
      if (internal.isEmpty()) {
        element(NO_ENDPOINT_SERVICES, clusterKey, refusal(port.policies().internalLocal(), port));
      } else {
        String chain = chainName("service", port.name());
        List<String> rules = new ArrayList<>();
        internalMasquerade(port, rules);
        balance(port, internal, endpointChains, rules);
        chains.put(chain, rules);
        element(SERVICE_IPS, clusterKey, "goto " + chain);
      }
      if (port.isReachableFromOutside()) {
        addExternal(port, key, endpointChains);
      }
    }

    /** Traffic of local policy without local endpoints is left to other nodes: it vanishes here. */
    private String refusal(boolean local, ServicePort port) {
      return local && !port.endpoints().isEmpty() ? "drop" : "goto reject-chain";
    }

    private void internalMasquerade(ServicePort port, List<String> rules) {
      String match =
          "ip daddr "
              + port.clusterIp()
              + " "
              + port.name().protocol().text()
              + " dport "
              + port.port();
      if (configuration.masqueradeAll()) {
        rules.add(match + " jump mark-for-masquerade");
      } else if (!node.podCidrs().isEmpty()) {
        rules.add(match + " ip saddr != " + set(node.podCidrs()) + " jump mark-for-masquerade");
      }
    }

    private void addExternal(ServicePort port, String key, Map<Endpoint, String> endpointChains) {
      String target;
      if (port.externalEndpoints().isEmpty() && !port.policies().externalLocal()) {
        target = "goto reject-chain";
      } else {
        target = externalChain(port, endpointChains);
      }
      boolean served = target.startsWith("goto external-");
      for (String address : port.externalAddresses()) {
        element(
            served ? SERVICE_IPS : NO_ENDPOINT_SERVICES,
            address + " . " + key + port.port(),
            target);
      }
      if (port.nodePort() > 0) {
        element(
            served ? SERVICE_NODE_PORTS : NO_ENDPOINT_NODE_PORTS, key + port.nodePort(), target);
      }
    }

    /** The chain of traffic to node ports and external addresses, or what to do instead. */
    private String externalChain(ServicePort port, Map<Endpoint, String> endpointChains) {
      if (port.endpoints().isEmpty()) {
        return "goto reject-chain";
      }
      List<String> rules = new ArrayList<>();
      ServicePort.LoadBalancer balancer = port.loadBalancer();
      if (!balancer.addresses().isEmpty() && !balancer.sourceRanges().isEmpty()) {
        rules.add(
            "ip daddr "
                + set(balancer.addresses())
                + " ip saddr != "
                + set(balancer.sourceRanges())
                + " drop");
      }
      if (port.policies().externalLocal()) {
        // Pods and the node itself are inside, and may go the way of internal traffic.
        String all = everywhereChain(port, endpointChains);
        if (!node.podCidrs().isEmpty()) {
          rules.add("ip saddr " + set(node.podCidrs()) + " goto " + all);
        }
        rules.add("fib saddr type local jump mark-for-masquerade");
        rules.add("fib saddr type local goto " + all);
        if (port.localEndpoints().isEmpty()) {
          rules.add("drop");
        }
      } else {
        rules.add("jump mark-for-masquerade");
      }
      balance(port, port.externalEndpoints(), endpointChains, rules);
      String chain = chainName("external", port.name());
      chains.put(chain, rules);
      return "goto " + chain;
    }

    private String everywhereChain(ServicePort port, Map<Endpoint, String> endpointChains) {
      String chain = chainName("everywhere", port.name());
      List<String> rules = new ArrayList<>();
      balance(port, port.endpoints(), endpointChains, rules);
      chains.put(chain, rules);
      return chain;
    }

    private void balance(
        ServicePort port,
        List<Endpoint> endpoints,
        Map<Endpoint, String> endpointChains,
        List<String> rules) {
      if (endpoints.isEmpty()) {
        return;
      }
      List<String> choices = new ArrayList<>();
      for (Endpoint endpoint : endpoints) {
        String chain =
            endpointChains.computeIfAbsent(endpoint, target -> endpointChain(port, target));
        choices.add(choices.size() + " : goto " + chain);
        if (port.affinitySeconds().isPresent()) {
          rules.add("ip saddr @" + affinitySet(port, endpoint) + " goto " + chain);
        }
      }
      rules.add(
          "numgen random mod " + endpoints.size() + " vmap { " + String.join(", ", choices) + " }");
    }

    private String endpointChain(ServicePort port, Endpoint endpoint) {
      List<String> rules = new ArrayList<>();
      // A pod that reaches itself through the service would answer past the translation.
      rules.add("ip saddr " + endpoint.address() + " jump mark-for-masquerade");
      if (port.affinitySeconds().isPresent()) {
        String set = affinitySet(port, endpoint);
        affinitySets.put(set, port.affinitySeconds().get());
        rules.add("update @" + set + " { ip saddr }");
      }
      rules.add("meta l4proto " + port.name().protocol().text() + " dnat to " + endpoint.target());
      String chain = named("endpoint", port.name() + "__" + endpoint.target().replace(':', '/'));
      chains.put(chain, rules);
      return chain;
    }

    private String affinitySet(ServicePort port, Endpoint endpoint) {
      // A set's time-out cannot be changed: with another one it is another set.
      return named(
          "affinity",
          port.name()
              + "__"
              + endpoint.target().replace(':', '/')
              + "__"
              + port.affinitySeconds().orElse(0));
    }

    private void element(String map, String key, String verdict) {
      // Two services may claim one external address and port: the first in order has it.
      maps.computeIfAbsent(map, name -> new LinkedHashMap<>()).putIfAbsent(key, verdict);
    }

    void addBaseChains() {
      chains.put("mark-for-masquerade", List.of("meta mark set meta mark or " + MASQUERADE_MARK));
      chains.put(
          "masquerading",
          List.of(
              "meta mark & " + MASQUERADE_MARK + " == 0 return",
              "meta mark set meta mark xor " + MASQUERADE_MARK,
              "masquerade fully-random"));
      // A reset arrives at once; ICMP is limited to a rate, and clients would run into time-outs.
      chains.put("reject-chain", List.of("meta l4proto tcp reject with tcp reset", "reject"));
      chains.put(
          "services",
          List.of(
              "ip daddr . meta l4proto . th dport vmap @" + SERVICE_IPS,
              localAddress() + " meta l4proto . th dport vmap @" + SERVICE_NODE_PORTS));
      chains.put(
          "endpoints-check",
          List.of(
              "ip daddr . meta l4proto . th dport vmap @" + NO_ENDPOINT_SERVICES,
              localAddress() + " meta l4proto . th dport vmap @" + NO_ENDPOINT_NODE_PORTS));
      chains.put("cluster-ips-check", List.of("ip daddr @cluster-ips goto reject-chain"));
      base("nat-prerouting", "nat", "prerouting", "dstnat", "jump services");
      base("nat-output", "nat", "output", "-100", "jump services");
      base("nat-postrouting", "nat", "postrouting", "srcnat", "jump masquerading");
      for (String hook : List.of("input", "forward", "output")) {
        base("check-" + hook, "filter", hook, "-110", "ct state new jump endpoints-check");
      }
      // After translation nothing is left that goes to a virtual address, but to a wrong port.
      for (String hook : List.of("forward", "output")) {
        base("filter-" + hook, "filter", hook, "filter", "ct state new jump cluster-ips-check");
      }
    }

    private String localAddress() {
      String addresses =
          configuration.nodePortAddresses().isEmpty()
              ? "ip daddr != 127.0.0.0/8"
              : "ip daddr " + set(configuration.nodePortAddresses());
      return "fib daddr type local " + addresses;
    }

    private void base(String chain, String type, String hook, String priority, String rule) {
      chains.put(
          chain, List.of("type " + type + " hook " + hook + " priority " + priority + ";", rule));
    }

    void render(StringBuilder text) {
      text.append("table ip ").append(node.table()).append(" {\n");
      text.append("  set cluster-ips {\n    type ipv4_addr\n");
      elements(text, clusterIps);
      affinitySets.forEach((set, seconds) ->
          text.append("  set ")
              .append(set)
              .append(" {\n    type ipv4_addr\n    flags dynamic,timeout\n    timeout ")
              .append(seconds)
              .append("s\n  }\n"));
      // Chains first: the maps lead to them.
      chains.forEach((chain, rules) -> {
        text.append("  chain ").append(chain).append(" {\n");
        rules.forEach(rule -> text.append("    ").append(rule).append('\n'));
        text.append("  }\n");
      });
      MAP_TYPES.forEach((map, type) -> {
        text.append("  map ").append(map).append(" {\n    type ").append(type);
        text.append(" : verdict\n");
        elements(
            text,
            maps.getOrDefault(map, Map.of()).entrySet().stream()
                .map(entry -> entry.getKey() + " : " + entry.getValue())
                .toList());
      });
      text.append("}\n");
    }

    private static void elements(StringBuilder text, Iterable<String> elements) {
      String joined = String.join(",\n      ", elements);
      if (!joined.isEmpty()) {
        text.append("    elements = {\n      ").append(joined).append("\n    }\n");
      }
      text.append("  }\n");
    }
  }

  private static String set(List<String> elements) {
    return elements.size() == 1 ? elements.getFirst() : "{ " + String.join(", ", elements) + " }";
  }

  private static String chainName(String prefix, ServicePortName name) {
    return named(prefix, name.toString());
  }

  /** A name for people to read, made unique by a hash and short enough for the kernel. */
  private static String named(String prefix, String readable) {
    String full = prefix + "-" + hash(readable) + "-" + readable;
    return full.length() <= 120 ? full : full.substring(0, 120);
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 5);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
