package io.binnacle.scheduler.framework;

import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTerm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A pod's inter-pod affinity and anti-affinity, parsed. Immutable. */
public record PodAffinityTerms(
    List<Term> requiredAffinity,
    List<Term> requiredAntiAffinity,
    List<Weighted> preferredAffinity,
    List<Weighted> preferredAntiAffinity) {
  private static final PodAffinityTerms NONE =
      new PodAffinityTerms(List.of(), List.of(), List.of(), List.of());

  /**
   * One term.
   *
   * @param selector selects no pod where it is empty
   * @param namespaces the namespaces named; together with those that the selector selects
   * @param namespaceSelector selects further namespaces by their labels
   */
  public record Term(
      Optional<LabelSelector> selector,
      Set<String> namespaces,
      Optional<LabelSelector> namespaceSelector,
      String topologyKey) {

    /** Whether the term speaks of the pod. */
    public boolean matches(PodInfo pod, NamespaceLabels namespaceLabels) {
      return selector.isPresent()
          && inNamespace(pod.namespace(), namespaceLabels)
          && selector.get().matches(pod.labels());
    }

    private boolean inNamespace(String namespace, NamespaceLabels namespaceLabels) {
      return namespaces.contains(namespace)
          || namespaceSelector.isPresent()
              && namespaceSelector.get().matches(namespaceLabels.of(namespace));
    }
  }

  /** A term that is preferred, not required. */
  public record Weighted(int weight, Term term) {}

  static PodAffinityTerms of(ApiObject pod, PodSpec spec) {
    Affinity affinity = spec.getAffinity();
    if (affinity == null
        || (affinity.getPodAffinity() == null && affinity.getPodAntiAffinity() == null)) {
      return NONE;
    }
    List<PodAffinityTerm> affinityRequired = List.of();
    List<WeightedPodAffinityTerm> affinityPreferred = List.of();
    if (affinity.getPodAffinity() != null) {
      affinityRequired =
          affinity.getPodAffinity().getRequiredDuringSchedulingIgnoredDuringExecution();
      affinityPreferred =
          affinity.getPodAffinity().getPreferredDuringSchedulingIgnoredDuringExecution();
    }
    List<PodAffinityTerm> antiRequired = List.of();
    List<WeightedPodAffinityTerm> antiPreferred = List.of();
    if (affinity.getPodAntiAffinity() != null) {
      antiRequired =
          affinity.getPodAntiAffinity().getRequiredDuringSchedulingIgnoredDuringExecution();
      antiPreferred =
          affinity.getPodAntiAffinity().getPreferredDuringSchedulingIgnoredDuringExecution();
    }
    return new PodAffinityTerms(
        terms(affinityRequired, pod),
        terms(antiRequired, pod),
        weighted(affinityPreferred, pod),
        weighted(antiPreferred, pod));
  }

  /** Whether there is no term at all. */
  public boolean isEmpty() {
    return requiredAffinity.isEmpty()
        && requiredAntiAffinity.isEmpty()
        && preferredAffinity.isEmpty()
        && preferredAntiAffinity.isEmpty();
  }

  private static List<Term> terms(@Nullable List<PodAffinityTerm> terms, ApiObject pod) {
    return terms == null ? List.of() : terms.stream().map(term -> term(term, pod)).toList();
  }

  private static List<Weighted> weighted(
      @Nullable List<WeightedPodAffinityTerm> terms, ApiObject pod) {
    return terms == null
        ? List.of()
        : terms.stream()
            .map(term -> new Weighted(term.getWeight(), term(term.getPodAffinityTerm(), pod)))
            .toList();
  }

  private static Term term(PodAffinityTerm term, ApiObject pod) {
    Optional<LabelSelector> namespaceSelector = Selectors.of(term.getNamespaceSelector());
    Set<String> namespaces = Set.copyOf(term.getNamespaces());
    if (namespaces.isEmpty() && namespaceSelector.isEmpty()) {
      namespaces = Set.of(pod.namespace());
    }
    Optional<LabelSelector> selector =
        Selectors.of(term.getLabelSelector()).map(base -> withLabelKeys(base, term, pod.labels()));
    return new Term(selector, namespaces, namespaceSelector, term.getTopologyKey());
  }

  /** Adds the requirements of matchLabelKeys and mismatchLabelKeys (KEP-3633). */
  private static LabelSelector withLabelKeys(
      LabelSelector base, PodAffinityTerm term, Map<String, String> labels) {
    List<LabelSelector.Requirement> requirements = new ArrayList<>(base.requirements());
    for (String key : term.getMatchLabelKeys()) {
      addLabelKey(requirements, key, LabelSelector.Operator.IN, labels);
    }
    for (String key : term.getMismatchLabelKeys()) {
      addLabelKey(requirements, key, LabelSelector.Operator.NOT_IN, labels);
    }
    return new LabelSelector(requirements);
  }

  private static void addLabelKey(
      List<LabelSelector.Requirement> requirements,
      String key,
      LabelSelector.Operator operator,
      Map<String, String> labels) {
    String value = labels.get(key);
    if (value != null) {
      requirements.add(new LabelSelector.Requirement(key, operator, Set.of(value)));
    }
  }
}
