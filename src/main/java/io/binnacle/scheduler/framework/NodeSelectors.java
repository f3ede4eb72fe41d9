package io.binnacle.scheduler.framework;

import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What pods ask of nodes by node selector and required node affinity. */
public final class NodeSelectors {
  /** The one field that matchFields can name. */
  public static final String NAME_FIELD = "metadata.name";

  private NodeSelectors() {}

  /** Whether the node meets the pod's node selector and required node affinity. */
  public static boolean matches(PodInfo pod, NodeInfo node) {
    for (Map.Entry<String, String> label : nodeSelector(pod).entrySet()) {
      if (!label.getValue().equals(node.label(label.getKey()))) {
        return false;
      }
    }
    Optional<List<NodeSelectorTerm>> terms = requiredTerms(pod);
    return terms.isEmpty() || anyMatches(terms.get(), node);
  }

  public static Map<String, String> nodeSelector(PodInfo pod) {
    Map<String, String> selector = pod.spec().getNodeSelector();
    return selector == null ? Map.of() : selector;
  }

  /** The terms of the required node affinity of which one must match; empty where there is none. */
  public static Optional<List<NodeSelectorTerm>> requiredTerms(PodInfo pod) {
    return Optional.ofNullable(pod.spec().getAffinity())
        .map(affinity -> affinity.getNodeAffinity())
        .map(affinity -> affinity.getRequiredDuringSchedulingIgnoredDuringExecution())
        .map(selector -> selector.getNodeSelectorTerms());
  }

  private static boolean anyMatches(List<NodeSelectorTerm> terms, NodeInfo node) {
    for (NodeSelectorTerm term : terms) {
      if (matches(term, node)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the node meets all of the term; one without requirements matches no node. */
  public static boolean matches(NodeSelectorTerm term, NodeInfo node) {
    if (term.getMatchExpressions().isEmpty() && term.getMatchFields().isEmpty()) {
      return false;
    }
    for (NodeSelectorRequirement requirement : term.getMatchExpressions()) {
      if (!matches(requirement, node.label(requirement.getKey()))) {
        return false;
      }
    }
    for (NodeSelectorRequirement requirement : term.getMatchFields()) {
      if (!NAME_FIELD.equals(requirement.getKey()) || !matches(requirement, node.name())) {
        return false;
      }
    }
    return true;
  }

  private static boolean matches(NodeSelectorRequirement requirement, @Nullable String value) {
    List<String> values = requirement.getValues();
    return switch (requirement.getOperator()) {
      case "In" -> value != null && values.contains(value);
      case "NotIn" -> value == null || !values.contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      case "Gt" -> value != null && compare(value, values) > 0;
      case "Lt" -> value != null && compare(value, values) < 0;
      default -> false;
    };
  }

  /** What is no number is neither greater nor less. */
  private static int compare(String value, List<String> values) {
    try {
      return Long.compare(Long.parseLong(value), Long.parseLong(values.getFirst()));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
