package io.binnacle.registry.core.podtemplate;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The rules of storage that is there without a pod: on nodes, in networks, in clouds. */
final class VolumeSourceValidation {
  private static final List<String> HOST_PATH_TYPES =
      List.of(
          "",
          "BlockDevice",
          "CharDevice",
          "Directory",
          "DirectoryOrCreate",
          "File",
          "FileOrCreate",
          "Socket");

  private static final int MAX_PARTITION = 255;

  /** The same error for partitions below one: zero is the whole disk and passes. */
  private static final String PARTITION = "must be between 1 and 255, inclusive";

  private static final int MAX_TENANT = 64;
  private static final String PAIRS =
      "must be a host:port pair or multiple pairs separated by commas";
  private static final Pattern PAIR = Pattern.compile("[^:\\[\\]]*:[^:]*|\\[[^\\[\\]]*\\]:[^:]*");
  private static final List<String> CACHING = List.of("None", "ReadOnly", "ReadWrite");
  private static final List<String> DISK_KINDS = List.of("Dedicated", "Managed", "Shared");

  /** What a source must say, of those that have no other rule before it. */
  private static final Map<String, List<String>> REQUIRED =
      Map.ofEntries(
          Map.entry("gcePersistentDisk", List.of("pdName")),
          Map.entry("awsElasticBlockStore", List.of("volumeID")),
          Map.entry("gitRepo", List.of("repository")),
          Map.entry("nfs", List.of("server", "path")),
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
          Map.entry("scaleIO", List.of("gateway", "system", "volumeName")));

  private VolumeSourceValidation() {}

  static void validate(String type, JsonNode source, FieldPath path, List<FieldError> errors) {
    // Kubernetes reports what is wrong with these disks under another name.
    FieldPath at =
        type.equals("gcePersistentDisk")
            ? FieldPath.of(path.toString().replace("gcePersistentDisk", "persistentDisk"))
            : path;
    for (String field : REQUIRED.getOrDefault(type, List.of())) {
      JsonNode value = source.path(field);
      if (value.isArray() ? value.isEmpty() : value.asText().isEmpty()) {
        errors.add(FieldError.required(at.child(field), ""));
      }
    }
    switch (type) {
      case "hostPath" -> hostPath(source, at, errors);
      case "gcePersistentDisk", "awsElasticBlockStore" ->
          partition(source.path("partition"), at.child("partition"), errors);
      case "gitRepo" ->
          FieldChecks.relativePath(source.path("directory"), at.child("directory"), errors);
      case "nfs" -> absolute(source.path("path"), at.child("path"), errors);
      case "iscsi" -> IscsiValidation.validate(source, at, errors);
      case "fc" -> fibreChannel(source, at, errors);
      case "flexVolume" -> flexOptions(source.path("options"), at.child("options"), errors);
      case "quobyte" -> quobyte(source, at, errors);
      case "flocker" -> flocker(source, at, errors);
      case "azureDisk" -> azureDisk(source, at, errors);
      case "storageos" -> storageOs(source, at, errors);
      case "cinder" -> secretName(source, at, errors);
      default -> {
        // What else these sources say is for those who mount them.
      }
    }
  }

  private static void partition(JsonNode partition, FieldPath path, List<FieldError> errors) {
    if (partition.asInt() < 0 || partition.asInt() > MAX_PARTITION) {
      errors.add(FieldError.invalid(path, partition, PARTITION));
    }
  }

  private static void hostPath(JsonNode source, FieldPath path, List<FieldError> errors) {
    if (source.path("path").asText().isEmpty()) {
      errors.add(FieldError.required(path.child("path"), ""));
      return;
    }
    FieldChecks.noStepBack(source.path("path"), path.child("path"), errors);
    String type = source.path("type").asText();
    if (!HOST_PATH_TYPES.contains(type)) {
      errors.add(FieldError.notSupported(path.child("type"), type, HOST_PATH_TYPES));
    }
  }

  private static void absolute(JsonNode value, FieldPath path, List<FieldError> errors) {
    if (!value.asText().startsWith("/")) {
      errors.add(FieldError.invalid(path, value.asText(), "must be an absolute path"));
    }
  }

  /** A device is named by its targets and unit, or by its world-wide identifiers. */
  private static void fibreChannel(JsonNode source, FieldPath path, List<FieldError> errors) {
    boolean targets = !source.path("targetWWNs").isEmpty();
    boolean identifiers = !source.path("wwids").isEmpty();
    FieldPath at = path.child("targetWWNs");
    if (!targets && !identifiers) {
      errors.add(FieldError.required(at, "must specify either targetWWNs or wwids, but not both"));
    }
    if (targets && identifiers) {
      errors.add(
          FieldError.invalid(
              at,
              source.path("targetWWNs"),
              "targetWWNs and wwids can not be specified simultaneously"));
    }
    if (targets && !source.path("lun").isNumber()) {
      errors.add(
          FieldError.required(path.child("lun"), "lun is required if targetWWNs is specified"));
    } else if (targets) {
      FieldChecks.between(source.path("lun"), 0, MAX_PARTITION, path.child("lun"), errors);
    }
  }

  /** Options with a prefix of Kubernetes' own are its own. */
  private static void flexOptions(JsonNode options, FieldPath path, List<FieldError> errors) {
    options
        .fieldNames()
        .forEachRemaining(key -> {
          int slash = key.indexOf('/');
          String prefix = slash < 0 ? key : key.substring(0, slash);
          String domain = "." + prefix.toLowerCase(Locale.ROOT);
          if (domain.endsWith(".kubernetes.io") || domain.endsWith(".k8s.io")) {
            errors.add(
                FieldError.invalid(
                    path.key(key), key, "kubernetes.io and k8s.io namespaces are reserved"));
          }
        });
  }

  private static void quobyte(JsonNode source, FieldPath path, List<FieldError> errors) {
    String registry = source.path("registry").asText();
    if (registry.isEmpty()) {
      errors.add(FieldError.required(path.child("registry"), PAIRS));
    } else if (source.path("tenant").asText().length() > MAX_TENANT) {
      errors.add(
          FieldError.required(
              path.child("tenant"), "must be a UUID and may not exceed a length of 64 characters"));
    } else {
      for (String pair : registry.split(",", -1)) {
        if (!PAIR.matcher(pair).matches()) {
          errors.add(FieldError.invalid(path.child("registry"), registry, PAIRS));
        }
      }
    }
    FieldChecks.required(source.path("volume"), path.child("volume"), errors);
  }

  private static void flocker(JsonNode source, FieldPath path, List<FieldError> errors) {
    String name = source.path("datasetName").asText();
    boolean identified = !source.path("datasetUUID").asText().isEmpty();
    if (name.isEmpty() && !identified) {
      errors.add(FieldError.required(path, "one of datasetName and datasetUUID is required"));
    } else if (!name.isEmpty() && identified) {
      errors.add(
          FieldError.invalid(
              path, "resource", "datasetName and datasetUUID can not be specified simultaneously"));
    }
    if (name.contains("/")) {
      errors.add(FieldError.invalid(path.child("datasetName"), name, "must not contain '/'"));
    }
  }

  private static void azureDisk(JsonNode source, FieldPath path, List<FieldError> errors) {
    FieldChecks.oneOf(source.path("cachingMode"), CACHING, path.child("cachingMode"), errors);
    FieldChecks.oneOf(source.path("kind"), DISK_KINDS, path.child("kind"), errors);
    String address = source.path("diskURI").asText();
    boolean managed = source.path("kind").asText().equals("Managed");
    if (managed && !address.startsWith("/subscriptions/")) {
      errors.add(
          FieldError.notSupported(
              path.child("diskURI"),
              address,
              List.of(
                  "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/"
                      + "microsoft.compute/disks/{disk-id}")));
    } else if (!managed && source.hasNonNull("kind") && !address.startsWith("https://")) {
      errors.add(
          FieldError.notSupported(
              path.child("diskURI"),
              address,
              List.of(
                  "https://{account-name}.blob.core.windows.net/{container-name}/"
                      + "{disk-name}.vhd")));
    }
  }

  private static void storageOs(JsonNode source, FieldPath path, List<FieldError> errors) {
    if (source.path("volumeName").asText().isEmpty()) {
      errors.add(FieldError.required(path.child("volumeName"), ""));
    } else {
      FieldChecks.label(source.path("volumeName"), path.child("volumeName"), errors);
    }
    if (!source.path("volumeNamespace").asText().isEmpty()) {
      FieldChecks.label(source.path("volumeNamespace"), path.child("volumeNamespace"), errors);
    }
    secretName(source, path, errors);
  }

  private static void secretName(JsonNode source, FieldPath path, List<FieldError> errors) {
    JsonNode secret = source.path("secretRef");
    if (secret.isObject()) {
      FieldChecks.required(secret.path("name"), path.child("secretRef").child("name"), errors);
    }
  }
}
