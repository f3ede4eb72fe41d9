package io.binnacle.authorization.plugin.abac;

import io.binnacle.authorization.RequestAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The policies by whom they speak of, so that a request looks only at those that may be its own,
 * however long the file is. Immutable.
 */
final class PolicyIndex {
  private final Map<String, List<Policy>> byUser = new HashMap<>();
  private final Map<String, List<Policy>> byGroup = new HashMap<>();
  private final List<Policy> others = new ArrayList<>();
  private final List<Policy> policies;

  PolicyIndex(List<Policy> policies) {
    this.policies = List.copyOf(policies);
    for (Policy policy : policies) {
      if (!policy.user().isEmpty() && !policy.user().equals(Policy.ANY)) {
        byUser.computeIfAbsent(policy.user(), user -> new ArrayList<>()).add(policy);
      } else if (!policy.group().isEmpty() && !policy.group().equals(Policy.ANY)) {
        byGroup.computeIfAbsent(policy.group(), group -> new ArrayList<>()).add(policy);
      } else {
        others.add(policy);
      }
    }
  }

  /** All of them, in the order of the file. */
  List<Policy> policies() {
    return policies;
  }

  boolean allows(RequestAttributes attributes) {
    if (anyAllows(byUser.getOrDefault(attributes.user().name(), List.of()), attributes)
        || anyAllows(others, attributes)) {
      return true;
    }
    for (String group : attributes.user().groups()) {
      if (anyAllows(byGroup.getOrDefault(group, List.of()), attributes)) {
        return true;
      }
    }
    return false;
  }

  private static boolean anyAllows(List<Policy> policies, RequestAttributes attributes) {
    for (Policy policy : policies) {
      if (policy.allows(attributes)) {
        return true;
      }
    }
    return false;
  }
}
