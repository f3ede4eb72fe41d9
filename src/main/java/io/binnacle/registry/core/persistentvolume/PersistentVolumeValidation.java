package io.binnacle.registry.core.persistentvolume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.core.ResourceNames;
import io.binnacle.registry.core.persistentvolumeclaim.ClaimRules;
import io.binnacle.registry.core.podtemplate.AffinityValidation;
import io.binnacle.registry.core.podtemplate.VolumeValidation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The rules of volumes. */
final class PersistentVolumeValidation {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final List<String> RECLAIM_POLICIES = List.of("Delete", "Recycle", "Retain");
  private static final List<String> CSI_SECRETS =
      List.of(
          "controllerPublishSecretRef",
          "controllerExpandSecretRef",
          "nodePublishSecretRef",
          "nodeExpandSecretRef");

  /** The fields that say what the storage is, in the order in which Kubernetes looks for them. */
  private static final List<String> SOURCES =
      List.of(
          "hostPath",
          "gcePersistentDisk",
          "awsElasticBlockStore",
          "glusterfs",
          "flocker",
          "nfs",
          "rbd",
          "quobyte",
          "cephfs",
          "iscsi",
          "cinder",
          "fc",
          "flexVolume",
          "azureFile",
          "vsphereVolume",
          "photonPersistentDisk",
          "portworxVolume",
          "azureDisk",
          "scaleIO",
          "local",
          "storageos",
          "csi");

  private PersistentVolumeValidation() {}

  static List<FieldError> validate(JsonNode spec) {
    List<FieldError> errors = new ArrayList<>();
    ClaimRules.validateModes(spec.path("accessModes"), "", SPEC.child("accessModes"), errors);
    validateCapacity(spec.path("capacity"), SPEC.child("capacity"), errors);
    FieldChecks.oneOf(
        spec.path("persistentVolumeReclaimPolicy"),
        RECLAIM_POLICIES,
        SPEC.child("persistentVolumeReclaimPolicy"),
        errors);
    validateAffinity(spec.path("nodeAffinity"), errors);
    validateSource(spec, errors);
    FieldChecks.optionalSubdomain(
        spec.path("storageClassName"), SPEC.child("storageClassName"), errors);
    FieldChecks.oneOf(
        spec.path("volumeMode"), ClaimRules.VOLUME_MODES, SPEC.child("volumeMode"), errors);
    validateAttributes(spec, errors);
    return errors;
  }

  private static void validateCapacity(JsonNode capacity, FieldPath path, List<FieldError> errors) {
    if (capacity.isEmpty()) {
      errors.add(FieldError.required(path, ""));
    }
    if (!capacity.has("storage") || capacity.size() > 1) {
      errors.add(
          new FieldError(
              FieldError.Type.NOT_SUPPORTED,
              path.toString(),
              capacity.isEmpty() ? "null" : Json.writeText(capacity),
              "supported values: \"storage\""));
    }
    for (Map.Entry<String, JsonNode> entry : capacity.properties()) {
      FieldPath at = path.key(entry.getKey());
      long value = ResourceNames.quantity(entry.getValue()).value();
      if (value < 0) {
        errors.add(FieldError.invalid(at, value, "must be a valid resource quantity"));
      }
      ClaimRules.positive(entry.getValue(), at, errors);
    }
  }

  private static void validateAffinity(JsonNode affinity, List<FieldError> errors) {
    FieldPath path = SPEC.child("nodeAffinity").child("required");
    if (affinity.path("required").isObject()) {
      AffinityValidation.nodeSelector(affinity.path("required"), path, errors);
    } else if (affinity.isObject()) {
      errors.add(FieldError.required(path, "must specify required node constraints"));
    }
  }

  private static void validateSource(JsonNode spec, List<FieldError> errors) {
    List<String> given = SOURCES.stream().filter(spec::hasNonNull).toList();
    if (given.isEmpty()) {
      errors.add(FieldError.required(SPEC, "must specify a volume type"));
      return;
    }
    validateSource(given.getFirst(), spec, errors);
    for (String more : given.subList(1, given.size())) {
      errors.add(FieldError.forbidden(SPEC.child(more), "may not specify more than 1 volume type"));
    }
    boolean recycled = spec.path("persistentVolumeReclaimPolicy").asText().equals("Recycle");
    if (recycled && spec.at("/hostPath/path").asText().matches("/+")) {
      errors.add(
          FieldError.forbidden(
              SPEC.child("persistentVolumeReclaimPolicy"),
              "may not be 'recycle' for a hostPath mount of '/'"));
    }
  }

  private static void validateSource(String type, JsonNode spec, List<FieldError> errors) {
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
      case "csi" -> validateCsi(source, path, errors);
      default -> VolumeValidation.persistentSource(type, source, path, errors);
    }
  }

  private static void validateCsi(JsonNode source, FieldPath path, List<FieldError> errors) {
    VolumeValidation.driverName(source.path("driver"), path.child("driver"), errors);
    FieldChecks.required(source.path("volumeHandle"), path.child("volumeHandle"), errors);
    for (String field : CSI_SECRETS) {
      JsonNode secret = source.path(field);
      FieldPath at = path.child(field);
      if (!secret.isObject()) {
        continue;
      }
      if (secret.path("name").asText().isEmpty()) {
        errors.add(FieldError.required(at.child("name"), ""));
      } else {
        FieldChecks.subdomain(secret.path("name"), at.child("name"), errors);
      }
      if (secret.path("namespace").asText().isEmpty()) {
        errors.add(FieldError.required(at.child("namespace"), ""));
      } else {
        FieldChecks.label(secret.path("namespace"), at.child("namespace"), errors);
      }
    }
  }

  /** KEP-3751. */
  private static void validateAttributes(JsonNode spec, List<FieldError> errors) {
    JsonNode name = spec.path("volumeAttributesClassName");
    FieldPath path = SPEC.child("volumeAttributesClassName");
    if (!name.isTextual()) {
      return;
    }
    if (name.asText().isEmpty()) {
      errors.add(FieldError.required(path, "an empty string is disallowed"));
    } else {
      FieldChecks.subdomain(name, path, errors);
    }
    if (!spec.path("csi").isObject()) {
      errors.add(
          FieldError.required(
              SPEC.child("csi"), "has to be specified when using volumeAttributesClassName"));
    }
  }

  static List<FieldError> validateUpdate(JsonNode spec, JsonNode before) {
    List<FieldError> errors = new ArrayList<>();
    for (String source : SOURCES) {
      if (!Trees.same(
          withoutLateSecret(spec.path(source), before.path(source)), before.get(source))) {
        errors.add(
            FieldError.forbidden(
                SPEC.child("persistentvolumesource"),
                "spec.persistentvolumesource is immutable after creation"));
        break;
      }
    }
    // Kubernetes leaves "spec" out of these two paths.
    FieldChecks.immutable(
        spec.path("volumeMode"), before.path("volumeMode"), FieldPath.of("volumeMode"), errors);
    if (before.path("nodeAffinity").isObject()
        && !Trees.same(spec.path("nodeAffinity"), before.path("nodeAffinity"))) {
      errors.add(
          FieldError.invalid(
              FieldPath.of("nodeAffinity"),
              spec.path("nodeAffinity"),
              "field is immutable, except for updating from beta label to GA"));
    }
    if (before.hasNonNull("volumeAttributesClassName")
        && !spec.hasNonNull("volumeAttributesClassName")) {
      errors.add(
          FieldError.forbidden(
              SPEC.child("volumeAttributesClassName"),
              "update from non-nil value to nil is forbidden"));
    }
    return errors;
  }

  /** The secret to grow a volume with may be named later. */
  private static JsonNode withoutLateSecret(JsonNode source, JsonNode before) {
    String field = "controllerExpandSecretRef";
    if (source.hasNonNull(field) && before.isObject() && !before.hasNonNull(field)) {
      ObjectNode rest = source.deepCopy();
      rest.remove(field);
      return rest;
    }
    return source;
  }
}
