package io.binnacle.registry.core.resourcequota;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.InternalForm;
import io.binnacle.registry.core.ResourceNames;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The rules of what a quota counts: its scopes, and the resources that these can be told of. */
final class QuotaScopeValidation {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final Set<String> FOR_PODS =
      Set.of(
          "Terminating",
          "NotTerminating",
          "BestEffort",
          "NotBestEffort",
          "PriorityClass",
          "CrossNamespacePodAffinity");
  private static final String CLAIM_CLASS = "VolumeAttributesClass";
  private static final Set<String> WITHOUT_VALUES =
      Set.of(
          "Terminating",
          "NotTerminating",
          "BestEffort",
          "NotBestEffort",
          "CrossNamespacePodAffinity");

  /** What pods ask for and are limited to. */
  private static final Set<String> COMPUTE =
      Set.of(
          "pods",
          "cpu",
          "memory",
          "ephemeral-storage",
          "requests.cpu",
          "requests.memory",
          "requests.ephemeral-storage",
          "limits.cpu",
          "limits.memory",
          "limits.ephemeral-storage");

  private static final String UNSUPPORTED = "unsupported scope applied to resource";
  private static final InternalForm SELECTOR =
      InternalForm.empty()
          .nested(
              "MatchExpressions",
              InternalForm.empty().texts("ScopeName", "Operator").optional("Values"));

  private QuotaScopeValidation() {}

  static void validate(JsonNode spec, List<FieldError> errors) {
    FieldPath path = SPEC.child("scopes");
    JsonNode all = spec.path("scopes");
    Set<String> scopes = new HashSet<>(Trees.texts(all));
    for (String scope : Trees.texts(all)) {
      if (!isKnown(scope)) {
        errors.add(FieldError.invalid(path, all, "unsupported scope"));
      }
      mismatched(spec.path("hard"), scope)
          .forEach(_ -> errors.add(FieldError.invalid(path, all, UNSUPPORTED)));
    }
    conflicts(scopes, spec, errors);
    if (spec.path("scopeSelector").isObject()) {
      validateSelector(spec, errors);
    }
  }

  private static boolean isKnown(String scope) {
    return FOR_PODS.contains(scope) || scope.equals(CLAIM_CLASS);
  }

  /** The resources, in order, that a scope says nothing about. */
  private static Set<String> mismatched(JsonNode hard, String scope) {
    Set<String> names = new TreeSet<>();
    hard.fieldNames()
        .forEachRemaining(name -> {
          if (ResourceNames.isStandardForQuota(name) && !isValidFor(scope, name)) {
            names.add(name);
          }
        });
    return names;
  }

  private static boolean isValidFor(String scope, String resource) {
    return switch (scope) {
      case "Terminating",
          "NotTerminating",
          "NotBestEffort",
          "PriorityClass",
          "CrossNamespacePodAffinity" ->
          COMPUTE.contains(resource)
              || ResourceNames.isHugePages(resource)
              || resource.startsWith("requests.hugepages-");
      case "BestEffort" -> resource.equals("pods");
      case CLAIM_CLASS ->
          resource.equals("persistentvolumeclaims") || resource.equals("requests.storage");
      default -> true;
    };
  }

  private static void conflicts(Set<String> scopes, JsonNode spec, List<FieldError> errors) {
    for (List<String> pair :
        List.of(List.of("BestEffort", "NotBestEffort"), List.of("Terminating", "NotTerminating"))) {
      if (scopes.containsAll(pair)) {
        errors.add(
            FieldError.invalid(SPEC.child("scopes"), spec.path("scopes"), "conflicting scopes"));
      }
    }
  }

  private static void validateSelector(JsonNode spec, List<FieldError> errors) {
    // Kubernetes names the list here, not its items.
    FieldPath path = SPEC.child("scopeSelector").child("matchExpressions");
    Set<String> scopes = new HashSet<>();
    for (JsonNode requirement : spec.at("/scopeSelector/matchExpressions")) {
      String scope = requirement.path("scopeName").asText();
      if (!isKnown(scope)) {
        errors.add(FieldError.invalid(path.child("scopeName"), scope, "unsupported scope"));
      }
      mismatched(spec.path("hard"), scope)
          .forEach(_ ->
              errors.add(
                  FieldError.invalidRaw(
                      path, SELECTOR.show(spec.path("scopeSelector")), UNSUPPORTED)));
      validateRequirement(requirement, scope, path, errors);
      scopes.add(scope);
    }
    conflicts(scopes, spec, errors);
  }

  private static void validateRequirement(
      JsonNode requirement, String scope, FieldPath path, List<FieldError> errors) {
    String operator = requirement.path("operator").asText();
    JsonNode values = requirement.path("values");
    if (WITHOUT_VALUES.contains(scope) && !operator.equals("Exists")) {
      errors.add(
          FieldError.invalid(
              path.child("operator"),
              operator,
              "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating,"
                  + " ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort,"
                  + " ResourceQuotaScopeNotBestEffort or"
                  + " ResourceQuotaScopeCrossNamespacePodAffinity"));
    }
    switch (operator) {
      case "In", "NotIn" -> {
        if (values.isEmpty()) {
          errors.add(
              FieldError.required(
                  path.child("values"),
                  "must be at least one value when `operator` is 'In' or 'NotIn' for scope"
                      + " selector"));
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (!values.isEmpty()) {
          errors.add(
              FieldError.invalid(
                  path.child("values"),
                  values,
                  "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope"
                      + " selector"));
        }
      }
      default ->
          errors.add(
              FieldError.invalid(
                  path.child("operator"), operator, "not a valid selector operator"));
    }
  }
}
