package io.binnacle.apimachinery.quota;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.GroupResource;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How the objects of one resource count against quotas. Called by admission for every creation (and
 * update, where the resource's use can change) and by the quota controller for every object. Pure;
 * any thread. Objects are defaulted trees in their storage version.
 */
public interface QuotaEvaluator {
  GroupResource resource();

  /** Whether an update can change what the object uses. */
  default boolean chargesUpdates() {
    return false;
  }

  /** Whether a quota on this name counts objects of the resource. */
  boolean counts(String quotaName);

  /** Those of the quota's names that count objects of the resource. */
  default Set<String> matching(Collection<String> quotaNames) {
    Set<String> matching = new TreeSet<>();
    for (String name : quotaNames) {
      if (counts(name)) {
        matching.add(name);
      }
    }
    return matching;
  }

  /** Whether the object is one that the condition selects. */
  default boolean matches(QuotaScope scope, JsonNode object) {
    return false;
  }

  /** What the object lacks that a quota on these names asks for, in the words of the refusal. */
  default Optional<String> missing(Set<String> quotaNames, JsonNode object) {
    return Optional.empty();
  }

  /** What the object uses. */
  ResourceList usage(JsonNode object, Instant now);
}
