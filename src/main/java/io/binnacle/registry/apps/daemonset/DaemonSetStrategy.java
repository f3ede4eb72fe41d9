package io.binnacle.registry.apps.daemonset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.apps.WorkloadRules;
import io.binnacle.registry.core.podtemplate.PodTemplateValidation;
import java.util.ArrayList;
import java.util.List;

/** Defaults and rules of daemon sets. */
final class DaemonSetStrategy implements ResourceStrategy {
  /** Counts the changes of the template; apps/v1 has no field for it any more. */
  private static final String TEMPLATE_GENERATION = "deprecated.daemonset.template.generation";

  private static final List<String> UPDATES = List.of("RollingUpdate", "OnDelete");
  private static final List<String> COUNTS =
      List.of(
          "currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady");

  @Override
  public void applyDefaults(ObjectNode object) {
    ObjectNode spec = WorkloadRules.specWithDefaults(object);
    ObjectNode strategy = Trees.child(spec, "updateStrategy");
    Trees.defaultText(strategy, "type", "RollingUpdate");
    if (strategy.path("type").asText().equals("RollingUpdate")) {
      ObjectNode update = Trees.child(strategy, "rollingUpdate");
      Trees.defaultNumber(update, "maxUnavailable", 1);
      Trees.defaultNumber(update, "maxSurge", 0);
    }
    WorkloadRules.defaultRevisions(spec);
  }

  @Override
  public void prepareForCreate(Context context, ObjectNode object) {
    setTemplateGeneration(object, 1);
    fillCounts(object.putObject("status"));
  }

  @Override
  public void prepareForUpdate(Context context, ObjectNode object, ApiObject old) {
    long generation = templateGeneration(old);
    boolean changed = !Trees.same(object.at("/spec/template"), old.tree().at("/spec/template"));
    setTemplateGeneration(object, changed ? generation + 1 : generation);
  }

  private static long templateGeneration(ApiObject old) {
    JsonNode text = old.metadata().path("annotations").path(TEMPLATE_GENERATION);
    return text.isTextual() ? text.asLong() : 0;
  }

  private static void setTemplateGeneration(ObjectNode object, long generation) {
    Trees.child(Trees.child(object, "metadata"), "annotations")
        .put(TEMPLATE_GENERATION, Long.toString(generation));
  }

  @Override
  public void prepareForStatusUpdate(Context context, ObjectNode object, ApiObject old) {
    fillCounts(Trees.child(object, "status"));
  }

  private static void fillCounts(ObjectNode status) {
    COUNTS.forEach(count -> Trees.defaultNumber(status, count, 0));
  }

  @Override
  public List<FieldError> validate(Context context, ObjectNode object) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode spec = object.path("spec");
    JsonNode selector = spec.path("selector");
    JsonNode template = spec.path("template");
    if (PodTemplateValidation.selector(selector, "daemonset", WorkloadRules.SELECTOR, errors)) {
      PodTemplateValidation.selectedByStructured(
          template, selector, WorkloadRules.TEMPLATE, errors);
    }
    PodTemplateValidation.validate(template, WorkloadRules.TEMPLATE, errors);
    PodTemplateValidation.runsForever("DaemonSet", template, WorkloadRules.TEMPLATE, errors);
    WorkloadRules.nonNegative(spec, errors, "minReadySeconds");
    validateUpdateStrategy(
        spec.path("updateStrategy"), WorkloadRules.SPEC.child("updateStrategy"), errors);
    WorkloadRules.nonNegative(spec, errors, "revisionHistoryLimit");
    return errors;
  }

  private static void validateUpdateStrategy(
      JsonNode strategy, FieldPath path, List<FieldError> errors) {
    String type = strategy.path("type").asText();
    if (type.equals("OnDelete")) {
      return;
    }
    if (!type.equals("RollingUpdate")) {
      errors.add(WorkloadRules.unsupported(strategy, path, UPDATES));
      return;
    }
    JsonNode update = strategy.path("rollingUpdate");
    FieldPath at = path.child("rollingUpdate");
    WorkloadRules.validateRollingUpdate(update, at, errors);
    FieldChecks.notMoreThanAll(update.path("maxUnavailable"), at.child("maxUnavailable"), errors);
    FieldChecks.notMoreThanAll(update.path("maxSurge"), at.child("maxSurge"), errors);
    boolean surge = !FieldChecks.isNone(update.path("maxSurge"));
    boolean unavailable = !FieldChecks.isNone(update.path("maxUnavailable"));
    if (surge && unavailable) {
      errors.add(
          FieldError.invalid(
              at.child("maxSurge"),
              update.path("maxSurge"),
              "may not be set when maxUnavailable is non-zero"));
    } else if (!surge && !unavailable) {
      errors.add(FieldError.required(at.child("maxUnavailable"), "cannot be 0 when maxSurge is 0"));
    }
  }

  @Override
  public List<FieldError> validateUpdate(Context context, ObjectNode object, ApiObject old) {
    return WorkloadRules.validateSelectorUpdate(object, old);
  }

  @Override
  public List<FieldError> validateStatusUpdate(Context context, ObjectNode object, ApiObject old) {
    List<FieldError> errors = new ArrayList<>();
    List<String> counts = new ArrayList<>(COUNTS);
    counts.addAll(
        List.of(
            "observedGeneration",
            "updatedNumberScheduled",
            "numberAvailable",
            "numberUnavailable",
            "collisionCount"));
    for (String count : counts) {
      FieldChecks.nonNegative(
          object.path("status").path(count), FieldPath.of("status", count), errors);
    }
    return errors;
  }
}
