package io.binnacle.scheduler.plugin.interpodaffinity;

import io.binnacle.scheduler.framework.ClusterEvent;
import io.binnacle.scheduler.framework.FilterPlugin;
import io.binnacle.scheduler.framework.NamespaceLabels;
import io.binnacle.scheduler.framework.NodeInfo;
import io.binnacle.scheduler.framework.PodAffinityTerms;
import io.binnacle.scheduler.framework.PodAffinityTerms.Term;
import io.binnacle.scheduler.framework.PodAffinityTerms.Weighted;
import io.binnacle.scheduler.framework.PodInfo;
import io.binnacle.scheduler.framework.PreFilterPlugin;
import io.binnacle.scheduler.framework.PreFilterResult;
import io.binnacle.scheduler.framework.PreScorePlugin;
import io.binnacle.scheduler.framework.SchedulingContext;
import io.binnacle.scheduler.framework.ScorePlugin;
import io.binnacle.scheduler.framework.Status;
import jakarta.enterprise.context.Dependent;
import java.util.List;
import java.util.Set;

/**
 * Inter-pod affinity and anti-affinity. A required anti-affinity binds both ways: pods that are
 * there keep a newcomer away that they do not want. Preferences of pods that are there count too.
 */
@Dependent
public class InterPodAffinity
    implements PreFilterPlugin, FilterPlugin, PreScorePlugin, ScorePlugin {
  private static final Status NOT_NEAR =
      Status.unresolvable("node(s) didn't match pod affinity rules");
  private static final Status TOO_NEAR =
      Status.unschedulable("node(s) didn't match pod anti-affinity rules");
  private static final Status UNWANTED =
      Status.unschedulable("node(s) didn't satisfy existing pods anti-affinity rules");

  /** What a required affinity of a pod that is there is worth as a preference. */
  private static final int HARD_POD_AFFINITY_WEIGHT = 1;

  /**
   * @param wanted the domains with pods that the pod must be near
   * @param avoided the domains with pods that it must not be near
   * @param closed the domains with pods that do not want it near
   */
  private record Required(Topology wanted, Topology avoided, Topology closed) {}

  private record Preferred(Topology sums) {}

  @Override
  public String name() {
    return "InterPodAffinity";
  }

  @Override
  public Set<ClusterEvent> eventsToRegister() {
    return Set.of(
        ClusterEvent.NODE_ADD,
        ClusterEvent.NODE_LABEL_CHANGE,
        ClusterEvent.ASSIGNED_POD_ADD,
        ClusterEvent.ASSIGNED_POD_UPDATE,
        ClusterEvent.ASSIGNED_POD_DELETE,
        ClusterEvent.NAMESPACE_CHANGE);
  }

  @Override
  public PreFilterResult preFilter(SchedulingContext context) {
    PodInfo incoming = context.pod();
    NamespaceLabels namespaces = context.lookups().namespaceLabels();
    Topology closed = new Topology();
    for (NodeInfo node : context.snapshot().nodesWithAffinityPods()) {
      for (PodInfo pod : node.pods()) {
        for (Term term : pod.affinity().requiredAntiAffinity()) {
          if (term.matches(incoming, namespaces)) {
            closed.add(node, term.topologyKey(), 1);
          }
        }
      }
    }
    PodAffinityTerms own = incoming.affinity();
    boolean asks = !own.requiredAffinity().isEmpty() || !own.requiredAntiAffinity().isEmpty();
    if (!asks && closed.isEmpty()) {
      return PreFilterResult.SKIP;
    }
    Required required = new Required(new Topology(), new Topology(), closed);
    if (asks) {
      context.snapshot().nodes().forEach(node -> count(own, node, namespaces, required));
    }
    context.put(required);
    return PreFilterResult.SUCCESS;
  }

  private static void count(
      PodAffinityTerms own, NodeInfo node, NamespaceLabels namespaces, Required required) {
    for (PodInfo pod : node.pods()) {
      // A pod counts for affinity only if all terms speak of it.
      if (!own.requiredAffinity().isEmpty()
          && own.requiredAffinity().stream().allMatch(term -> term.matches(pod, namespaces))) {
        own.requiredAffinity().forEach(term -> required.wanted.add(node, term.topologyKey(), 1));
      }
      for (Term term : own.requiredAntiAffinity()) {
        if (term.matches(pod, namespaces)) {
          required.avoided.add(node, term.topologyKey(), 1);
        }
      }
    }
  }

  @Override
  public Status filter(SchedulingContext context, NodeInfo node) {
    Required required = context.require(Required.class);
    if (!isNear(context, required, node)) {
      return NOT_NEAR;
    }
    for (Term term : context.pod().affinity().requiredAntiAffinity()) {
      if (required.avoided.get(node, term.topologyKey()) > 0) {
        return TOO_NEAR;
      }
    }
    return required.closed.touches(node) ? UNWANTED : Status.SUCCESS;
  }

  private static boolean isNear(SchedulingContext context, Required required, NodeInfo node) {
    List<Term> terms = context.pod().affinity().requiredAffinity();
    boolean all = true;
    for (Term term : terms) {
      if (node.label(term.topologyKey()) == null) {
        return false;
      }
      all &= required.wanted.get(node, term.topologyKey()) > 0;
    }
    // The first of pods that want to be together would otherwise wait for ever.
    NamespaceLabels namespaces = context.lookups().namespaceLabels();
    return all
        || required.wanted.isEmpty()
            && terms.stream().allMatch(term -> term.matches(context.pod(), namespaces));
  }

  @Override
  public Status preScore(SchedulingContext context, List<NodeInfo> nodes) {
    PodAffinityTerms own = context.pod().affinity();
    boolean prefers = !own.preferredAffinity().isEmpty() || !own.preferredAntiAffinity().isEmpty();
    List<NodeInfo> counted =
        prefers ? context.snapshot().nodes() : context.snapshot().nodesWithAffinityPods();
    Topology sums = new Topology();
    for (NodeInfo node : counted) {
      for (PodInfo pod : node.pods()) {
        weigh(context, pod, node, sums);
      }
    }
    if (sums.isEmpty()) {
      return Status.SKIP;
    }
    context.put(new Preferred(sums));
    return Status.SUCCESS;
  }

  private static void weigh(
      SchedulingContext context, PodInfo existing, NodeInfo node, Topology sums) {
    PodInfo incoming = context.pod();
    NamespaceLabels namespaces = context.lookups().namespaceLabels();
    PodAffinityTerms own = incoming.affinity();
    for (Weighted weighted : own.preferredAffinity()) {
      add(weighted.term(), existing, namespaces, node, weighted.weight(), sums);
    }
    for (Weighted weighted : own.preferredAntiAffinity()) {
      add(weighted.term(), existing, namespaces, node, -weighted.weight(), sums);
    }
    PodAffinityTerms theirs = existing.affinity();
    for (Term term : theirs.requiredAffinity()) {
      add(term, incoming, namespaces, node, HARD_POD_AFFINITY_WEIGHT, sums);
    }
    for (Weighted weighted : theirs.preferredAffinity()) {
      add(weighted.term(), incoming, namespaces, node, weighted.weight(), sums);
    }
    for (Weighted weighted : theirs.preferredAntiAffinity()) {
      add(weighted.term(), incoming, namespaces, node, -weighted.weight(), sums);
    }
  }

  private static void add(
      Term term,
      PodInfo subject,
      NamespaceLabels namespaces,
      NodeInfo node,
      int weight,
      Topology sums) {
    if (term.matches(subject, namespaces)) {
      sums.add(node, term.topologyKey(), weight);
    }
  }

  @Override
  public long score(SchedulingContext context, NodeInfo node) {
    return context.require(Preferred.class).sums().total(node);
  }

  @Override
  public void normalizeScore(SchedulingContext context, List<NodeInfo> nodes, long[] scores) {
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    for (long score : scores) {
      min = Math.min(min, score);
      max = Math.max(max, score);
    }
    for (int i = 0; i < scores.length; i++) {
      scores[i] = max == min ? 0 : MAX_NODE_SCORE * (scores[i] - min) / (max - min);
    }
  }

  @Override
  public int weight() {
    return 2;
  }
}
