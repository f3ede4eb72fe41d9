package io.binnacle.registry.core.podtemplate;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.InternalForm;
import io.binnacle.apimachinery.validation.LabelValidation;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules of gates, of spreading and of what pods put up with. */
public final class SchedulingValidation {
  /** What a taint does to pods that do not tolerate it. */
  public static final List<String> EFFECTS = List.of("NoSchedule", "PreferNoSchedule", "NoExecute");

  private static final List<String> UNSATISFIABLE = List.of("DoNotSchedule", "ScheduleAnyway");
  private static final List<String> INCLUSION = List.of("Honor", "Ignore");
  private static final List<String> OPERATORS = List.of("Equal", "Exists");

  private static final InternalForm TAINT =
      InternalForm.empty().texts("Key", "Value", "Effect").optional("TimeAdded");
  static final InternalForm TOLERATION =
      InternalForm.empty()
          .texts("Key", "Operator", "Value", "Effect")
          .optional("TolerationSeconds");

  private SchedulingValidation() {}

  /** What must be so before a pod is ready, and before it is placed. */
  static void gates(JsonNode spec, FieldPath path, List<FieldError> errors) {
    int index = 0;
    for (JsonNode gate : spec.path("readinessGates")) {
      FieldPath at = path.child("readinessGates").index(index++).child("conditionType");
      LabelValidation.name(gate.path("conditionType"), at, errors);
    }
    Set<String> names = new HashSet<>();
    index = 0;
    for (JsonNode gate : spec.path("schedulingGates")) {
      FieldPath at = path.child("schedulingGates").index(index++);
      LabelValidation.name(gate.path("name"), at, errors);
      if (!names.add(gate.path("name").asText())) {
        errors.add(FieldError.duplicate(at, gate.path("name").asText()));
      }
    }
  }

  static void spread(JsonNode constraints, FieldPath path, List<FieldError> errors) {
    for (int i = 0; i < constraints.size(); i++) {
      JsonNode constraint = constraints.get(i);
      FieldPath at = path.index(i);
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
      if (isRepeated(constraints, i)) {
        errors.add(
            FieldError.duplicate(
                at.child("{topologyKey, whenUnsatisfiable}"), "{" + key + ", " + when + "}"));
      }
      minDomains(constraint.path("minDomains"), when, at.child("minDomains"), errors);
      for (String policy : List.of("nodeAffinityPolicy", "nodeTaintsPolicy")) {
        if (constraint.hasNonNull(policy)
            && !INCLUSION.contains(constraint.path(policy).asText())) {
          errors.add(
              FieldError.notSupported(
                  at.child(policy), constraint.path(policy).asText(), INCLUSION));
        }
      }
      labelKeys(constraint, at.child("matchLabelKeys"), errors);
      LabelValidation.selector(constraint.path("labelSelector"), at.child("labelSelector"), errors);
    }
  }

  /** Whether a later constraint is of the same sort. */
  private static boolean isRepeated(JsonNode constraints, int index) {
    for (int later = index + 1; later < constraints.size(); later++) {
      boolean same = true;
      for (String field : List.of("topologyKey", "whenUnsatisfiable")) {
        same &= Trees.same(constraints.get(later).get(field), constraints.get(index).get(field));
      }
      if (same) {
        return true;
      }
    }
    return false;
  }

  private static void minDomains(
      JsonNode domains, String when, FieldPath path, List<FieldError> errors) {
    if (!domains.isNumber()) {
      return;
    }
    if (domains.asInt() <= 0) {
      errors.add(FieldError.invalid(path, domains, "must be greater than zero"));
    }
    if (!when.equals("DoNotSchedule")) {
      errors.add(
          FieldError.invalid(
              path,
              domains,
              "can only use minDomains if whenUnsatisfiable=DoNotSchedule, not " + when));
    }
  }

  /** KEP-3243. */
  private static void labelKeys(JsonNode constraint, FieldPath path, List<FieldError> errors) {
    JsonNode keys = constraint.path("matchLabelKeys");
    if (keys.isEmpty()) {
      return;
    }
    JsonNode selector = constraint.path("labelSelector");
    Set<String> selected = new HashSet<>(Trees.textMap(selector.path("matchLabels")).keySet());
    selector
        .path("matchExpressions")
        .forEach(expression -> selected.add(expression.path("key").asText()));
    if (!selector.isObject()) {
      errors.add(FieldError.forbidden(path, "must not be specified when labelSelector is not set"));
    }
    int index = 0;
    for (JsonNode key : keys) {
      FieldPath at = path.index(index++);
      LabelValidation.name(key, at, errors);
      if (selected.contains(key.asText())) {
        errors.add(FieldError.invalid(at, key, "exists in both matchLabelKeys and labelSelector"));
      }
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
    String effect = toleration.path("effect").asText();
    if (!key.isEmpty()) {
      LabelValidation.name(toleration.path("key"), path.child("key"), errors);
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
    operator(toleration, path.child("operator"), errors);
    FieldChecks.oneOf(toleration.path("effect"), EFFECTS, path.child("effect"), errors);
  }

  private static void operator(JsonNode toleration, FieldPath path, List<FieldError> errors) {
    String operator = toleration.path("operator").asText();
    String value = toleration.path("value").asText();
    switch (operator) {
      case "", "Equal" -> labelValue(value, path, errors);
      case "Exists" -> {
        if (!value.isEmpty()) {
          errors.add(
              FieldError.invalidRaw(
                  path,
                  TOLERATION.show(toleration),
                  "value must be empty when `operator` is 'Exists'"));
        }
      }
      default -> errors.add(FieldError.notSupported(path, operator, OPERATORS));
    }
  }

  /** One error for all that is wrong with a value. */
  private static void labelValue(String value, FieldPath path, List<FieldError> errors) {
    List<String> problems = LabelValidation.labelValue(value);
    if (!problems.isEmpty()) {
      errors.add(FieldError.invalid(path, value, String.join(";", problems)));
    }
  }

  /** What a node keeps pods away with. */
  public static void taints(JsonNode taints, FieldPath path, List<FieldError> errors) {
    Set<String> seen = new HashSet<>();
    int index = 0;
    for (JsonNode taint : taints) {
      FieldPath at = path.index(index++);
      LabelValidation.name(taint.path("key"), at.child("key"), errors);
      labelValue(taint.path("value").asText(), at.child("value"), errors);
      FieldChecks.requiredOneOf(taint.path("effect"), EFFECTS, at.child("effect"), errors);
      if (!seen.add(taint.path("effect").asText() + "/" + taint.path("key").asText())) {
        errors.add(
            new FieldError(
                FieldError.Type.DUPLICATE,
                at.toString(),
                TAINT.show(taint),
                "taints must be unique by key and effect pair"));
      }
    }
  }
}
