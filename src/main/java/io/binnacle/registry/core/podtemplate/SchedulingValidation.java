package io.binnacle.registry.core.podtemplate;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.LabelValidation;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules of what decides where a pod runs. */
public final class SchedulingValidation {
  private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
  private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";
  private static final Set<String> EFFECTS = Set.of("NoSchedule", "PreferNoSchedule", "NoExecute");
  private static final Set<String> UNSATISFIABLE = Set.of("DoNotSchedule", "ScheduleAnyway");

  private SchedulingValidation() {}

  static void validate(JsonNode spec, FieldPath path, List<FieldError> errors) {
    JsonNode affinity = spec.path("affinity");
    FieldPath at = path.child("affinity");
    nodeAffinity(affinity.path("nodeAffinity"), at.child("nodeAffinity"), errors);
    for (String kind : List.of("podAffinity", "podAntiAffinity")) {
      podAffinity(affinity.path(kind), at.child(kind), errors);
    }
    gates(spec.path("schedulingGates"), path.child("schedulingGates"), errors);
    spread(spec.path("topologySpreadConstraints"), path.child("topologySpreadConstraints"), errors);
    tolerations(spec.path("tolerations"), path.child("tolerations"), errors);
  }

  private static void nodeAffinity(JsonNode affinity, FieldPath path, List<FieldError> errors) {
    JsonNode required = affinity.path(REQUIRED);
    if (required.isObject()) {
      nodeSelector(required, path.child(REQUIRED), errors);
    }
    int index = 0;
    for (JsonNode preferred : affinity.path(PREFERRED)) {
      FieldPath at = path.child(PREFERRED).index(index++);
      weight(preferred, at, errors);
      nodeTerm(preferred.path("preference"), at.child("preference"), errors);
    }
  }

  /** The terms of which a node must meet one. */
  public static void nodeSelector(JsonNode selector, FieldPath path, List<FieldError> errors) {
    FieldPath terms = path.child("nodeSelectorTerms");
    if (selector.path("nodeSelectorTerms").isEmpty()) {
      errors.add(FieldError.required(terms, "must have at least one node selector term"));
    }
    int index = 0;
    for (JsonNode term : selector.path("nodeSelectorTerms")) {
      nodeTerm(term, terms.index(index++), errors);
    }
  }

  private static void weight(JsonNode preferred, FieldPath path, List<FieldError> errors) {
    int weight = preferred.path("weight").asInt();
    if (weight < 1 || weight > 100) {
      errors.add(FieldError.invalid(path.child("weight"), weight, "must be in the range 1-100"));
    }
  }

  private static void nodeTerm(JsonNode term, FieldPath path, List<FieldError> errors) {
    int index = 0;
    for (JsonNode expression : term.path("matchExpressions")) {
      nodeRequirement(expression, path.child("matchExpressions").index(index++), errors);
    }
  }

  private static void nodeRequirement(
      JsonNode expression, FieldPath path, List<FieldError> errors) {
    int values = expression.path("values").size();
    FieldPath at = path.child("values");
    switch (expression.path("operator").asText()) {
      case "In", "NotIn" -> {
        if (values == 0) {
          errors.add(
              FieldError.required(at, "must be specified when `operator` is 'In' or 'NotIn'"));
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (values > 0) {
          errors.add(
              FieldError.forbidden(
                  at, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
        }
      }
      case "Gt", "Lt" -> {
        if (values != 1) {
          errors.add(
              FieldError.required(
                  at, "must be specified single value when `operator` is 'Lt' or 'Gt'"));
        }
      }
      default ->
          errors.add(
              FieldError.invalid(
                  path.child("operator"),
                  expression.path("operator").asText(),
                  "not a valid selector operator"));
    }
    String key = expression.path("key").asText();
    FieldChecks.invalid(key, LabelValidation.qualifiedName(key), path.child("key"), errors);
  }

  private static void podAffinity(JsonNode affinity, FieldPath path, List<FieldError> errors) {
    int index = 0;
    for (JsonNode term : affinity.path(REQUIRED)) {
      podTerm(term, path.child(REQUIRED).index(index++), errors);
    }
    index = 0;
    for (JsonNode preferred : affinity.path(PREFERRED)) {
      FieldPath at = path.child(PREFERRED).index(index++);
      weight(preferred, at, errors);
      podTerm(preferred.path("podAffinityTerm"), at.child("podAffinityTerm"), errors);
    }
  }

  private static void podTerm(JsonNode term, FieldPath path, List<FieldError> errors) {
    LabelValidation.selector(term.path("labelSelector"), path.child("labelSelector"), errors);
    LabelValidation.selector(
        term.path("namespaceSelector"), path.child("namespaceSelector"), errors);
    String key = term.path("topologyKey").asText();
    FieldPath at = path.child("topologyKey");
    if (key.isEmpty()) {
      errors.add(FieldError.required(at, "can not be empty"));
    }
    FieldChecks.invalid(key, LabelValidation.qualifiedName(key), at, errors);
  }

  private static void gates(JsonNode gates, FieldPath path, List<FieldError> errors) {
    Set<String> names = new HashSet<>();
    int index = 0;
    for (JsonNode gate : gates) {
      FieldPath at = path.index(index++);
      String name = gate.path("name").asText();
      FieldChecks.invalid(name, LabelValidation.qualifiedName(name), at, errors);
      if (!names.add(name)) {
        errors.add(FieldError.duplicate(at, name));
      }
    }
  }

  private static void spread(JsonNode constraints, FieldPath path, List<FieldError> errors) {
    Set<String> pairs = new HashSet<>();
    int index = 0;
    for (JsonNode constraint : constraints) {
      FieldPath at = path.index(index++);
      if (constraint.path("maxSkew").asInt() <= 0) {
        errors.add(
            FieldError.invalid(
                at.child("maxSkew"),
                constraint.path("maxSkew").asInt(),
                "must be greater than zero"));
      }
      String key = constraint.path("topologyKey").asText();
      if (key.isEmpty()) {
        errors.add(FieldError.required(at.child("topologyKey"), "can not be empty"));
      }
      String when = constraint.path("whenUnsatisfiable").asText();
      if (!UNSATISFIABLE.contains(when)) {
        errors.add(FieldError.notSupported(at.child("whenUnsatisfiable"), when, UNSATISFIABLE));
      }
      String pair = "{" + key + ", " + when + "}";
      if (!pairs.add(pair)) {
        errors.add(FieldError.duplicate(at.child("{topologyKey, whenUnsatisfiable}"), pair));
      }
      LabelValidation.selector(constraint.path("labelSelector"), at.child("labelSelector"), errors);
    }
  }

  /** What is held against the taints of nodes. */
  public static void tolerations(JsonNode tolerations, FieldPath path, List<FieldError> errors) {
    int index = 0;
    for (JsonNode toleration : tolerations) {
      toleration(toleration, path.index(index++), errors);
    }
  }

  private static void toleration(JsonNode toleration, FieldPath path, List<FieldError> errors) {
    String key = toleration.path("key").asText();
    String operator = toleration.path("operator").asText();
    String value = toleration.path("value").asText();
    String effect = toleration.path("effect").asText();
    if (!key.isEmpty()) {
      FieldChecks.invalid(key, LabelValidation.qualifiedName(key), path.child("key"), errors);
    } else if (!operator.equals("Exists")) {
      errors.add(
          FieldError.invalid(
              path.child("operator"),
              operator,
              "operator must be Exists when `key` is empty, which means \"match all values and"
                  + " all keys\""));
    }
    if (toleration.hasNonNull("tolerationSeconds") && !effect.equals("NoExecute")) {
      errors.add(
          FieldError.invalid(
              path.child("effect"),
              effect,
              "effect must be 'NoExecute' when `tolerationSeconds` is set"));
    }
    switch (operator) {
      case "", "Equal" ->
          FieldChecks.invalid(
              value, LabelValidation.labelValue(value), path.child("operator"), errors);
      case "Exists" -> {
        if (!value.isEmpty()) {
          errors.add(
              FieldError.invalid(
                  path.child("operator"),
                  toleration,
                  "value must be empty when `operator` is 'Exists'"));
        }
      }
      default ->
          errors.add(
              FieldError.notSupported(path.child("operator"), operator, Set.of("Equal", "Exists")));
    }
    FieldChecks.oneOf(toleration.path("effect"), EFFECTS, path.child("effect"), errors);
  }
}
