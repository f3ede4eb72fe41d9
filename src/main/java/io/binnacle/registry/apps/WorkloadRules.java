package io.binnacle.registry.apps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.InternalForm;
import io.binnacle.registry.core.podtemplate.PodDefaults;
import io.binnacle.registry.core.podtemplate.PodTemplateValidation;
import java.util.ArrayList;
import java.util.List;

/** What the controllers of pods have in common. */
public final class WorkloadRules {
  public static final FieldPath SPEC = FieldPath.of("spec");
  public static final FieldPath TEMPLATE = SPEC.child("template");
  public static final FieldPath SELECTOR = SPEC.child("selector");

  private static final int REVISIONS = 10;
  private static final InternalForm STRATEGY =
      InternalForm.empty()
          .texts("Type")
          .nested("RollingUpdate", InternalForm.empty().optional("MaxUnavailable", "MaxSurge"));

  private WorkloadRules() {}

  /** The specification, with the defaults of its template. */
  public static ObjectNode specWithDefaults(ObjectNode object) {
    ObjectNode spec = Trees.child(object, "spec");
    PodDefaults.applyToTemplate(Trees.child(Trees.child(spec, "template"), "spec"));
    dropZero(spec, "minReadySeconds");
    return spec;
  }

  public static void defaultRevisions(ObjectNode spec) {
    Trees.defaultNumber(spec, "revisionHistoryLimit", REVISIONS);
  }

  /** A number that Kubernetes' types cannot tell from its absence. */
  public static void dropZero(ObjectNode object, String field) {
    if (object.path(field).isNumber() && object.path(field).asLong() == 0) {
      object.remove(field);
    }
  }

  /** A template behind a selector that must be there and valid. */
  public static void validateSelectedTemplate(
      JsonNode spec, String controller, List<FieldError> errors) {
    JsonNode selector = spec.path("selector");
    if (!selector.isObject()) {
      errors.add(FieldError.required(SELECTOR, ""));
    }
    if (!PodTemplateValidation.selector(selector, "deployment", SELECTOR, errors)) {
      errors.add(FieldError.invalid(SELECTOR, selector, "invalid label selector"));
      return;
    }
    JsonNode template = spec.path("template");
    PodTemplateValidation.selectedByStructured(template, selector, TEMPLATE, errors);
    PodTemplateValidation.validate(template, TEMPLATE, errors);
    PodTemplateValidation.runsForever(controller, template, TEMPLATE, errors);
  }

  public static void nonNegative(JsonNode spec, List<FieldError> errors, String... fields) {
    for (String field : fields) {
      FieldChecks.nonNegative(spec.path(field), SPEC.child(field), errors);
    }
  }

  /** The counts of a status: none below zero, and none of a part above its whole. */
  public static void validateCounts(
      JsonNode status, List<FieldError> errors, String whole, String... parts) {
    FieldPath path = FieldPath.of("status");
    FieldChecks.nonNegative(status.path(whole), path.child(whole), errors);
    for (String part : parts) {
      FieldChecks.nonNegative(status.path(part), path.child(part), errors);
    }
    for (String part : parts) {
      if (status.path(part).asLong() > status.path(whole).asLong()) {
        errors.add(
            FieldError.invalid(
                path.child(part), status.path(part), "cannot be greater than status." + whole));
      }
    }
  }

  /** Of the pods that are there long enough each one is ready. */
  public static void validateAvailable(JsonNode status, String ready, List<FieldError> errors) {
    JsonNode available = status.path("availableReplicas");
    if (available.asLong() > status.path("readyReplicas").asLong()) {
      errors.add(
          FieldError.invalid(
              FieldPath.of("status", "availableReplicas"),
              available,
              "cannot be greater than " + ready));
    }
  }

  /** The count of names that were taken already only grows. */
  public static void validateCollisions(JsonNode status, JsonNode before, List<FieldError> errors) {
    JsonNode count = status.path("collisionCount");
    FieldPath path = FieldPath.of("status", "collisionCount");
    FieldChecks.nonNegative(count, path, errors);
    if (count.asLong() < before.path("collisionCount").asLong()) {
      errors.add(FieldError.invalid(path, count.asLong(), "cannot be decremented"));
    }
  }

  /** A way of updating that there is not; the message shows all that was asked for. */
  public static FieldError unsupported(JsonNode strategy, FieldPath path, List<String> supported) {
    return new FieldError(
        FieldError.Type.NOT_SUPPORTED,
        path.toString(),
        STRATEGY.show(strategy),
        FieldError.notSupported(path, "", supported).detail());
  }

  /** The rolling update's two numbers: how many pods more, and how many fewer. */
  public static void validateRollingUpdate(
      JsonNode update, FieldPath path, List<FieldError> errors) {
    JsonNode unavailable = update.path("maxUnavailable");
    JsonNode surge = update.path("maxSurge");
    FieldChecks.numberOrPercent(unavailable, path.child("maxUnavailable"), errors);
    FieldChecks.numberOrPercent(surge, path.child("maxSurge"), errors);
  }

  /** The selector of a kind that selects pods stays as it was made. */
  public static List<FieldError> validateSelectorUpdate(ObjectNode object, ApiObject old) {
    List<FieldError> errors = new ArrayList<>();
    FieldChecks.immutable(
        object.at("/spec/selector"), old.tree().at("/spec/selector"), SELECTOR, errors);
    return errors;
  }
}
