package io.binnacle.scheduler.plugin.interpodaffinity;

import io.binnacle.scheduler.framework.NodeInfo;
import java.util.HashMap;
import java.util.Map;

/** Sums by topology domain: by a label's key, then by its value. */
final class Topology {
  private final Map<String, Map<String, Long>> sums = new HashMap<>();

  /** Adds to the domain of the node; a node without the label is in none. */
  void add(NodeInfo node, String key, long amount) {
    String value = node.label(key);
    if (value != null) {
      sums.computeIfAbsent(key, ignored -> new HashMap<>()).merge(value, amount, Long::sum);
    }
  }

  /** The sum of the node's domain. */
  long get(NodeInfo node, String key) {
    String value = node.label(key);
    return value == null ? 0 : sums.getOrDefault(key, Map.of()).getOrDefault(value, 0L);
  }

  /** The sum over all keys of the node's domains. */
  long total(NodeInfo node) {
    long total = 0;
    for (String key : sums.keySet()) {
      total += get(node, key);
    }
    return total;
  }

  boolean isEmpty() {
    return sums.isEmpty();
  }

  /** Whether the node is in a domain to which something was added. */
  boolean touches(NodeInfo node) {
    return !sums.isEmpty() && sums.keySet().stream().anyMatch(key -> get(node, key) > 0);
  }
}
