package io.binnacle.apimachinery.quota;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * One condition on the objects that a quota counts: an entry of {@code spec.scopes} or of {@code
 * spec.scopeSelector}.
 *
 * @param operator In, NotIn, Exists or DoesNotExist
 */
public record QuotaScope(String name, String operator, Set<String> values) {

  /** The conditions of a quota; all must hold. */
  public static List<QuotaScope> of(JsonNode quotaSpec) {
    List<QuotaScope> scopes = new ArrayList<>();
    for (JsonNode scope : quotaSpec.path("scopes")) {
      scopes.add(new QuotaScope(scope.asText(), "Exists", Set.of()));
    }
    for (JsonNode expression : quotaSpec.path("scopeSelector").path("matchExpressions")) {
      Set<String> values = new TreeSet<>();
      expression.path("values").forEach(value -> values.add(value.asText()));
      scopes.add(
          new QuotaScope(
              expression.path("scopeName").asText(), expression.path("operator").asText(), values));
    }
    return scopes;
  }

  /** Whether a name that may be empty (as that of a priority class) fits operator and values. */
  boolean matchesName(String value) {
    return switch (operator) {
      case "In" -> values.contains(value);
      case "NotIn" -> !values.contains(value);
      case "Exists" -> !value.isEmpty();
      case "DoesNotExist" -> value.isEmpty();
      default -> false;
    };
  }
}
