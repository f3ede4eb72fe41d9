package io.binnacle.scheduler.plugin.nodeaffinity;

import io.binnacle.scheduler.framework.ClusterEvent;
import io.binnacle.scheduler.framework.FilterPlugin;
import io.binnacle.scheduler.framework.NodeInfo;
import io.binnacle.scheduler.framework.NodeSelectors;
import io.binnacle.scheduler.framework.PodInfo;
import io.binnacle.scheduler.framework.PreFilterPlugin;
import io.binnacle.scheduler.framework.PreFilterResult;
import io.binnacle.scheduler.framework.PreScorePlugin;
import io.binnacle.scheduler.framework.SchedulingContext;
import io.binnacle.scheduler.framework.ScorePlugin;
import io.binnacle.scheduler.framework.Status;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.PreferredSchedulingTerm;
import jakarta.enterprise.context.Dependent;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Node selector and node affinity: required terms filter, preferred ones score. Where every
 * required term names its nodes, as the pods of a daemon set do, no other node is looked at.
 */
@Dependent
public class NodeAffinity implements PreFilterPlugin, FilterPlugin, PreScorePlugin, ScorePlugin {
  private static final String REASON = "node(s) didn't match Pod's node affinity/selector";
  private static final Status MISMATCH = Status.unresolvable(REASON);

  @Override
  public String name() {
    return "NodeAffinity";
  }

  @Override
  public Set<ClusterEvent> eventsToRegister() {
    return Set.of(ClusterEvent.NODE_ADD, ClusterEvent.NODE_LABEL_CHANGE);
  }

  @Override
  public PreFilterResult preFilter(SchedulingContext context) {
    Optional<List<NodeSelectorTerm>> terms = NodeSelectors.requiredTerms(context.pod());
    if (terms.isEmpty() && NodeSelectors.nodeSelector(context.pod()).isEmpty()) {
      return PreFilterResult.SKIP;
    }
    return terms
        .flatMap(NodeAffinity::namedNodes)
        .map(names ->
            names.isEmpty()
                ? PreFilterResult.of(Status.unresolvable(REASON))
                : PreFilterResult.onlyNodes(names))
        .orElse(PreFilterResult.SUCCESS);
  }

  /** The nodes that the terms name, empty where some term names none. */
  private static Optional<Set<String>> namedNodes(List<NodeSelectorTerm> terms) {
    Set<String> all = new HashSet<>();
    for (NodeSelectorTerm term : terms) {
      Optional<Set<String>> names = Optional.empty();
      for (NodeSelectorRequirement requirement : term.getMatchFields()) {
        if (NodeSelectors.NAME_FIELD.equals(requirement.getKey())
            && "In".equals(requirement.getOperator())) {
          Set<String> values = new HashSet<>(requirement.getValues());
          names.ifPresent(values::retainAll);
          names = Optional.of(values);
        }
      }
      if (names.isEmpty()) {
        return Optional.empty();
      }
      all.addAll(names.get());
    }
    return terms.isEmpty() ? Optional.empty() : Optional.of(all);
  }

  @Override
  public Status filter(SchedulingContext context, NodeInfo node) {
    return NodeSelectors.matches(context.pod(), node) ? Status.SUCCESS : MISMATCH;
  }

  @Override
  public Status preScore(SchedulingContext context, List<NodeInfo> nodes) {
    return preferredTerms(context.pod()).isEmpty() ? Status.SKIP : Status.SUCCESS;
  }

  @Override
  public long score(SchedulingContext context, NodeInfo node) {
    long score = 0;
    for (PreferredSchedulingTerm term : preferredTerms(context.pod())) {
      if (term.getWeight() != 0 && NodeSelectors.matches(term.getPreference(), node)) {
        score += term.getWeight();
      }
    }
    return score;
  }

  @Override
  public void normalizeScore(SchedulingContext context, List<NodeInfo> nodes, long[] scores) {
    ScorePlugin.defaultNormalize(scores, false);
  }

  @Override
  public int weight() {
    return 2;
  }

  private static List<PreferredSchedulingTerm> preferredTerms(PodInfo pod) {
    return Optional.ofNullable(pod.spec().getAffinity())
        .map(affinity -> affinity.getNodeAffinity())
        .map(affinity -> affinity.getPreferredDuringSchedulingIgnoredDuringExecution())
        .orElse(List.of());
  }
}
