package io.binnacle.registry.core.persistentvolume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.core.persistentvolumeclaim.ClaimRules;
import io.binnacle.registry.core.podtemplate.AffinityValidation;
import io.binnacle.registry.core.podtemplate.VolumeDefaults;
import io.binnacle.registry.core.podtemplate.VolumeValidation;
import java.util.ArrayList;
import java.util.List;

/** Defaults and rules of volumes. */
final class PersistentVolumeStrategy implements ResourceStrategy {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final List<String> RECLAIM_POLICIES = List.of("Delete", "Recycle", "Retain");

  /** The fields of a specification that say what the storage is. */
  private static final List<String> SOURCES =
      List.of(
          "hostPath",
          "glusterfs",
          "nfs",
          "rbd",
          "iscsi",
          "cinder",
          "cephfs",
          "fc",
          "flocker",
          "flexVolume",
          "azureFile",
          "vsphereVolume",
          "quobyte",
          "azureDisk",
          "photonPersistentDisk",
          "portworxVolume",
          "scaleIO",
          "local",
          "storageos",
          "csi",
          "gcePersistentDisk",
          "awsElasticBlockStore");

  @Override
  public boolean hasGeneration() {
    return false;
  }

  @Override
  public boolean returnsDeletedObject() {
    return true;
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    ObjectNode spec = Trees.child(object, "spec");
    Trees.defaultText(spec, "persistentVolumeReclaimPolicy", "Retain");
    Trees.defaultText(spec, "volumeMode", "Filesystem");
    Trees.defaultText(Trees.child(object, "status"), "phase", "Pending");
    VolumeDefaults.applyToSources(spec);
  }

  @Override
  public void prepareForCreate(Context context, ObjectNode object) {
    ObjectNode status = object.putObject("status");
    status.put("phase", "Pending");
    // Golden behaviour since 1.31 (KEP-3762): the phase's last change is kept.
    status.put(
        "lastPhaseTransitionTime",
        context.now().truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString());
  }

  @Override
  public void prepareForStatusUpdate(Context context, ObjectNode object, ApiObject old) {
    ObjectNode status = Trees.child(object, "status");
    JsonNode before = old.tree().path("status");
    boolean changed = !status.path("phase").asText().equals(before.path("phase").asText());
    boolean told =
        !Trees.same(status.get("lastPhaseTransitionTime"), before.get("lastPhaseTransitionTime"));
    if (changed && !told) {
      status.put(
          "lastPhaseTransitionTime",
          context.now().truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString());
    }
  }

  @Override
  public List<FieldError> validate(Context context, ObjectNode object) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode spec = object.path("spec");
    ClaimRules.validateModes(spec.path("accessModes"), "", SPEC.child("accessModes"), errors);
    validateCapacity(spec.path("capacity"), SPEC.child("capacity"), errors);
    FieldChecks.oneOf(
        spec.path("persistentVolumeReclaimPolicy"),
        RECLAIM_POLICIES,
        SPEC.child("persistentVolumeReclaimPolicy"),
        errors);
    JsonNode required = spec.at("/nodeAffinity/required");
    if (spec.path("nodeAffinity").isObject()) {
      FieldPath path = SPEC.child("nodeAffinity").child("required");
      if (required.isObject()) {
        AffinityValidation.nodeSelector(required, path, errors);
      } else {
        errors.add(FieldError.required(path, "must specify required node constraints"));
      }
    }
    validateSource(spec, errors);
    for (String field : List.of("storageClassName", "volumeAttributesClassName")) {
      ClaimRules.name(spec.path(field), SPEC.child(field), errors);
    }
    FieldChecks.oneOf(
        spec.path("volumeMode"), ClaimRules.VOLUME_MODES, SPEC.child("volumeMode"), errors);
    return errors;
  }

  private static void validateCapacity(JsonNode capacity, FieldPath path, List<FieldError> errors) {
    if (capacity.isEmpty()) {
      errors.add(FieldError.required(path, ""));
    } else if (!capacity.has("storage") || capacity.size() > 1) {
      errors.add(FieldError.notSupported(path, Json.writeText(capacity), List.of("storage")));
    }
    capacity
        .properties()
        .forEach(entry -> ClaimRules.positive(entry.getValue(), path.key(entry.getKey()), errors));
  }

  private static void validateSource(JsonNode spec, List<FieldError> errors) {
    List<String> given = SOURCES.stream().filter(spec::hasNonNull).toList();
    if (given.isEmpty()) {
      errors.add(FieldError.required(SPEC, "must specify a volume type"));
      return;
    }
    for (String more : given.subList(1, given.size())) {
      errors.add(FieldError.forbidden(SPEC.child(more), "may not specify more than 1 volume type"));
    }
    String type = given.getFirst();
    JsonNode source = spec.path(type);
    FieldPath path = SPEC.child(type);
    switch (type) {
      case "local" -> {
        FieldChecks.required(source.path("path"), path.child("path"), errors);
        FieldChecks.noStepBack(source.path("path"), path.child("path"), errors);
        if (!spec.path("nodeAffinity").isObject()) {
          errors.add(
              FieldError.required(
                  SPEC.child("nodeAffinity"), "Local volume requires node affinity"));
        }
      }
      case "csi" -> {
        VolumeValidation.driverName(source.path("driver"), path.child("driver"), errors);
        FieldChecks.required(source.path("volumeHandle"), path.child("volumeHandle"), errors);
      }
      default -> VolumeValidation.persistentSource(type, source, path, errors);
    }
    boolean recycled = spec.path("persistentVolumeReclaimPolicy").asText().equals("Recycle");
    if (recycled && spec.at("/hostPath/path").asText().matches("/+")) {
      errors.add(
          FieldError.forbidden(
              SPEC.child("persistentVolumeReclaimPolicy"),
              "may not be 'recycle' for a hostPath mount of '/'"));
    }
  }

  @Override
  public List<FieldError> validateUpdate(Context context, ObjectNode object, ApiObject old) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode spec = object.path("spec");
    JsonNode before = old.tree().path("spec");
    for (String source : SOURCES) {
      if (!Trees.same(spec.get(source), before.get(source))) {
        errors.add(
            FieldError.forbidden(
                SPEC.child("persistentvolumesource"),
                "spec.persistentvolumesource is immutable after creation"));
        break;
      }
    }
    FieldChecks.immutable(
        spec.path("volumeMode"), before.path("volumeMode"), SPEC.child("volumeMode"), errors);
    if (before.path("nodeAffinity").isObject()) {
      FieldChecks.immutable(
          spec.path("nodeAffinity"),
          before.path("nodeAffinity"),
          SPEC.child("nodeAffinity"),
          errors);
    }
    return errors;
  }
}
