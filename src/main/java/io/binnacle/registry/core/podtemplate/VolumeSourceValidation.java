package io.binnacle.registry.core.podtemplate;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules of storage that is there without a pod: on nodes, in networks, in clouds. */
final class VolumeSourceValidation {
  private static final Set<String> HOST_PATH_TYPES =
      Set.of(
          "",
          "DirectoryOrCreate",
          "Directory",
          "FileOrCreate",
          "File",
          "Socket",
          "CharDevice",
          "BlockDevice");

  private static final int MAX_PARTITION = 255;
  private static final Pattern QUALIFIED_NAME =
      Pattern.compile("iqn\\.\\d{4}-\\d{2}\\.([a-z0-9-.]+)(:.*)?|eui\\.[0-9A-F]{16}|naa\\..+");

  /** What a source must say, of those that have no other rule. */
  private static final Map<String, List<String>> REQUIRED =
      Map.ofEntries(
          Map.entry("gcePersistentDisk", List.of("pdName")),
          Map.entry("awsElasticBlockStore", List.of("volumeID")),
          Map.entry("gitRepo", List.of("repository")),
          Map.entry("nfs", List.of("server", "path")),
          Map.entry("iscsi", List.of("targetPortal", "iqn")),
          Map.entry("glusterfs", List.of("endpoints", "path")),
          Map.entry("persistentVolumeClaim", List.of("claimName")),
          Map.entry("rbd", List.of("monitors", "image")),
          Map.entry("cephfs", List.of("monitors")),
          Map.entry("flexVolume", List.of("driver")),
          Map.entry("cinder", List.of("volumeID")),
          Map.entry("azureFile", List.of("secretName", "shareName")),
          Map.entry("vsphereVolume", List.of("volumePath")),
          Map.entry("photonPersistentDisk", List.of("pdID")),
          Map.entry("azureDisk", List.of("diskName", "diskURI")),
          Map.entry("portworxVolume", List.of("volumeID")),
          Map.entry("quobyte", List.of("registry", "volume")),
          Map.entry("scaleIO", List.of("gateway", "system", "volumeName")));

  private VolumeSourceValidation() {}

  static void validate(String type, JsonNode source, FieldPath path, List<FieldError> errors) {
    for (String field : REQUIRED.getOrDefault(type, List.of())) {
      JsonNode value = source.path(field);
      if (value.isArray() ? value.isEmpty() : value.asText().isEmpty()) {
        errors.add(FieldError.required(path.child(field), ""));
      }
    }
    switch (type) {
      case "hostPath" -> hostPath(source, path, errors);
      case "gcePersistentDisk", "awsElasticBlockStore" ->
          FieldChecks.between(
              source.path("partition"), 0, MAX_PARTITION, path.child("partition"), errors);
      case "gitRepo" ->
          FieldChecks.relativePath(source.path("directory"), path.child("directory"), errors);
      case "nfs" -> absolute(source.path("path"), path.child("path"), errors);
      case "iscsi" -> iscsi(source, path, errors);
      case "fc" -> fibreChannel(source, path, errors);
      default -> {
        // What else these sources say is for those who mount them.
      }
    }
  }

  private static void hostPath(JsonNode source, FieldPath path, List<FieldError> errors) {
    FieldChecks.required(source.path("path"), path.child("path"), errors);
    FieldChecks.noStepBack(source.path("path"), path.child("path"), errors);
    String type = source.path("type").asText();
    if (!HOST_PATH_TYPES.contains(type)) {
      errors.add(FieldError.notSupported(path.child("type"), type, HOST_PATH_TYPES));
    }
  }

  private static void absolute(JsonNode value, FieldPath path, List<FieldError> errors) {
    if (!value.asText().isEmpty() && !value.asText().startsWith("/")) {
      errors.add(FieldError.invalid(path, value, "must be an absolute path"));
    }
  }

  private static void iscsi(JsonNode source, FieldPath path, List<FieldError> errors) {
    String name = source.path("iqn").asText();
    if (!name.isEmpty() && !QUALIFIED_NAME.matcher(name).matches()) {
      errors.add(FieldError.invalid(path.child("iqn"), name, "must be valid format"));
    }
    FieldChecks.between(source.path("lun"), 0, MAX_PARTITION, path.child("lun"), errors);
    boolean authenticates =
        source.path("chapAuthDiscovery").asBoolean() || source.path("chapAuthSession").asBoolean();
    if (authenticates && !source.path("secretRef").isObject()) {
      errors.add(FieldError.required(path.child("secretRef"), ""));
    }
  }

  /** A device is named by its targets and unit, or by its world-wide identifiers. */
  private static void fibreChannel(JsonNode source, FieldPath path, List<FieldError> errors) {
    boolean targets = !source.path("targetWWNs").isEmpty();
    boolean identifiers = !source.path("wwids").isEmpty();
    FieldPath at = path.child("targetWWNs");
    if (!targets && !identifiers) {
      errors.add(FieldError.required(at, "must specify either targetWWNs or wwids, but not both"));
    } else if (targets && identifiers) {
      errors.add(
          FieldError.invalid(
              at,
              source.path("targetWWNs"),
              "targetWWNs and wwids can not be specified simultaneously"));
    } else if (targets && source.path("lun").isMissingNode()) {
      errors.add(
          FieldError.required(path.child("lun"), "lun is required if targetWWNs is specified"));
    }
    FieldChecks.between(source.path("lun"), 0, MAX_PARTITION, path.child("lun"), errors);
  }
}
