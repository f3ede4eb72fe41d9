package io.binnacle.proxy;

import java.util.List;

/**
 * The node that the proxy works for.
 *
 * @param instance tells clusters on one machine apart; part of the table's name
 * @param nodeName the node's name, by which endpoints are told to be local
 * @param nodeAddress the node's own address
 * @param podCidrs the ranges of all pods of the cluster: other sources are masqueraded
 * @param serviceCidr the range of virtual addresses
 */
public record ProxyNode(
    String instance,
    String nodeName,
    String nodeAddress,
    List<String> podCidrs,
    String serviceCidr) {
  public ProxyNode {
    podCidrs = List.copyOf(podCidrs);
    if (!instance.matches("[A-Za-z0-9_.-]{1,64}")) {
      throw new IllegalArgumentException("'" + instance + "' cannot be part of a table's name");
    }
  }

  /** The name of the nftables table, family ip. */
  public String table() {
    return "binnacle-proxy-" + instance;
  }
}
