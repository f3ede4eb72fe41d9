package io.binnacle.admission.plugin.resourcequota;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.quota.QuotaEvaluator;
import io.binnacle.apimachinery.quota.QuotaScope;
import io.binnacle.apimachinery.quota.QuotaStatus;
import io.binnacle.apimachinery.quota.ResourceList;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What one write adds to the use of quotas. What a quota allows is what its status says: until the
 * quota controller has counted for the first time it does not bind, as in Kubernetes.
 *
 * @param object what is written; not changed any more
 * @param delta without zeros
 */
record Charge(QuotaEvaluator evaluator, JsonNode object, ResourceList delta) {

  boolean isNothing() {
    return delta.isEmpty();
  }

  /** Whether the quota counts this object at all. */
  boolean concerns(ApiObject quota) {
    return !counted(quota).isEmpty()
        && QuotaStatus.matchesAll(evaluator, QuotaScope.of(quota.tree().path("spec")), object);
  }

  private Set<String> counted(ApiObject quota) {
    return evaluator.matching(hard(quota).names());
  }

  /** Why the quota refuses the write; empty when it does not. */
  Optional<String> refusal(ApiObject quota) {
    Set<String> counted = counted(quota);
    Optional<String> missing = evaluator.missing(counted, object);
    if (missing.isPresent()) {
      return Optional.of("failed quota: " + quota.name() + ": " + missing.get());
    }
    ResourceList used = used(quota);
    Set<String> unknown = new TreeSet<>(counted);
    unknown.removeAll(used.names());
    if (!unknown.isEmpty()) {
      return Optional.of(
          "status unknown for quota: "
              + quota.name()
              + ", resources: "
              + String.join(",", unknown));
    }
    ResourceList hard = hard(quota);
    ResourceList requested = delta.mask(hard.names());
    // What shrinks is let through even where the quota is exceeded already.
    Set<String> exceeded = used.plus(requested).mask(requested.names()).exceeding(hard);
    exceeded.removeAll(requested.negative());
    return exceeded.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "exceeded quota: "
                + quota.name()
                + ", requested: "
                + requested.mask(exceeded)
                + ", used: "
                + used.mask(exceeded)
                + ", limited: "
                + hard.mask(exceeded));
  }

  /** The quota with its use raised. */
  ObjectNode raised(ApiObject quota) {
    ObjectNode tree = quota.copyTree();
    ResourceList requested = delta.mask(hard(quota).names());
    tree.withObjectProperty("status").set("used", used(quota).plus(requested).toTree());
    return tree;
  }

  private static ResourceList hard(ApiObject quota) {
    return ResourceList.of(quota.tree().path("status").path("hard"));
  }

  private static ResourceList used(ApiObject quota) {
    return ResourceList.of(quota.tree().path("status").path("used"));
  }
}
