package io.binnacle.registry.core.podtemplate;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.LabelValidation;
import io.binnacle.apimachinery.validation.Names;
import io.binnacle.registry.core.ResourceNames;
import io.binnacle.registry.core.persistentvolumeclaim.ClaimRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The rules of a pod's volumes. */
public final class VolumeValidation {
  /** The sources in the order in which Kubernetes looks for them, and reports the second ones. */
  private static final List<String> SOURCES =
      List.of(
          "emptyDir",
          "hostPath",
          "gitRepo",
          "gcePersistentDisk",
          "awsElasticBlockStore",
          "secret",
          "nfs",
          "iscsi",
          "glusterfs",
          "flocker",
          "persistentVolumeClaim",
          "rbd",
          "cinder",
          "cephfs",
          "quobyte",
          "downwardAPI",
          "fc",
          "flexVolume",
          "configMap",
          "azureFile",
          "vsphereVolume",
          "photonPersistentDisk",
          "portworxVolume",
          "azureDisk",
          "storageos",
          "projected",
          "scaleIO",
          "csi",
          "ephemeral",
          "image");

  private static final int MAX_DRIVER_NAME = 63;

  /** What the metadata of a claim's template may say. */
  private static final Set<String> TEMPLATE_METADATA = Set.of("labels", "annotations");

  private VolumeValidation() {}

  /** The good ones by name, which mounts may refer to. */
  static Map<String, JsonNode> validate(
      JsonNode volumes, PodScope scope, FieldPath path, List<FieldError> errors) {
    Map<String, JsonNode> good = new HashMap<>();
    Set<String> made = claimsMade(volumes, scope);
    int index = 0;
    for (JsonNode volume : volumes) {
      FieldPath at = path.index(index++);
      int before = errors.size();
      String name = volume.path("name").asText();
      validateSource(volume, scope, at, errors);
      if (name.isEmpty()) {
        errors.add(FieldError.required(at.child("name"), ""));
      } else {
        FieldChecks.label(volume.path("name"), at.child("name"), errors);
      }
      if (good.containsKey(name)) {
        errors.add(FieldError.duplicate(at.child("name"), name));
      }
      if (errors.size() == before) {
        good.put(name, volume);
      }
      String claim = volume.at("/persistentVolumeClaim/claimName").asText();
      if (made.contains(claim)) {
        errors.add(
            FieldError.invalid(
                at.child("persistentVolumeClaim").child("claimName"),
                claim,
                "must not reference a PVC that gets created for an ephemeral volume"));
      }
    }
    return good;
  }

  /** The claims that come into being with the pod. */
  private static Set<String> claimsMade(JsonNode volumes, PodScope scope) {
    if (scope.podName().isEmpty()) {
      return Set.of();
    }
    return StreamSupport.stream(volumes.spliterator(), false)
        .filter(volume -> volume.hasNonNull("ephemeral"))
        .map(volume -> scope.podName() + "-" + volume.path("name").asText())
        .collect(Collectors.toSet());
  }

  private static void validateSource(
      JsonNode volume, PodScope scope, FieldPath path, List<FieldError> errors) {
    List<String> sources = SOURCES.stream().filter(volume::hasNonNull).toList();
    if (sources.isEmpty()) {
      errors.add(FieldError.required(path, "must specify a volume type"));
      return;
    }
    String type = sources.getFirst();
    validateSource(type, volume, scope, path, errors);
    for (String more : sources.subList(1, sources.size())) {
      errors.add(FieldError.forbidden(path.child(more), "may not specify more than 1 volume type"));
    }
  }

  private static void validateSource(
      String type, JsonNode volume, PodScope scope, FieldPath path, List<FieldError> errors) {
    JsonNode source = volume.path(type);
    FieldPath at = path.child(type);
    switch (type) {
      case "emptyDir" -> emptyDir(source, at, errors);
      case "secret" -> {
        FieldChecks.required(source.path("secretName"), at.child("secretName"), errors);
        VolumeFileValidation.files(source, at, errors);
      }
      case "configMap" -> {
        FieldChecks.required(source.path("name"), at.child("name"), errors);
        VolumeFileValidation.files(source, at, errors);
      }
      case "downwardAPI" -> VolumeFileValidation.downward(source, at, errors);
      case "projected" -> VolumeFileValidation.projected(source, at, errors);
      case "csi" -> csi(source, at, errors);
      case "ephemeral" -> {
        ephemeral(source, at, errors);
        claimName(volume.path("name").asText(), scope, path.child("name"), errors);
      }
      case "image" -> image(source, scope, at, errors);
      default -> persistentSource(type, source, at, errors);
    }
  }

  private static void emptyDir(JsonNode source, FieldPath path, List<FieldError> errors) {
    JsonNode limit = source.path("sizeLimit");
    if (!limit.isMissingNode() && ResourceNames.quantity(limit).signum() < 0) {
      errors.add(
          FieldError.forbidden(
              path.child("sizeLimit"), "SizeLimit field must be a valid resource quantity"));
    }
  }

  private static void csi(JsonNode source, FieldPath path, List<FieldError> errors) {
    driverName(source.path("driver"), path.child("driver"), errors);
    JsonNode secret = source.path("nodePublishSecretRef");
    if (secret.isObject()) {
      String name = secret.path("name").asText();
      if (name.isEmpty()) {
        errors.add(FieldError.required(path.child("nodePublishSecretRef").child("name"), ""));
      } else {
        FieldChecks.invalid(name, Names.dns1123Subdomain(name, false), path.child("name"), errors);
      }
    }
  }

  /** KEP-4639. */
  private static void image(
      JsonNode source, PodScope scope, FieldPath path, List<FieldError> errors) {
    if (scope.isPod()) {
      FieldChecks.required(source.path("reference"), path.child("reference"), errors);
    }
    FieldChecks.requiredOneOf(
        source.path("pullPolicy"),
        ContainerValidation.PULL_POLICIES,
        path.child("pullPolicy"),
        errors);
  }

  private static void ephemeral(JsonNode source, FieldPath path, List<FieldError> errors) {
    FieldPath at = path.child("volumeClaimTemplate");
    JsonNode template = source.path("volumeClaimTemplate");
    if (!template.isObject()) {
      errors.add(FieldError.required(at, ""));
      return;
    }
    JsonNode metadata = template.path("metadata");
    FieldPath metadataAt = at.child("metadata");
    LabelValidation.annotations(
        metadata.path("annotations"), metadataAt.child("annotations"), errors);
    LabelValidation.labels(metadata.path("labels"), metadataAt.child("labels"), errors);
    List<String> fields = new ArrayList<>();
    metadata.fieldNames().forEachRemaining(fields::add);
    for (String field : fields) {
      if (!TEMPLATE_METADATA.contains(field) && metadata.hasNonNull(field)) {
        errors.add(FieldError.forbidden(metadataAt.child(field), "cannot be set"));
      }
    }
    ClaimRules.validateSpec(template.path("spec"), at.child("spec"), errors);
  }

  /** The name of a claim that is made is put together from the pod's and the volume's. */
  private static void claimName(
      String volume, PodScope scope, FieldPath path, List<FieldError> errors) {
    if (scope.podName().isEmpty() || volume.isEmpty()) {
      return;
    }
    String claim = scope.podName() + "-" + volume;
    for (String problem : Names.dns1123Subdomain(claim, false)) {
      errors.add(FieldError.invalid(path, volume, "PVC name \"" + claim + "\": " + problem));
    }
  }

  /** The sources that PersistentVolumes have as well: storage that is there without the pod. */
  public static void persistentSource(
      String type, JsonNode source, FieldPath path, List<FieldError> errors) {
    VolumeSourceValidation.validate(type, source, path, errors);
  }

  /** The name of a CSI driver. */
  public static void driverName(JsonNode driver, FieldPath path, List<FieldError> errors) {
    String name = driver.asText();
    FieldChecks.required(driver, path, errors);
    if (name.length() > MAX_DRIVER_NAME) {
      errors.add(FieldError.tooLong(path, MAX_DRIVER_NAME));
    }
    FieldChecks.invalid(
        name, Names.dns1123Subdomain(name.toLowerCase(java.util.Locale.ROOT), false), path, errors);
  }
}
