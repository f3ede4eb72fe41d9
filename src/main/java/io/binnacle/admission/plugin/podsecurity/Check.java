package io.binnacle.admission.plugin.podsecurity;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One rule of the Pod Security Standards.
 *
 * @param id Kubernetes' name of it, by which violations are ordered
 * @param rules what it demands, by the first release in which it does
 * @param replaces the rules of a lower level that this one says more strictly
 */
record Check(
    String id,
    Level level,
    TreeMap<PolicyVersion, Function<PodShape, Optional<Violation>>> rules,
    Set<String> replaces) {

  static Check since(
      String id, Level level, int minor, Function<PodShape, Optional<Violation>> rule) {
    return new Check(id, level, new TreeMap<>(Map.of(new PolicyVersion(minor), rule)), Set.of());
  }

  /** As it was changed by a later release. */
  Check changed(int minor, Function<PodShape, Optional<Violation>> rule) {
    TreeMap<PolicyVersion, Function<PodShape, Optional<Violation>>> more = new TreeMap<>(rules);
    more.put(new PolicyVersion(minor), rule);
    return new Check(id, level, more, replaces);
  }

  Check replacing(String lower) {
    return new Check(id, level, rules, Set.of(lower));
  }

  boolean isIn(PolicyVersion version) {
    return rules.floorKey(version) != null;
  }

  /** What the pod breaks of it, as far as the release has the rule. */
  Optional<Violation> violation(PodShape pod, PolicyVersion version) {
    var entry = rules.floorEntry(version);
    return entry == null ? Optional.empty() : entry.getValue().apply(pod);
  }

  /** What a pod breaks of a standard, the rules of lower levels first. */
  static List<Violation> violations(List<Check> checks, Standard standard, PodShape pod) {
    Set<String> replaced =
        checks.stream()
            .filter(check -> check.level == standard.level() && check.isIn(standard.version()))
            .flatMap(check -> check.replaces.stream())
            .collect(Collectors.toSet());
    return checks.stream()
        .filter(check -> check.level.compareTo(standard.level()) <= 0)
        .filter(check -> !replaced.contains(check.id))
        .flatMap(check -> check.violation(pod, standard.version()).stream())
        .toList();
  }
}
