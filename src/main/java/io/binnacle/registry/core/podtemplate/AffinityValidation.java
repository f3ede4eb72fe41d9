package io.binnacle.registry.core.podtemplate;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.LabelValidation;
import io.binnacle.apimachinery.validation.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules of what draws pods to nodes and to other pods. */
public final class AffinityValidation {
  static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
  private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

  private AffinityValidation() {}

  static void validate(JsonNode affinity, FieldPath path, List<FieldError> errors) {
    nodeAffinity(affinity.path("nodeAffinity"), path.child("nodeAffinity"), errors);
    for (String kind : List.of("podAffinity", "podAntiAffinity")) {
      podAffinity(affinity.path(kind), path.child(kind), errors);
    }
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
      // A preference that no node can meet does no harm, so its values are not looked at.
      nodeTerm(preferred.path("preference"), false, at.child("preference"), errors);
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
      nodeTerm(term, true, terms.index(index++), errors);
    }
  }

  private static void weight(JsonNode preferred, FieldPath path, List<FieldError> errors) {
    int weight = preferred.path("weight").asInt();
    if (weight < 1 || weight > 100) {
      errors.add(FieldError.invalid(path.child("weight"), weight, "must be in the range 1-100"));
    }
  }

  private static void nodeTerm(
      JsonNode term, boolean checksValues, FieldPath path, List<FieldError> errors) {
    int index = 0;
    for (JsonNode expression : term.path("matchExpressions")) {
      FieldPath at = path.child("matchExpressions").index(index++);
      nodeRequirement(expression, at, errors);
      if (checksValues) {
        labelValues(expression.path("values"), at.child("values"), errors);
      }
    }
    index = 0;
    for (JsonNode expression : term.path("matchFields")) {
      fieldRequirement(expression, path.child("matchFields").index(index++), errors);
    }
  }

  private static void labelValues(JsonNode values, FieldPath path, List<FieldError> errors) {
    int index = 0;
    for (String value : Trees.texts(values)) {
      FieldChecks.invalid(value, LabelValidation.labelValue(value), path.index(index++), errors);
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
      default -> notAnOperator(expression, path, errors);
    }
    LabelValidation.name(expression.path("key"), path.child("key"), errors);
  }

  private static void notAnOperator(JsonNode expression, FieldPath path, List<FieldError> errors) {
    errors.add(
        FieldError.invalid(
            path.child("operator"),
            expression.path("operator").asText(),
            "not a valid selector operator"));
  }

  /** Of a node's fields only its name can be asked for. */
  private static void fieldRequirement(
      JsonNode expression, FieldPath path, List<FieldError> errors) {
    String operator = expression.path("operator").asText();
    if (!operator.equals("In") && !operator.equals("NotIn")) {
      notAnOperator(expression, path, errors);
    } else if (expression.path("values").size() != 1) {
      errors.add(
          FieldError.required(
              path.child("values"),
              "must be only one value when `operator` is 'In' or 'NotIn' for node field"
                  + " selector"));
    }
    String key = expression.path("key").asText();
    if (!key.equals("metadata.name")) {
      errors.add(FieldError.invalid(path.child("key"), key, "not a valid field selector key"));
      return;
    }
    int index = 0;
    for (JsonNode value : expression.path("values")) {
      FieldChecks.subdomain(value, path.child("values").index(index++), errors);
    }
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
    for (String namespace : Trees.texts(term.path("namespaces"))) {
      FieldChecks.invalid(
          namespace, Names.dns1123Label(namespace, false), path.child("namespace"), errors);
    }
    labelKeys(term, path, errors);
    FieldPath at = path.child("topologyKey");
    if (term.path("topologyKey").asText().isEmpty()) {
      errors.add(FieldError.required(at, "can not be empty"));
    }
    LabelValidation.name(term.path("topologyKey"), at, errors);
  }

  /** KEP-3633: keys whose values are the incoming pod's own. */
  private static void labelKeys(JsonNode term, FieldPath path, List<FieldError> errors) {
    JsonNode selector = term.path("labelSelector");
    for (String field : List.of("matchLabelKeys", "mismatchLabelKeys")) {
      FieldPath at = path.child(field);
      if (!term.path(field).isEmpty() && !selector.isObject()) {
        errors.add(FieldError.forbidden(at, "must not be specified when labelSelector is not set"));
      } else {
        names(term.path(field), at, errors);
      }
    }
    List<String> keys = Trees.texts(term.path("matchLabelKeys"));
    Set<String> seen = new HashSet<>(Trees.textMap(selector.path("matchLabels")).keySet());
    for (JsonNode expression : selector.path("matchExpressions")) {
      String key = expression.path("key").asText();
      if (keys.contains(key) && seen.contains(key)) {
        errors.add(
            FieldError.invalid(
                path.index(keys.indexOf(key)),
                key,
                "exists in both matchLabelKeys and labelSelector"));
      }
      seen.add(key);
    }
    List<String> others = Trees.texts(term.path("mismatchLabelKeys"));
    for (int i = 0; i < keys.size(); i++) {
      if (others.contains(keys.get(i))) {
        errors.add(
            FieldError.invalid(
                path.child("matchLabelKeys").index(i),
                keys.get(i),
                "exists in both matchLabelKeys and mismatchLabelKeys"));
      }
    }
  }

  private static void names(JsonNode keys, FieldPath path, List<FieldError> errors) {
    int index = 0;
    for (JsonNode key : keys) {
      LabelValidation.name(key, path.index(index++), errors);
    }
  }
}
