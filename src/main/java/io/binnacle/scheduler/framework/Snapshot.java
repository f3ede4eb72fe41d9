package io.binnacle.scheduler.framework;

import java.util.List;
import java.util.Optional;

/**
 * The nodes and their pods as one scheduling cycle sees them. Only that cycle's thread reads it.
 */
public interface Snapshot {
  /** In a stable order. */
  List<NodeInfo> nodes();

  Optional<NodeInfo> node(String name);

  /** The nodes that have a pod that says anything about pods near it. */
  List<NodeInfo> nodesWithAffinityPods();

  /** The same snapshot with another value for the node: what would be if. */
  default Snapshot with(NodeInfo changed) {
    return ListSnapshot.of(
        nodes().stream().map(node -> node.name().equals(changed.name()) ? changed : node).toList());
  }
}
