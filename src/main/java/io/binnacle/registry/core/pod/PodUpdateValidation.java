package io.binnacle.registry.core.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What may change in a pod that exists: almost nothing. */
final class PodUpdateValidation {
  private static final FieldPath SPEC = FieldPath.of("spec");

  private PodUpdateValidation() {}

  static List<FieldError> validate(JsonNode spec, JsonNode before) {
    List<FieldError> errors = new ArrayList<>();
    for (String list : List.of("containers", "initContainers")) {
      if (spec.path(list).size() != before.path(list).size()) {
        errors.add(
            FieldError.forbidden(SPEC.child(list), "pod updates may not add or remove containers"));
        return errors;
      }
      validateImages(spec.path(list), SPEC.child(list), errors);
    }
    validateDeadline(spec, before, errors);
    validateGates(spec, before, errors);
    validateTolerations(spec, before, errors);
    if (!Trees.same(withoutMutable(spec, before), withoutMutable(before, before))) {
      errors.add(
          FieldError.forbidden(
              SPEC,
              "pod updates may not change fields other than `spec.containers[*].image`,"
                  + "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,"
                  + "`spec.tolerations` (only additions to existing tolerations),"
                  + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was"
                  + " previously negative)"));
    }
    return errors;
  }

  private static void validateImages(JsonNode containers, FieldPath path, List<FieldError> errors) {
    int index = 0;
    for (JsonNode container : containers) {
      FieldPath at = path.index(index++).child("image");
      if (container.path("image").asText().isEmpty()) {
        errors.add(FieldError.required(at, ""));
      }
    }
  }

  /** A deadline may be set, and shortened. */
  private static void validateDeadline(JsonNode spec, JsonNode before, List<FieldError> errors) {
    JsonNode deadline = spec.path("activeDeadlineSeconds");
    JsonNode old = before.path("activeDeadlineSeconds");
    if (!old.isNumber()) {
      return;
    }
    FieldPath path = SPEC.child("activeDeadlineSeconds");
    if (!deadline.isNumber()) {
      errors.add(
          FieldError.invalidRaw(
              path, "null", "must not update from a positive integer to nil value"));
    } else if (deadline.asLong() > old.asLong()) {
      errors.add(
          FieldError.invalid(path, deadline, "must be less than or equal to previous value"));
    }
  }

  /** Gates only go. */
  private static void validateGates(JsonNode spec, JsonNode before, List<FieldError> errors) {
    Set<String> old = new HashSet<>();
    before.path("schedulingGates").forEach(gate -> old.add(gate.path("name").asText()));
    int index = 0;
    for (JsonNode gate : spec.path("schedulingGates")) {
      String name = gate.path("name").asText();
      if (!old.contains(name)) {
        errors.add(
            FieldError.forbidden(
                SPEC.child("schedulingGates").index(index).child("name"),
                "only deletion is allowed, but found new scheduling gate '" + name + "'"));
      }
      index++;
    }
  }

  private static void validateTolerations(JsonNode spec, JsonNode before, List<FieldError> errors) {
    for (JsonNode old : before.path("tolerations")) {
      boolean kept = false;
      for (JsonNode toleration : spec.path("tolerations")) {
        kept |= sameToleration(old, toleration);
      }
      if (!kept) {
        errors.add(
            FieldError.forbidden(
                SPEC.child("tolerations"),
                "existing toleration can not be modified except its tolerationSeconds"));
        return;
      }
    }
  }

  private static boolean sameToleration(JsonNode a, JsonNode b) {
    for (String field : List.of("key", "operator", "value", "effect")) {
      if (!a.path(field).asText().equals(b.path(field).asText())) {
        return false;
      }
    }
    return true;
  }

  /** A specification with what may change taken out. */
  private static ObjectNode withoutMutable(JsonNode spec, JsonNode before) {
    ObjectNode rest = spec.deepCopy();
    for (String list : List.of("containers", "initContainers")) {
      Trees.objects(rest.path(list)).forEach(container -> container.remove("image"));
    }
    rest.remove(List.of("activeDeadlineSeconds", "tolerations", "schedulingGates", "priority"));
    if (before.path("terminationGracePeriodSeconds").asLong() < 0
        && spec.path("terminationGracePeriodSeconds").asLong() == 1) {
      rest.remove("terminationGracePeriodSeconds");
    }
    if (!before.path("schedulingGates").isEmpty()) {
      // Who holds a pod back from scheduling may narrow where it can go.
      rest.remove("nodeSelector");
      if (rest.path("affinity") instanceof ObjectNode affinity) {
        affinity.remove("nodeAffinity");
        if (affinity.isEmpty()) {
          rest.remove("affinity");
        }
      }
    }
    return rest;
  }
}
