package io.binnacle.scheduler.framework;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Why a pod fits nowhere.
 *
 * @param nodeCount all nodes that there are
 * @param preFilterMessage why the pod was rejected before any node was looked at, empty if it
 *     wasn't
 * @param nodeStatuses what stands against each node, by its name
 * @param plugins the plugins that rejected the pod or a node
 */
public record Diagnosis(
    int nodeCount,
    String preFilterMessage,
    Map<String, Status.Unschedulable> nodeStatuses,
    Set<String> plugins) {

  public Diagnosis {
    nodeStatuses = Map.copyOf(nodeStatuses);
    plugins = Set.copyOf(plugins);
  }

  /** The text that users know: how many nodes, then each reason with the number of its nodes. */
  public String message() {
    if (nodeCount == 0) {
      return "no nodes available to schedule pods";
    }
    String head = "0/" + nodeCount + " nodes are available: ";
    return head
        + (preFilterMessage.isEmpty() ? histogram(nodeStatuses.values()) : preFilterMessage)
        + ".";
  }

  /** {@code 2 Insufficient cpu, 1 Too many pods}: reasons counted, in the order of their text. */
  public static String histogram(Iterable<Status.Unschedulable> statuses) {
    Map<String, Integer> counts = new TreeMap<>();
    for (Status.Unschedulable status : statuses) {
      status.reasons().forEach(reason -> counts.merge(reason, 1, Integer::sum));
    }
    List<String> texts = new ArrayList<>();
    counts.forEach((reason, count) -> texts.add(count + " " + reason));
    texts.sort(Comparator.naturalOrder());
    return String.join(", ", texts);
  }
}
