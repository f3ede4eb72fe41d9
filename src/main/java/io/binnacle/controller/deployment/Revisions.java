package io.binnacle.controller.deployment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.controller.workload.PodTemplates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Revisions of a deployment: which ReplicaSet is which, and the annotations that say so. */
final class Revisions {
  static final String REVISION = "deployment.kubernetes.io/revision";
  static final String HASH_LABEL = "pod-template-hash";

  private static final String HISTORY = "deployment.kubernetes.io/revision-history";
  private static final int HISTORY_LENGTH = 2000;

  /** The deployment's own, which would be wrong on a ReplicaSet. */
  private static final Set<String> NOT_COPIED =
      Set.of(
          "kubectl.kubernetes.io/last-applied-configuration",
          "deprecated.deployment.rollback.to",
          REVISION,
          HISTORY,
          ReplicaSets.DESIRED,
          ReplicaSets.MAXIMUM);

  private Revisions() {}

  /** The ReplicaSet with the deployment's template: of several the oldest. */
  static Optional<ApiObject> current(ApiObject deployment, Collection<ApiObject> sets) {
    return sets.stream()
        .sorted(ReplicaSets.BY_AGE)
        .filter(set -> isOf(deployment, set))
        .findFirst();
  }

  static boolean isOf(ApiObject deployment, ApiObject set) {
    return PodTemplates.same(PodTemplates.of(deployment), PodTemplates.of(set), HASH_LABEL);
  }

  static long of(ApiObject set) {
    return number(set.annotations().getOrDefault(REVISION, "0"));
  }

  static long newest(Collection<ApiObject> sets) {
    return sets.stream().mapToLong(Revisions::of).max().orElse(0);
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** Gives the ReplicaSet the deployment's annotations and the revision, if it is a later one. */
  static void annotate(ObjectNode set, ApiObject deployment, long revision) {
    ObjectNode metadata = Trees.child(set, "metadata");
    ObjectNode annotations = Trees.child(metadata, "annotations");
    deployment
        .annotations()
        .forEach((key, value) -> {
          if (!NOT_COPIED.contains(key)) {
            annotations.put(key, value);
          }
        });
    String before = annotations.path(REVISION).asText();
    if (number(before) < revision) {
      annotations.put(REVISION, Long.toString(revision));
      if (!before.isEmpty()) {
        annotations.put(HISTORY, history(annotations.path(HISTORY).asText(), before));
      }
    }
    if (annotations.isEmpty()) {
      metadata.remove("annotations");
    }
  }

  /**
   * The revisions that the same ReplicaSet was before; what does not fit goes, the oldest first.
   */
  private static String history(String known, String added) {
    List<String> revisions =
        new ArrayList<>(known.isEmpty() ? List.of() : Arrays.asList(known.split(",")));
    revisions.add(added);
    int length = String.join(",", revisions).length();
    while (length > HISTORY_LENGTH && revisions.size() > 1) {
      length -= revisions.removeFirst().length() + 1;
    }
    return String.join(",", revisions);
  }
}
