package io.binnacle.controller.deployment;

import io.binnacle.apimachinery.meta.ApiObject;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** What a deployment reads from its ReplicaSets. */
final class ReplicaSets {
  static final String DESIRED = "deployment.kubernetes.io/desired-replicas";
  static final String MAXIMUM = "deployment.kubernetes.io/max-replicas";

  /** Older first; of the same second the one with the lesser name. */
  static final Comparator<ApiObject> BY_AGE =
      Comparator.<ApiObject, Instant>comparing(set -> set.creationTimestamp().orElse(Instant.EPOCH))
          .thenComparing(ApiObject::name);

  /** Greater first, older first among equals. */
  static final Comparator<ApiObject> BY_SIZE_OLDER =
      Comparator.<ApiObject, Integer>comparing(ReplicaSets::wanted)
          .reversed()
          .thenComparing(BY_AGE);

  /** Greater first, newer first among equals. */
  static final Comparator<ApiObject> BY_SIZE_NEWER =
      Comparator.<ApiObject, Integer>comparing(ReplicaSets::wanted)
          .reversed()
          .thenComparing(BY_AGE.reversed());

  private ReplicaSets() {}

  static int wanted(ApiObject set) {
    return set.tree().path("spec").path("replicas").asInt();
  }

  static int wanted(Collection<ApiObject> sets) {
    return sets.stream().mapToInt(ReplicaSets::wanted).sum();
  }

  /** A count of the status. */
  static int count(ApiObject set, String field) {
    return set.tree().path("status").path(field).asInt();
  }

  static int count(Collection<ApiObject> sets, String field) {
    return sets.stream().mapToInt(set -> count(set, field)).sum();
  }

  static int available(ApiObject set) {
    return count(set, "availableReplicas");
  }

  static List<ApiObject> active(List<ApiObject> sets) {
    return sets.stream().filter(set -> wanted(set) > 0).toList();
  }

  /** The number in an annotation; one that is none counts as zero. */
  static int annotated(ApiObject set, String annotation) {
    try {
      return Integer.parseInt(set.annotations().getOrDefault(annotation, "0"));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
