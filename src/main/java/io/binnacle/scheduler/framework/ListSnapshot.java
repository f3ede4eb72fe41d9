package io.binnacle.scheduler.framework;

import java.util.List;
import java.util.Optional;

/** A snapshot of given nodes, for hypotheses. */
public record ListSnapshot(List<NodeInfo> nodes) implements Snapshot {
  public ListSnapshot {
    nodes = List.copyOf(nodes);
  }

  public static ListSnapshot of(List<NodeInfo> nodes) {
    return new ListSnapshot(nodes);
  }

  @Override
  public Optional<NodeInfo> node(String name) {
    return nodes.stream().filter(node -> node.name().equals(name)).findFirst();
  }

  @Override
  public List<NodeInfo> nodesWithAffinityPods() {
    return nodes.stream().filter(NodeInfo::hasPodsWithAffinity).toList();
  }
}
