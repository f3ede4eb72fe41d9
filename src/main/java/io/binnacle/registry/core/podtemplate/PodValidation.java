package io.binnacle.registry.core.podtemplate;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The rules of pods as a whole: of their specification, and what templates are free of. */
public final class PodValidation {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final FieldPath ANNOTATIONS = FieldPath.of("metadata", "annotations");

  private PodValidation() {}

  public static List<FieldError> validate(JsonNode pod) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode spec = pod.path("spec");
    PodAnnotationValidation.validate(pod.at("/metadata/annotations"), spec, ANNOTATIONS, errors);
    PodScope scope = new PodScope(true, pod.at("/metadata/name").asText());
    errors.addAll(PodSpecValidation.validate(spec, scope, SPEC));
    if (spec.path("serviceAccountName").asText().isEmpty()) {
      forbidTokens(spec.path("volumes"), errors);
    }
    for (String list : List.of("containers", "initContainers")) {
      int index = 0;
      for (JsonNode container : spec.path(list)) {
        FieldPath at = SPEC.child(list).index(index++);
        ContainerValidation.validateImageSpace(container, at, errors);
      }
    }
    return errors;
  }

  private static void forbidTokens(JsonNode volumes, List<FieldError> errors) {
    int index = 0;
    for (JsonNode volume : volumes) {
      FieldPath sources = SPEC.child("volumes").index(index++).child("projected").child("sources");
      int sourceIndex = 0;
      for (JsonNode source : volume.at("/projected/sources")) {
        FieldPath at = sources.index(sourceIndex++).child("serviceAccountToken");
        if (source.path("serviceAccountToken").isObject()) {
          errors.add(
              FieldError.forbidden(at, "must not be specified when serviceAccountName is not set"));
        }
      }
    }
  }

  public static List<FieldError> validateCreate(JsonNode pod) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode spec = pod.path("spec");
    if (!spec.path("ephemeralContainers").isEmpty()) {
      errors.add(
          FieldError.forbidden(SPEC.child("ephemeralContainers"), "cannot be set on create"));
    }
    if (!spec.path("nodeName").asText().isEmpty() && !spec.path("schedulingGates").isEmpty()) {
      errors.add(
          FieldError.forbidden(
              SPEC.child("nodeName"), "cannot be set until all schedulingGates have been cleared"));
    }
    PodAnnotationValidation.validateProfiles(pod.at("/metadata/annotations"), spec, SPEC, errors);
    return errors;
  }

  /** What the node's agent and the runtime went by when the pod started stays. */
  public static List<FieldError> validateAnnotationUpdate(JsonNode pod, JsonNode old) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode now = pod.at("/metadata/annotations");
    JsonNode before = old.at("/metadata/annotations");
    for (String key : keys(before)) {
      if (!before.path(key).equals(now.path(key))) {
        fixed(key, "may not remove or update", errors);
      }
    }
    for (String key : keys(now)) {
      if (!before.has(key)) {
        fixed(key, "may not add", errors);
      }
    }
    return errors;
  }

  private static Set<String> keys(JsonNode annotations) {
    Set<String> keys = new TreeSet<>();
    annotations.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  private static void fixed(String key, String change, List<FieldError> errors) {
    if (key.startsWith(PodAnnotationValidation.APP_ARMOR)) {
      errors.add(FieldError.forbidden(ANNOTATIONS.key(key), change + " AppArmor annotations"));
    } else if (key.equals(PodAnnotationValidation.MIRROR)) {
      errors.add(FieldError.forbidden(ANNOTATIONS.key(key), change + " mirror pod annotation"));
    }
  }
}
