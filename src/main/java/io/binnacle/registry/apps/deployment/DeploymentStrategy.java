package io.binnacle.registry.apps.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.apps.WorkloadRules;
import java.util.ArrayList;
import java.util.List;

/** Defaults and rules of deployments. */
final class DeploymentStrategy implements ResourceStrategy {
  private static final List<String> TYPES = List.of("Recreate", "RollingUpdate");
  private static final String ROLLING = "RollingUpdate";
  private static final String QUARTER = "25%";
  private static final int PROGRESS_SECONDS = 600;

  @Override
  public void applyDefaults(ObjectNode object) {
    ObjectNode spec = WorkloadRules.specWithDefaults(object);
    Trees.defaultNumber(spec, "replicas", 1);
    ObjectNode strategy = Trees.child(spec, "strategy");
    Trees.defaultText(strategy, "type", ROLLING);
    if (strategy.path("type").asText().equals(ROLLING)) {
      ObjectNode update = Trees.child(strategy, "rollingUpdate");
      for (String field : List.of("maxUnavailable", "maxSurge")) {
        if (!update.hasNonNull(field)) {
          update.put(field, QUARTER);
        }
      }
    }
    WorkloadRules.defaultRevisions(spec);
    Trees.defaultNumber(spec, "progressDeadlineSeconds", PROGRESS_SECONDS);
  }

  @Override
  public void prepareForCreate(Context context, ObjectNode object) {
    object.putObject("status");
  }

  /** Its annotations go to its ReplicaSets, so a change of them is one to act upon, too. */
  @Override
  public void prepareForUpdate(Context context, ObjectNode object, ApiObject old) {
    ObjectNode metadata = Trees.child(object, "metadata");
    boolean sameSpec = Trees.same(object.get("spec"), old.tree().get("spec"));
    if (sameSpec && !metadata.path("annotations").equals(old.metadata().path("annotations"))) {
      metadata.put("generation", old.generation() + 1);
    }
  }

  /** Its labels are no business of those who report its status. */
  @Override
  public void prepareForStatusUpdate(Context context, ObjectNode object, ApiObject old) {
    Trees.setOrRemove(Trees.child(object, "metadata"), "labels", old.metadata().get("labels"));
  }

  @Override
  public List<FieldError> validate(Context context, ObjectNode object) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode spec = object.path("spec");
    WorkloadRules.nonNegative(spec, errors, "replicas");
    // The message names ReplicaSet: it is what runs the pods.
    WorkloadRules.validateSelectedTemplate(spec, "ReplicaSet", errors);
    validateStrategy(spec.path("strategy"), WorkloadRules.SPEC.child("strategy"), errors);
    WorkloadRules.nonNegative(
        spec, errors, "minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds");
    JsonNode deadline = spec.path("progressDeadlineSeconds");
    if (deadline.isNumber() && deadline.asLong() <= spec.path("minReadySeconds").asLong()) {
      errors.add(
          FieldError.invalid(
              WorkloadRules.SPEC.child("progressDeadlineSeconds"),
              deadline,
              "must be greater than minReadySeconds"));
    }
    return errors;
  }

  private static void validateStrategy(JsonNode strategy, FieldPath path, List<FieldError> errors) {
    JsonNode update = strategy.path("rollingUpdate");
    FieldPath at = path.child("rollingUpdate");
    switch (strategy.path("type").asText()) {
      case "Recreate" -> {
        if (update.isObject()) {
          errors.add(
              FieldError.forbidden(at, "may not be specified when strategy `type` is 'Recreate'"));
        }
      }
      case ROLLING -> {
        WorkloadRules.validateRollingUpdate(update, at, errors);
        if (FieldChecks.isNone(update.path("maxUnavailable"))
            && FieldChecks.isNone(update.path("maxSurge"))) {
          errors.add(
              FieldError.invalid(
                  at.child("maxUnavailable"),
                  update.path("maxUnavailable"),
                  "may not be 0 when `maxSurge` is 0"));
        }
        FieldChecks.notMoreThanAll(
            update.path("maxUnavailable"), at.child("maxUnavailable"), errors);
      }
      default -> errors.add(WorkloadRules.unsupported(strategy, path, TYPES));
    }
  }

  @Override
  public List<FieldError> validateUpdate(Context context, ObjectNode object, ApiObject old) {
    return WorkloadRules.validateSelectorUpdate(object, old);
  }

  @Override
  public List<FieldError> validateStatusUpdate(Context context, ObjectNode object, ApiObject old) {
    List<FieldError> errors = new ArrayList<>();
    WorkloadRules.validateCounts(
        object.path("status"),
        errors,
        "replicas",
        "updatedReplicas",
        "readyReplicas",
        "availableReplicas");
    JsonNode status = object.path("status");
    for (String count :
        List.of("observedGeneration", "unavailableReplicas", "terminatingReplicas")) {
      FieldChecks.nonNegative(status.path(count), FieldPath.of("status", count), errors);
    }
    WorkloadRules.validateAvailable(status, "readyReplicas", errors);
    WorkloadRules.validateCollisions(status, old.tree().path("status"), errors);
    return errors;
  }
}
