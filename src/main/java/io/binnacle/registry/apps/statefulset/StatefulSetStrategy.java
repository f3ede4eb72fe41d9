package io.binnacle.registry.apps.statefulset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.Names;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.apps.WorkloadRules;
import io.binnacle.registry.core.persistentvolumeclaim.ClaimRules;
import io.binnacle.registry.core.podtemplate.PodTemplateValidation;
import java.util.ArrayList;
import java.util.List;

/** Defaults and rules of stateful sets. */
final class StatefulSetStrategy implements ResourceStrategy {
  private static final List<String> RETENTION = List.of("Retain", "Delete");
  private static final List<String> MUTABLE =
      List.of(
          "replicas",
          "ordinals",
          "template",
          "updateStrategy",
          "revisionHistoryLimit",
          "persistentVolumeClaimRetentionPolicy",
          "minReadySeconds");

  @Override
  public void applyDefaults(ObjectNode object) {
    ObjectNode spec = WorkloadRules.specWithDefaults(object);
    Trees.defaultText(spec, "podManagementPolicy", "OrderedReady");
    ObjectNode strategy = Trees.child(spec, "updateStrategy");
    if (strategy.path("type").asText().isEmpty()) {
      strategy.put("type", "RollingUpdate");
    }
    if (strategy.path("type").asText().equals("RollingUpdate")) {
      Trees.defaultNumber(Trees.child(strategy, "rollingUpdate"), "partition", 0);
    }
    ObjectNode retention = Trees.child(spec, "persistentVolumeClaimRetentionPolicy");
    Trees.defaultText(retention, "whenDeleted", "Retain");
    Trees.defaultText(retention, "whenScaled", "Retain");
    Trees.defaultNumber(spec, "replicas", 1);
    WorkloadRules.defaultRevisions(spec);
    for (ObjectNode claim : Trees.objects(spec.path("volumeClaimTemplates"))) {
      claim.put("kind", "PersistentVolumeClaim");
      claim.put("apiVersion", "v1");
      ClaimRules.applyDefaults(claim);
    }
  }

  @Override
  public void prepareForCreate(Context context, ObjectNode object) {
    fillCounts(object.putObject("status"));
  }

  @Override
  public void prepareForStatusUpdate(Context context, ObjectNode object, ApiObject old) {
    fillCounts(Trees.child(object, "status"));
  }

  private static void fillCounts(ObjectNode status) {
    Trees.defaultNumber(status, "replicas", 0);
    Trees.defaultNumber(status, "availableReplicas", 0);
  }

  @Override
  public List<FieldError> validate(Context context, ObjectNode object) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode spec = object.path("spec");
    validateManagement(spec.path("podManagementPolicy").asText(), errors);
    validateUpdateStrategy(
        spec.path("updateStrategy"), WorkloadRules.SPEC.child("updateStrategy"), errors);
    FieldPath retention = WorkloadRules.SPEC.child("persistentVolumeClaimRetentionPolicy");
    for (String field : List.of("whenDeleted", "whenScaled")) {
      FieldChecks.oneOf(
          spec.path("persistentVolumeClaimRetentionPolicy").path(field),
          RETENTION,
          retention.child(field),
          errors);
    }
    WorkloadRules.nonNegative(spec, errors, "replicas", "minReadySeconds");
    FieldChecks.nonNegative(
        spec.at("/ordinals/start"), WorkloadRules.SPEC.child("ordinals").child("start"), errors);
    WorkloadRules.nonNegative(spec, errors, "revisionHistoryLimit");
    validateTemplate(spec, errors);
    return errors;
  }

  private static void validateManagement(String policy, List<FieldError> errors) {
    FieldPath path = WorkloadRules.SPEC.child("podManagementPolicy");
    if (policy.isEmpty()) {
      errors.add(FieldError.required(path, ""));
    } else if (!policy.equals("OrderedReady") && !policy.equals("Parallel")) {
      errors.add(FieldError.invalid(path, policy, "must be 'OrderedReady' or 'Parallel'"));
    }
  }

  private static void validateUpdateStrategy(
      JsonNode strategy, FieldPath path, List<FieldError> errors) {
    JsonNode update = strategy.path("rollingUpdate");
    FieldPath at = path.child("rollingUpdate");
    switch (strategy.path("type").asText()) {
      case "" -> errors.add(FieldError.required(path, ""));
      case "OnDelete" -> {
        if (update.isObject()) {
          errors.add(
              FieldError.invalid(at, update, "only allowed for updateStrategy 'RollingUpdate'"));
        }
      }
      case "RollingUpdate" -> {
        FieldChecks.nonNegative(update.path("partition"), at.child("partition"), errors);
        JsonNode unavailable = update.path("maxUnavailable");
        FieldChecks.numberOrPercent(unavailable, at.child("maxUnavailable"), errors);
        if (!unavailable.isMissingNode() && FieldChecks.isNone(unavailable)) {
          errors.add(FieldError.invalid(at.child("maxUnavailable"), unavailable, "cannot be 0"));
        }
        FieldChecks.notMoreThanAll(unavailable, at.child("maxUnavailable"), errors);
      }
      default ->
          errors.add(FieldError.invalid(path, strategy, "must be 'RollingUpdate' or 'OnDelete'"));
    }
  }

  /** The rest of the template may name volumes that the claim templates make: pods are checked. */
  private static void validateTemplate(JsonNode spec, List<FieldError> errors) {
    JsonNode selector = spec.path("selector");
    JsonNode template = spec.path("template");
    if (!selector.isObject()) {
      errors.add(FieldError.required(WorkloadRules.SELECTOR, ""));
    }
    if (PodTemplateValidation.selector(selector, "statefulset", WorkloadRules.SELECTOR, errors)) {
      PodTemplateValidation.selectedByStructured(
          template, selector, WorkloadRules.TEMPLATE, errors);
      PodTemplateValidation.validateMetadata(template, WorkloadRules.TEMPLATE, errors);
    } else {
      errors.add(FieldError.invalid(WorkloadRules.SELECTOR, selector, ""));
    }
    PodTemplateValidation.runsForever("StatefulSet", template, WorkloadRules.TEMPLATE, errors);
  }

  @Override
  public List<FieldError> validateCreate(Context context, ObjectNode object) {
    List<FieldError> errors = new ArrayList<>();
    String service = object.at("/spec/serviceName").asText();
    if (!service.isEmpty()) {
      FieldChecks.invalid(
          service,
          Names.dns1123Label(service, false),
          WorkloadRules.SPEC.child("serviceName"),
          errors);
    }
    return errors;
  }

  @Override
  public List<FieldError> validateUpdate(Context context, ObjectNode object, ApiObject old) {
    ObjectNode now = Trees.child(object, "spec").deepCopy();
    ObjectNode before = Trees.child(old.copyTree(), "spec");
    now.remove(MUTABLE);
    before.remove(MUTABLE);
    return Trees.same(now, before)
        ? List.of()
        : List.of(
            FieldError.forbidden(
                WorkloadRules.SPEC,
                "updates to statefulset spec for fields other than 'replicas', 'ordinals',"
                    + " 'template', 'updateStrategy', 'revisionHistoryLimit',"
                    + " 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are"
                    + " forbidden"));
  }

  @Override
  public List<FieldError> validateStatusUpdate(Context context, ObjectNode object, ApiObject old) {
    List<FieldError> errors = new ArrayList<>();
    WorkloadRules.validateCounts(
        object.path("status"),
        errors,
        "replicas",
        "readyReplicas",
        "currentReplicas",
        "updatedReplicas",
        "availableReplicas");
    JsonNode status = object.path("status");
    for (String count : List.of("observedGeneration")) {
      FieldChecks.nonNegative(status.path(count), FieldPath.of("status", count), errors);
    }
    WorkloadRules.validateAvailable(status, "status.readyReplicas", errors);
    WorkloadRules.validateCollisions(status, old.tree().path("status"), errors);
    return errors;
  }

  @Override
  public List<String> validateName(String name, boolean isPrefix) {
    return Names.dns1123Label(name, isPrefix);
  }
}
