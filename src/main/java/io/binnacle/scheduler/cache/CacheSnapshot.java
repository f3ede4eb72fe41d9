package io.binnacle.scheduler.cache;

import io.binnacle.scheduler.framework.NodeInfo;
import io.binnacle.scheduler.framework.Snapshot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The snapshot that the scheduling thread owns; {@link SchedulerCache#update} brings it up to date
 * between cycles, slot by slot.
 */
public final class CacheSnapshot implements Snapshot {
  private final List<NodeInfo> nodes = new ArrayList<>();
  private final Map<String, Integer> slots = new HashMap<>();
  private final TreeMap<Integer, NodeInfo> withAffinityPods = new TreeMap<>();

  @Override
  public List<NodeInfo> nodes() {
    return Collections.unmodifiableList(nodes);
  }

  @Override
  public Optional<NodeInfo> node(String name) {
    return Optional.ofNullable(slots.get(name)).map(nodes::get);
  }

  @Override
  public List<NodeInfo> nodesWithAffinityPods() {
    return List.copyOf(withAffinityPods.values());
  }

  void replace(NodeInfo node) {
    Integer slot = slots.get(node.name());
    if (slot != null) {
      nodes.set(slot, node);
      noteAffinity(slot, node);
    }
  }

  void rebuild(Iterable<NodeInfo> all) {
    nodes.clear();
    slots.clear();
    withAffinityPods.clear();
    for (NodeInfo node : all) {
      slots.put(node.name(), nodes.size());
      noteAffinity(nodes.size(), node);
      nodes.add(node);
    }
  }

  private void noteAffinity(int slot, NodeInfo node) {
    if (node.hasPodsWithAffinity()) {
      withAffinityPods.put(slot, node);
    } else {
      withAffinityPods.remove(slot);
    }
  }
}
