package io.binnacle.admission.plugin.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.admission.AdmissionRequest;
import io.binnacle.apimachinery.runtime.Trees;
import java.util.ArrayList;
import java.util.List;

/**
 * One rule of a webhook: operations on resources (RuleWithOperations of admissionregistration/v1).
 *
 * @param anyVersion whether a rule about one version is about the same resource in all others: the
 *     match policy Equivalent
 */
record MatchRule(
    List<String> operations,
    List<String> groups,
    List<String> versions,
    List<String> resources,
    String scope,
    boolean anyVersion) {
  private static final String ANY = "*";

  static List<MatchRule> of(JsonNode rules, String matchPolicy) {
    List<MatchRule> read = new ArrayList<>();
    for (JsonNode rule : rules) {
      read.add(
          new MatchRule(
              Trees.texts(rule.path("operations")),
              Trees.texts(rule.path("apiGroups")),
              Trees.texts(rule.path("apiVersions")),
              Trees.texts(rule.path("resources")),
              rule.path("scope").asText(ANY),
              !matchPolicy.equals("Exact")));
    }
    return read;
  }

  boolean matches(AdmissionRequest request) {
    return has(operations, request.operation().name())
        && has(groups, request.resource().group())
        && (anyVersion || has(versions, request.resource().version()))
        && matchesResource(request)
        && matchesScope(request);
  }

  private static boolean has(List<String> values, String value) {
    return values.contains(ANY) || values.contains(value);
  }

  private boolean matchesResource(AdmissionRequest request) {
    String resource = request.resource().resource();
    String subresource = request.subresource();
    for (String candidate : resources) {
      int slash = candidate.indexOf('/');
      String name = slash < 0 ? candidate : candidate.substring(0, slash);
      String part = slash < 0 ? "" : candidate.substring(slash + 1);
      boolean sameName = name.equals(ANY) || name.equals(resource);
      if (sameName && (part.equals(ANY) || part.equals(subresource))) {
        return true;
      }
    }
    return false;
  }

  /** A request about a namespace itself names it, and yet is of the cluster's scope. */
  private boolean matchesScope(AdmissionRequest request) {
    boolean namespaced =
        !request.namespace().isEmpty() && !request.resource().resource().equals("namespaces");
    return switch (scope) {
      case "Namespaced" -> namespaced;
      case "Cluster" -> !namespaced;
      default -> true;
    };
  }
}
