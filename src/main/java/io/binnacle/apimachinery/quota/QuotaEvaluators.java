package io.binnacle.apimachinery.quota;

import io.binnacle.apimachinery.meta.GroupResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the evaluator of a resource: every resource that has namespaces can be counted. */
public final class QuotaEvaluators {
  private static final Map<GroupResource, QuotaEvaluator> SPECIAL =
      Stream.of(new PodEvaluator(), new ServiceEvaluator(), new ClaimEvaluator())
          .collect(Collectors.toUnmodifiableMap(QuotaEvaluator::resource, Function.identity()));
  private static final List<GroupResource> PLAINLY_NAMED =
      Stream.of("configmaps", "replicationcontrollers", "resourcequotas", "secrets")
          .map(name -> new GroupResource("", name))
          .toList();

  private QuotaEvaluators() {}

  public static QuotaEvaluator of(GroupResource resource) {
    QuotaEvaluator special = SPECIAL.get(resource);
    return special == null ? new ObjectCountEvaluator(resource) : special;
  }

  /** The evaluators whose objects a quota on these names counts: what a recount has to list. */
  public static List<QuotaEvaluator> countedBy(Iterable<String> quotaNames) {
    Map<GroupResource, QuotaEvaluator> evaluators = new java.util.TreeMap<>();
    for (String name : quotaNames) {
      for (QuotaEvaluator evaluator : SPECIAL.values()) {
        if (evaluator.counts(name)) {
          evaluators.put(evaluator.resource(), evaluator);
        }
      }
      for (GroupResource resource : PLAINLY_NAMED) {
        if (resource.resource().equals(name)) {
          evaluators.put(resource, of(resource));
        }
      }
      if (name.startsWith("count/")) {
        GroupResource resource = parse(name.substring("count/".length()));
        evaluators.put(resource, of(resource));
      }
    }
    return new ArrayList<>(evaluators.values());
  }

  private static GroupResource parse(String name) {
    int dot = name.indexOf('.');
    return dot < 0
        ? new GroupResource("", name)
        : new GroupResource(name.substring(dot + 1), name.substring(0, dot));
  }
}
