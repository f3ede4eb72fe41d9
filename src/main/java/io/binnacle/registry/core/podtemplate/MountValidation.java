package io.binnacle.registry.core.podtemplate;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rules of how a container sees its pod's volumes. One instance, one container. */
final class MountValidation {
  private static final List<String> PROPAGATION =
      List.of("Bidirectional", "HostToContainer", "None");
  private static final List<String> READ_ONLY = List.of("Disabled", "Enabled", "IfPossible");

  private final JsonNode container;
  private final Map<String, JsonNode> volumes;
  private final List<FieldError> errors;

  MountValidation(JsonNode container, Map<String, JsonNode> volumes, List<FieldError> errors) {
    this.container = container;
    this.volumes = volumes;
    this.errors = errors;
  }

  void validate(FieldPath path) {
    Map<String, String> mounted = paths("volumeMounts", "mountPath");
    Map<String, String> devices = paths("volumeDevices", "devicePath");
    validateMounts(path.child("volumeMounts"), devices);
    validateDevices(path.child("volumeDevices"), mounted);
  }

  private Map<String, String> paths(String list, String field) {
    Map<String, String> paths = new HashMap<>();
    container
        .path(list)
        .forEach(use -> paths.put(use.path("name").asText(), use.path(field).asText()));
    return paths;
  }

  private void validateMounts(FieldPath path, Map<String, String> devices) {
    Set<String> paths = new HashSet<>();
    int index = 0;
    for (JsonNode mount : container.path("volumeMounts")) {
      FieldPath at = path.index(index++);
      String name = mount.path("name").asText();
      FieldChecks.required(mount.path("name"), at.child("name"), errors);
      if (!volumes.containsKey(name)) {
        errors.add(FieldError.notFound(at.child("name"), name));
      }
      String mountPath = mount.path("mountPath").asText();
      FieldChecks.required(mount.path("mountPath"), at.child("mountPath"), errors);
      if (!paths.add(mountPath)) {
        errors.add(FieldError.invalid(at.child("mountPath"), mountPath, "must be unique"));
      }
      validateOverlap(name, mountPath, devices, at.child("mountPath"), at);
      validateSubPaths(mount, at, path);
      validateMode(mount, path);
    }
  }

  private void validateOverlap(
      String name, String usePath, Map<String, String> others, FieldPath pathOfUse, FieldPath at) {
    boolean mount = pathOfUse.toString().endsWith("mountPath");
    String other = mount ? "volumeDevices" : "volumeMounts";
    Collection<String> otherPaths = others.values();
    if (others.containsKey(name)) {
      errors.add(FieldError.invalid(at.child("name"), name, "must not already exist in " + other));
    }
    if (otherPaths.contains(usePath)) {
      errors.add(
          FieldError.invalid(pathOfUse, usePath, "must not already exist as a path in " + other));
    }
  }

  private void validateSubPaths(JsonNode mount, FieldPath at, FieldPath mounts) {
    JsonNode subPath = mount.path("subPath");
    JsonNode expression = mount.path("subPathExpr");
    // Kubernetes names the list here, not the mount.
    if (!subPath.asText().isEmpty()) {
      FieldChecks.relativePath(subPath, mounts.child("subPath"), errors);
    }
    if (!expression.asText().isEmpty()) {
      if (!subPath.asText().isEmpty()) {
        errors.add(
            FieldError.invalid(
                at.child("subPathExpr"),
                expression,
                "subPathExpr and subPath are mutually exclusive"));
      }
      FieldChecks.relativePath(expression, mounts.child("subPathExpr"), errors);
    }
  }

  private void validateMode(JsonNode mount, FieldPath path) {
    JsonNode propagation = mount.path("mountPropagation");
    FieldPath at = path.child("mountPropagation");
    if (propagation.isTextual()) {
      if (!PROPAGATION.contains(propagation.asText())) {
        errors.add(FieldError.notSupported(at, propagation.asText(), PROPAGATION));
      }
      if (propagation.asText().equals("Bidirectional")
          && !container.at("/securityContext/privileged").asBoolean()) {
        errors.add(
            FieldError.forbidden(
                at, "Bidirectional mount propagation is available only to privileged containers"));
      }
    }
    validateRecursion(mount, path.child("recursiveReadOnly"));
  }

  /** KEP-3857. */
  private void validateRecursion(JsonNode mount, FieldPath path) {
    JsonNode recursive = mount.path("recursiveReadOnly");
    if (!recursive.isTextual() || recursive.asText().equals("Disabled")) {
      return;
    }
    if (!READ_ONLY.contains(recursive.asText())) {
      errors.add(FieldError.notSupported(path, recursive.asText(), READ_ONLY));
      return;
    }
    if (!mount.path("readOnly").asBoolean()) {
      errors.add(FieldError.forbidden(path, "may only be specified when readOnly is true"));
    }
    if (!mount.path("mountPropagation").asText("None").equals("None")) {
      errors.add(
          FieldError.forbidden(
              path, "may only be specified when mountPropagation is None or not specified"));
    }
  }

  private void validateDevices(FieldPath path, Map<String, String> mounted) {
    Set<String> names = new HashSet<>();
    Set<String> paths = new HashSet<>();
    int index = 0;
    for (JsonNode device : container.path("volumeDevices")) {
      FieldPath at = path.index(index++);
      String name = device.path("name").asText();
      FieldChecks.required(device.path("name"), at.child("name"), errors);
      if (!name.isEmpty() && !names.add(name)) {
        errors.add(FieldError.invalid(at.child("name"), name, "must be unique"));
      }
      validateDeviceVolume(name, at.child("name"));
      String devicePath = device.path("devicePath").asText();
      FieldPath pathAt = at.child("devicePath");
      FieldChecks.required(device.path("devicePath"), pathAt, errors);
      if (paths.contains(devicePath)) {
        errors.add(FieldError.invalid(pathAt, devicePath, "must be unique"));
      }
      if (Arrays.asList(devicePath.split("/", -1)).contains("..")) {
        errors.add(FieldError.invalid(pathAt, devicePath, "can not contain backsteps ('..')"));
      } else {
        paths.add(devicePath);
      }
      validateOverlap(name, devicePath, mounted, pathAt, at);
    }
  }

  private void validateDeviceVolume(String name, FieldPath path) {
    JsonNode volume = volumes.get(name);
    if (volume == null) {
      errors.add(FieldError.notFound(path, name));
    } else if (!volume.has("persistentVolumeClaim") && !volume.has("ephemeral")) {
      errors.add(
          FieldError.invalid(
              path,
              name,
              "can only use volume source type of PersistentVolumeClaim or Ephemeral for block"
                  + " mode"));
    }
  }
}
