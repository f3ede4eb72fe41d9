package io.binnacle.scheduler.plugin.podtopologyspread;

import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.labels.LabelSelector.Operator;
import io.binnacle.apimachinery.labels.LabelSelector.Requirement;
import io.binnacle.scheduler.framework.NodeInfo;
import io.binnacle.scheduler.framework.NodeSelectors;
import io.binnacle.scheduler.framework.PodInfo;
import io.binnacle.scheduler.framework.Selectors;
import io.binnacle.scheduler.framework.Tolerations;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One spread constraint of a pod, parsed.
 *
 * @param selector which pods are spread; empty for none
 * @param honorTaints whether nodes with taints that the pod does not tolerate are left out
 */
record Constraint(
    String topologyKey,
    int maxSkew,
    int minDomains,
    Optional<LabelSelector> selector,
    boolean honorAffinity,
    boolean honorTaints) {

  /** The pod's constraints that are required, or those that are preferred. */
  static List<Constraint> of(PodInfo pod, boolean required) {
    List<Constraint> constraints = new ArrayList<>();
    for (TopologySpreadConstraint constraint : pod.spec().getTopologySpreadConstraints()) {
      if ("DoNotSchedule".equals(constraint.getWhenUnsatisfiable()) == required) {
        constraints.add(parse(constraint, pod));
      }
    }
    return constraints;
  }

  private static Constraint parse(TopologySpreadConstraint constraint, PodInfo pod) {
    return new Constraint(
        constraint.getTopologyKey(),
        constraint.getMaxSkew(),
        constraint.getMinDomains() == null ? 1 : constraint.getMinDomains(),
        Selectors.of(constraint.getLabelSelector())
            .map(base -> withLabelKeys(base, constraint.getMatchLabelKeys(), pod)),
        !"Ignore".equals(constraint.getNodeAffinityPolicy()),
        "Honor".equals(constraint.getNodeTaintsPolicy()));
  }

  /** Adds the requirements of matchLabelKeys (KEP-3243). */
  private static LabelSelector withLabelKeys(LabelSelector base, List<String> keys, PodInfo pod) {
    if (keys.isEmpty()) {
      return base;
    }
    List<Requirement> requirements = new ArrayList<>(base.requirements());
    for (String key : keys) {
      String value = pod.labels().get(key);
      if (value != null) {
        requirements.add(new Requirement(key, Operator.IN, Set.of(value)));
      }
    }
    return new LabelSelector(requirements);
  }

  /** Whether the node's pods count. */
  boolean includes(NodeInfo node, PodInfo pod) {
    return (!honorAffinity || NodeSelectors.matches(pod, node))
        && (!honorTaints
            || node.taints().stream()
                .filter(taint -> !"PreferNoSchedule".equals(taint.getEffect()))
                .allMatch(taint -> Tolerations.tolerates(pod.spec().getTolerations(), taint)));
  }

  boolean selects(PodInfo pod) {
    return selector.isPresent() && selector.get().matches(pod.labels());
  }

  /** How many of the node's pods are spread together with the pod. */
  int count(NodeInfo node, PodInfo incoming) {
    int count = 0;
    for (PodInfo pod : node.pods()) {
      if (pod.namespace().equals(incoming.namespace()) && !pod.isTerminating() && selects(pod)) {
        count++;
      }
    }
    return count;
  }
}
