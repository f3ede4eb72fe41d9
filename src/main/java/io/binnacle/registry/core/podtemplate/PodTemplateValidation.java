package io.binnacle.registry.core.podtemplate;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.LabelValidation;
import java.util.List;

/** The rules of pod templates and of the selectors that must match them. */
public final class PodTemplateValidation {
  private PodTemplateValidation() {}

  /** The template alone: labels and specification. */
  public static void validate(JsonNode template, FieldPath path, List<FieldError> errors) {
    JsonNode metadata = template.path("metadata");
    JsonNode spec = template.path("spec");
    validateMetadata(template, path, errors);
    errors.addAll(PodSpecValidation.validate(spec, path.child("spec")));
    PodAnnotationValidation.validateProfiles(
        metadata.path("annotations"), spec, path.child("spec"), errors);
    if (!spec.path("ephemeralContainers").isEmpty()) {
      errors.add(
          FieldError.forbidden(
              path.child("spec").child("ephemeralContainers"),
              "ephemeral containers not allowed in pod template"));
    }
  }

  /** The labels and annotations of the template's pods. */
  public static void validateMetadata(JsonNode template, FieldPath path, List<FieldError> errors) {
    JsonNode metadata = template.path("metadata");
    // Kubernetes leaves "metadata" out of these paths.
    LabelValidation.labels(metadata.path("labels"), path.child("labels"), errors);
    LabelValidation.annotations(metadata.path("annotations"), path.child("annotations"), errors);
    PodAnnotationValidation.validate(
        metadata.path("annotations"), template.path("spec"), path.child("annotations"), errors);
  }

  /** The template of a controller that keeps pods running. */
  public static void ofController(
      String kind,
      JsonNode template,
      LabelSelector selector,
      FieldPath path,
      List<FieldError> errors) {
    selected(template, selector, path, errors);
    validate(template, path, errors);
    runsForever(kind, template, path, errors);
  }

  /** Its labels are such that the selector finds its pods. */
  public static void selected(
      JsonNode template, LabelSelector selector, FieldPath path, List<FieldError> errors) {
    JsonNode labels = template.at("/metadata/labels");
    if (!selector.matches(Trees.textMap(labels))) {
      mismatch(labels, path, errors);
    }
  }

  private static void mismatch(JsonNode labels, FieldPath path, List<FieldError> errors) {
    errors.add(
        FieldError.invalid(
            path.child("metadata").child("labels"),
            labels,
            "`selector` does not match template `labels`"));
  }

  /** Pods that are started again whenever they end. */
  public static void runsForever(
      String kind, JsonNode template, FieldPath path, List<FieldError> errors) {
    FieldPath spec = path.child("spec");
    String policy = template.at("/spec/restartPolicy").asText();
    if (!policy.equals("Always") && !policy.isEmpty()) {
      errors.add(FieldError.notSupported(spec.child("restartPolicy"), policy, List.of("Always")));
    }
    if (template.at("/spec/activeDeadlineSeconds").isNumber()) {
      errors.add(
          FieldError.forbidden(
              spec.child("activeDeadlineSeconds"),
              "activeDeadlineSeconds in " + kind + " is not Supported"));
    }
  }

  /**
   * Checks a controller's structured selector.
   *
   * @param kind as the message about an empty selector names it
   * @return whether the selector is good enough to hold the template against it; a missing one is,
   *     and matches nothing
   */
  public static boolean selector(
      JsonNode selector, String kind, FieldPath path, List<FieldError> errors) {
    int before = errors.size();
    LabelValidation.selector(selector, path, errors);
    boolean valid = errors.size() == before;
    if (selector.isObject()
        && selector.path("matchLabels").isEmpty()
        && selector.path("matchExpressions").isEmpty()) {
      errors.add(FieldError.invalid(path, selector, "empty selector is invalid for " + kind));
    }
    return valid;
  }

  /** As {@link #selected} for a structured selector, of which a missing one matches nothing. */
  public static void selectedByStructured(
      JsonNode template, JsonNode selector, FieldPath path, List<FieldError> errors) {
    if (selector.isObject()) {
      selected(template, LabelSelector.ofStructured(selector), path, errors);
    } else {
      mismatch(template.at("/metadata/labels"), path, errors);
    }
  }
}
