package io.binnacle.scheduler;

import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.scheduler.framework.FilterRunner;
import io.binnacle.scheduler.framework.NodeInfo;
import io.binnacle.scheduler.framework.PodInfo;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Pods for which room is being made, by the node. Until they are bound the room is kept from pods
 * that are not more important. Safe for any thread.
 */
final class NominatedPods {
  private final Map<String, Map<ObjectKey, PodInfo>> byNode = new HashMap<>();
  private final Map<ObjectKey, String> nodeOf = new HashMap<>();

  synchronized void add(PodInfo pod, String nodeName) {
    remove(pod);
    nodeOf.put(pod.key(), nodeName);
    byNode.computeIfAbsent(nodeName, name -> new LinkedHashMap<>()).put(pod.key(), pod);
  }

  synchronized void remove(PodInfo pod) {
    String nodeName = nodeOf.remove(pod.key());
    if (nodeName != null) {
      byNode.computeIfPresent(
          nodeName,
          (name, pods) -> {
            pods.remove(pod.key());
            return pods.isEmpty() ? null : pods;
          });
    }
  }

  /** The node with the pods that are expected there and that the given pod must respect. */
  synchronized NodeInfo withNominated(NodeInfo node, PodInfo incoming) {
    if (byNode.isEmpty()) {
      return node;
    }
    NodeInfo expected = node;
    for (PodInfo pod : byNode.getOrDefault(node.name(), Map.of()).values()) {
      if (pod.priority() >= incoming.priority() && !pod.key().equals(incoming.key())) {
        expected = expected.withPod(pod);
      }
    }
    return expected;
  }

  /** Tries hypotheses with the pods that are expected on the node, and also without them. */
  FilterRunner respectedBy(FilterRunner filters) {
    return (context, hypothesis) -> {
      NodeInfo expected = withNominated(hypothesis, context.pod());
      return filters.fits(context, expected)
          && (expected == hypothesis || filters.fits(context, hypothesis));
    };
  }
}
