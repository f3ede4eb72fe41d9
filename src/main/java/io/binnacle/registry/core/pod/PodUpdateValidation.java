package io.binnacle.registry.core.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.core.podtemplate.PodForm;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What may change in a pod that exists: almost nothing. */
final class PodUpdateValidation {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";

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
    if (!validateDeadline(spec, before, errors)) {
      return errors;
    }
    validateTolerations(spec, before, errors);
    validateGates(spec, before, errors);
    boolean gated = !before.path("schedulingGates").isEmpty();
    if (gated) {
      validateNodeSelector(spec.path("nodeSelector"), before.path("nodeSelector"), errors);
      validateNodeAffinity(
          spec.at("/affinity/nodeAffinity"), before.at("/affinity/nodeAffinity"), errors);
    }
    ObjectNode rest = withoutMutable(spec, before, gated);
    if (!Trees.same(rest, before)) {
      errors.add(
          FieldError.forbidden(
              SPEC,
              "pod updates may not change fields other than `spec.containers[*].image`,"
                  + "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,"
                  + "`spec.tolerations` (only additions to existing tolerations),"
                  + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was"
                  + " previously negative)\n"
                  + PodForm.diff(before, rest)));
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

  /**
   * A deadline may be set, and shortened.
   *
   * @return whether it makes sense to look further
   */
  private static boolean validateDeadline(JsonNode spec, JsonNode before, List<FieldError> errors) {
    JsonNode deadline = spec.path("activeDeadlineSeconds");
    JsonNode old = before.path("activeDeadlineSeconds");
    FieldPath path = SPEC.child("activeDeadlineSeconds");
    if (deadline.isNumber()) {
      if (deadline.asLong() < 0 || deadline.asLong() > Integer.MAX_VALUE) {
        errors.add(
            FieldError.invalid(
                path, deadline, "must be between 0 and " + Integer.MAX_VALUE + ", inclusive"));
        return false;
      }
      if (old.isNumber() && deadline.asLong() > old.asLong()) {
        errors.add(
            FieldError.invalid(path, deadline, "must be less than or equal to previous value"));
        return false;
      }
    } else if (old.isNumber()) {
      errors.add(
          FieldError.invalid(path, "null", "must not update from a positive integer to nil value"));
    }
    return true;
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

  /** Who holds a pod back from scheduling may narrow where it can go (KEP-3838). */
  private static void validateNodeSelector(JsonNode now, JsonNode before, List<FieldError> errors) {
    for (Map.Entry<String, JsonNode> entry : before.properties()) {
      if (!entry.getValue().equals(now.path(entry.getKey()))) {
        errors.add(
            FieldError.invalid(
                SPEC.child("nodeSelector"),
                now,
                "only additions to spec.nodeSelector are allowed (no mutations or deletions)"));
        return;
      }
    }
  }

  private static void validateNodeAffinity(JsonNode now, JsonNode before, List<FieldError> errors) {
    JsonNode oldTerms = before.path(REQUIRED).path("nodeSelectorTerms");
    JsonNode terms = now.path(REQUIRED).path("nodeSelectorTerms");
    FieldPath path =
        SPEC.child("affinity").child("nodeAffinity").child(REQUIRED).child("nodeSelectorTerms");
    if (oldTerms.isEmpty()) {
      return;
    }
    if (terms.size() != oldTerms.size()) {
      errors.add(
          FieldError.invalid(
              path,
              terms,
              "no additions/deletions to non-empty NodeSelectorTerms list are allowed"));
      return;
    }
    for (int i = 0; i < terms.size(); i++) {
      if (!onlyAdds(terms.get(i), oldTerms.get(i))) {
        errors.add(
            FieldError.invalid(
                path.index(i),
                terms.get(i),
                "only additions are allowed (no mutations or deletions)"));
      }
    }
  }

  private static boolean onlyAdds(JsonNode term, JsonNode old) {
    boolean empty = true;
    for (String list : List.of("matchExpressions", "matchFields")) {
      JsonNode before = old.path(list);
      empty &= before.isEmpty();
      for (int i = 0; i < before.size(); i++) {
        if (!Trees.same(before.get(i), term.path(list).get(i))) {
          return false;
        }
      }
    }
    // An empty term meets no node; an addition would make it meet some.
    return !empty || term.path("matchExpressions").isEmpty() && term.path("matchFields").isEmpty();
  }

  /** The specification with what may change as it was before. */
  private static ObjectNode withoutMutable(JsonNode spec, JsonNode before, boolean gated) {
    ObjectNode rest = spec.deepCopy();
    for (String list : List.of("containers", "initContainers")) {
      for (int i = 0; i < rest.path(list).size(); i++) {
        if (rest.path(list).get(i) instanceof ObjectNode container) {
          Trees.setOrRemove(container, "image", before.path(list).path(i).get("image"));
        }
      }
    }
    for (String field : List.of("activeDeadlineSeconds", "tolerations", "schedulingGates")) {
      Trees.setOrRemove(rest, field, before.get(field));
    }
    String grace = "terminationGracePeriodSeconds";
    if (before.path(grace).asLong() < 0 && spec.path(grace).asLong() == 1) {
      rest.set(grace, before.get(grace));
    }
    if (gated) {
      Trees.setOrRemove(rest, "nodeSelector", before.get("nodeSelector"));
      restoreNodeAffinity(rest, before);
    }
    return rest;
  }

  private static void restoreNodeAffinity(ObjectNode rest, JsonNode before) {
    JsonNode old = before.at("/affinity/nodeAffinity");
    if (rest.path("affinity").isObject() || old.isObject()) {
      ObjectNode affinity = Trees.child(rest, "affinity");
      Trees.setOrRemove(affinity, "nodeAffinity", old);
      if (affinity.isEmpty() && !before.path("affinity").isObject()) {
        rest.remove("affinity");
      }
    }
  }
}
