package io.binnacle.scheduler.provider;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The names that predicates and priorities had before they became plugins. */
final class ClassicNames {
  /** Predicates and the filter plugins that do their work today. */
  static final Map<String, List<String>> PREDICATES = predicates();

  /** Priorities and the score plugins that do their work today. */
  static final Map<String, List<String>> PRIORITIES = priorities();

  private ClassicNames() {}

  private static Map<String, List<String>> predicates() {
    Map<String, List<String>> names = new HashMap<>();
    names.put("PodFitsResources", List.of("NodeResourcesFit"));
    names.put("PodFitsHostPorts", List.of("NodePorts"));
    names.put("PodFitsPorts", List.of("NodePorts"));
    names.put("MatchNodeSelector", List.of("NodeAffinity"));
    names.put("HostName", List.of("NodeName"));
    names.put("PodToleratesNodeTaints", List.of("TaintToleration"));
    names.put("CheckNodeUnschedulable", List.of("NodeUnschedulable"));
    names.put("NoDiskConflict", List.of("VolumeRestrictions"));
    names.put("CheckVolumeBinding", List.of("VolumeBinding"));
    names.put("MatchInterPodAffinity", List.of("InterPodAffinity"));
    names.put("EvenPodsSpread", List.of("PodTopologySpread"));
    names.put(
        "GeneralPredicates", List.of("NodeResourcesFit", "NodeName", "NodePorts", "NodeAffinity"));
    // The conditions of a node that these looked at have been taints for long.
    names.put("CheckNodeCondition", List.of("TaintToleration", "NodeUnschedulable"));
    names.put("CheckNodeMemoryPressure", List.of("TaintToleration"));
    names.put("CheckNodeDiskPressure", List.of("TaintToleration"));
    names.put("CheckNodePIDPressure", List.of("TaintToleration"));
    return Map.copyOf(names);
  }

  private static Map<String, List<String>> priorities() {
    Map<String, List<String>> names = new HashMap<>();
    names.put("LeastRequestedPriority", List.of("NodeResourcesLeastAllocated"));
    names.put("MostRequestedPriority", List.of("NodeResourcesMostAllocated"));
    names.put("BalancedResourceAllocation", List.of("NodeResourcesBalancedAllocation"));
    names.put("SelectorSpreadPriority", List.of("SelectorSpread"));
    names.put("ServiceSpreadingPriority", List.of("SelectorSpread"));
    names.put("NodeAffinityPriority", List.of("NodeAffinity"));
    names.put("TaintTolerationPriority", List.of("TaintToleration"));
    names.put("InterPodAffinityPriority", List.of("InterPodAffinity"));
    names.put("EvenPodsSpreadPriority", List.of("PodTopologySpread"));
    names.put("ImageLocalityPriority", List.of("ImageLocality"));
    // All nodes alike: what remains when no score counts.
    names.put("EqualPriority", List.of());
    return Map.copyOf(names);
  }
}
