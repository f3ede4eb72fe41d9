package io.binnacle.registry.admissionregistration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.LabelValidation;
import io.binnacle.apimachinery.validation.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which requests a webhook or policy is for. */
public final class MatchRules {
  private static final List<String> OPERATIONS =
      List.of("*", "CONNECT", "CREATE", "DELETE", "UPDATE");
  private static final List<String> SCOPES = List.of("*", "Cluster", "Namespaced");
  private static final int MAX_CONDITIONS = 64;

  private MatchRules() {}

  public static void ruleDefaults(JsonNode rules) {
    Trees.objects(rules).forEach(rule -> Trees.defaultText(rule, "scope", "*"));
  }

  /** Defaults of the constraints of a policy or binding. */
  public static void constraintDefaults(JsonNode constraints) {
    if (constraints instanceof ObjectNode object) {
      Trees.defaultText(object, "matchPolicy", "Equivalent");
      Trees.child(object, "namespaceSelector");
      Trees.child(object, "objectSelector");
      ruleDefaults(object.path("resourceRules"));
      ruleDefaults(object.path("excludeResourceRules"));
    }
  }

  /** A name with at least three parts, such as {@code check.example.com}. */
  public static void fullyQualifiedName(String name, FieldPath path, List<FieldError> errors) {
    if (name.isEmpty()) {
      errors.add(FieldError.required(path, ""));
      return;
    }
    List<String> problems = Names.dns1123Subdomain(name, false);
    if (!problems.isEmpty()) {
      errors.add(FieldError.invalid(path, name, String.join(",", problems)));
    } else if (name.chars().filter(c -> c == '.').count() < 2) {
      errors.add(
          FieldError.invalid(
              path, name, "should be a domain with at least three segments separated by dots"));
    }
  }

  public static void validateRule(JsonNode rule, FieldPath path, List<FieldError> errors) {
    starAlone(rule.path("operations"), path.child("operations"), "operations", errors);
    int index = 0;
    for (JsonNode operation : rule.path("operations")) {
      FieldPath at = path.child("operations").index(index++);
      if (!OPERATIONS.contains(operation.asText())) {
        errors.add(FieldError.notSupported(at, operation.asText(), OPERATIONS));
      }
    }
    starAlone(rule.path("apiGroups"), path.child("apiGroups"), "API groups", errors);
    starAlone(rule.path("apiVersions"), path.child("apiVersions"), "API versions", errors);
    index = 0;
    for (JsonNode version : rule.path("apiVersions")) {
      FieldChecks.required(version, path.child("apiVersions").index(index++), errors);
    }
    validateResources(rule.path("resources"), path.child("resources"), errors);
    FieldChecks.oneOf(rule.path("scope"), SCOPES, path.child("scope"), errors);
  }

  private static void starAlone(
      JsonNode values, FieldPath path, String what, List<FieldError> errors) {
    if (values.isEmpty()) {
      errors.add(FieldError.required(path, ""));
    }
    if (values.size() > 1 && Trees.texts(values).contains("*")) {
      errors.add(
          FieldError.invalid(path, values, "if '*' is present, must not specify other " + what));
    }
  }

  private static void validateResources(
      JsonNode resources, FieldPath path, List<FieldError> errors) {
    if (resources.isEmpty()) {
      errors.add(FieldError.required(path, ""));
    }
    Set<String> all = new HashSet<>(Trees.texts(resources));
    int index = 0;
    for (JsonNode resource : resources) {
      FieldPath at = path.index(index++);
      String text = resource.asText();
      if (text.isEmpty()) {
        errors.add(FieldError.required(at, ""));
      }
      int slash = text.indexOf('/');
      boolean covered =
          slash > 0 && !text.endsWith("/*") && all.contains(text.substring(0, slash) + "/*");
      if (covered) {
        errors.add(
            FieldError.invalid(
                at,
                text,
                "if '" + text.substring(0, slash) + "/*' is present, must not specify " + text));
      }
    }
    if (all.contains("*/*") && all.size() > 1) {
      errors.add(
          FieldError.invalid(
              path, resources, "if '*/*' is present, must not specify other resources"));
    }
  }

  /** Conditions have names and expressions, each name once. */
  public static void validateConditions(
      JsonNode conditions, FieldPath path, List<FieldError> errors) {
    if (conditions.size() > MAX_CONDITIONS) {
      errors.add(FieldError.tooMany(path, conditions.size(), MAX_CONDITIONS));
    }
    Set<String> names = new HashSet<>();
    int index = 0;
    for (JsonNode condition : conditions) {
      FieldPath at = path.index(index++);
      FieldChecks.required(condition.path("expression"), at.child("expression"), errors);
      String name = condition.path("name").asText();
      if (name.isEmpty()) {
        errors.add(FieldError.required(at.child("name"), ""));
      } else {
        FieldChecks.invalid(name, LabelValidation.qualifiedName(name), at.child("name"), errors);
        if (!names.add(name)) {
          errors.add(FieldError.duplicate(at.child("name"), name));
        }
      }
    }
  }

  /** The constraints of a policy (where they must name resources) or of its binding. */
  public static void validateConstraints(
      JsonNode constraints, boolean needsRules, FieldPath path, List<FieldError> errors) {
    FieldChecks.oneOf(
        constraints.path("matchPolicy"),
        List.of("Equivalent", "Exact"),
        path.child("matchPolicy"),
        errors);
    for (String selector : List.of("namespaceSelector", "objectSelector")) {
      LabelValidation.selector(constraints.path(selector), path.child(selector), errors);
    }
    if (needsRules && constraints.path("resourceRules").isEmpty()) {
      errors.add(FieldError.required(path.child("resourceRules"), ""));
    }
    for (String list : List.of("resourceRules", "excludeResourceRules")) {
      int index = 0;
      for (JsonNode rule : constraints.path(list)) {
        validateRule(rule, path.child(list).index(index++), errors);
      }
    }
  }
}
