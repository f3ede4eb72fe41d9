package io.binnacle.registry.core.podtemplate;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules of a pod's containers. One instance, one pod. */
final class ContainerValidation {
  static final Set<String> PULL_POLICIES = Set.of("Always", "IfNotPresent", "Never");
  private static final Set<String> MESSAGE_POLICIES = Set.of("File", "FallbackToLogsOnError");

  /** What containers of a finished or of a short-lived kind cannot have. */
  private static final List<String> LONG_RUNNING =
      List.of("lifecycle", "livenessProbe", "readinessProbe", "startupProbe");

  private final JsonNode spec;
  private final Set<String> volumes;
  private final List<FieldError> errors;
  private final Set<String> names = new HashSet<>();
  private final Set<String> hostPorts = new HashSet<>();

  ContainerValidation(JsonNode spec, Set<String> volumes, List<FieldError> errors) {
    this.spec = spec;
    this.volumes = volumes;
    this.errors = errors;
  }

  void validate(FieldPath path) {
    FieldPath containers = path.child("containers");
    if (spec.path("containers").isEmpty()) {
      errors.add(FieldError.required(containers, ""));
    }
    int index = 0;
    for (JsonNode container : spec.path("containers")) {
      FieldPath at = containers.index(index++);
      validateContainer(container, at);
      ProbeValidation.validate(container, at, errors);
    }
    index = 0;
    for (JsonNode container : spec.path("initContainers")) {
      validateInit(container, path.child("initContainers").index(index++));
    }
    index = 0;
    for (JsonNode container : spec.path("ephemeralContainers")) {
      validateEphemeral(container, path.child("ephemeralContainers").index(index++));
    }
  }

  private void validateInit(JsonNode container, FieldPath path) {
    validateContainer(container, path);
    boolean sidecar = container.path("restartPolicy").asText().equals("Always");
    if (sidecar) {
      ProbeValidation.validate(container, path, errors);
      return;
    }
    for (String field : LONG_RUNNING) {
      if (container.hasNonNull(field)) {
        errors.add(
            FieldError.forbidden(
                path.child(field),
                "may not be set for init containers without restartPolicy=Always"));
      }
    }
  }

  private void validateEphemeral(JsonNode container, FieldPath path) {
    validateCommon(container, path);
    String target = container.path("targetContainerName").asText();
    if (!target.isEmpty() && !names.contains(target)) {
      errors.add(FieldError.notFound(path.child("targetContainerName"), target));
    }
    for (String field :
        List.of("ports", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle")) {
      if (container.hasNonNull(field)) {
        forbidEphemeral(path, field);
      }
    }
    if (!container.path("resources").isEmpty()) {
      forbidEphemeral(path, "resources");
    }
  }

  private void forbidEphemeral(FieldPath path, String field) {
    errors.add(FieldError.forbidden(path.child(field), "cannot be set for an Ephemeral Container"));
  }

  private void validateContainer(JsonNode container, FieldPath path) {
    validateCommon(container, path);
    validatePorts(container.path("ports"), path.child("ports"));
    ResourceValidation.validate(container.path("resources"), path.child("resources"), errors);
  }

  private void validateCommon(JsonNode container, FieldPath path) {
    String name = container.path("name").asText();
    if (name.isEmpty()) {
      errors.add(FieldError.required(path.child("name"), ""));
    } else {
      FieldChecks.invalid(name, Names.dns1123Label(name, false), path.child("name"), errors);
    }
    if (!name.isEmpty() && !names.add(name)) {
      errors.add(FieldError.duplicate(path.child("name"), name));
    }
    String image = container.path("image").asText();
    if (image.isEmpty()) {
      errors.add(FieldError.required(path.child("image"), ""));
    } else if (!image.strip().equals(image)) {
      errors.add(
          FieldError.invalid(
              path.child("image"), image, "must not have leading or trailing whitespace"));
    }
    FieldChecks.requiredOneOf(
        container.path("terminationMessagePolicy"),
        MESSAGE_POLICIES,
        path.child("terminationMessagePolicy"),
        errors);
    EnvironmentValidation.validate(container, path, errors);
    validateMounts(container.path("volumeMounts"), path.child("volumeMounts"));
    FieldChecks.requiredOneOf(
        container.path("imagePullPolicy"), PULL_POLICIES, path.child("imagePullPolicy"), errors);
    SecurityContextValidation.validateContainer(
        container.path("securityContext"), path.child("securityContext"), errors);
  }

  private void validatePorts(JsonNode ports, FieldPath path) {
    Set<String> portNames = new HashSet<>();
    int index = 0;
    for (JsonNode port : ports) {
      FieldPath at = path.index(index++);
      String name = port.path("name").asText();
      if (!name.isEmpty()) {
        List<String> problems = FieldChecks.portName(name);
        FieldChecks.invalid(name, problems, at.child("name"), errors);
        if (problems.isEmpty() && !portNames.add(name)) {
          errors.add(FieldError.duplicate(at.child("name"), name));
        }
      }
      if (port.path("containerPort").asInt() == 0) {
        errors.add(FieldError.required(at.child("containerPort"), ""));
      } else {
        FieldChecks.portNumber(port.path("containerPort"), at.child("containerPort"), errors);
      }
      FieldChecks.requiredOneOf(
          port.path("protocol"), FieldChecks.PROTOCOLS, at.child("protocol"), errors);
      validateHostPort(port, at.child("hostPort"));
    }
  }

  private void validateHostPort(JsonNode port, FieldPath path) {
    int hostPort = port.path("hostPort").asInt();
    if (hostPort == 0) {
      return;
    }
    FieldChecks.portNumber(port.path("hostPort"), path, errors);
    if (spec.path("hostNetwork").asBoolean() && hostPort != port.path("containerPort").asInt()) {
      errors.add(
          FieldError.invalid(
              path, hostPort, "must match `containerPort` when `hostNetwork` is true"));
    }
    String taken =
        port.path("protocol").asText() + "/" + port.path("hostIP").asText() + "/" + hostPort;
    if (!hostPorts.add(taken)) {
      errors.add(FieldError.duplicate(path, taken));
    }
  }

  private void validateMounts(JsonNode mounts, FieldPath path) {
    Set<String> paths = new HashSet<>();
    int index = 0;
    for (JsonNode mount : mounts) {
      FieldPath at = path.index(index++);
      String name = mount.path("name").asText();
      if (name.isEmpty()) {
        errors.add(FieldError.required(at.child("name"), ""));
      } else if (!volumes.contains(name)) {
        errors.add(FieldError.notFound(at.child("name"), name));
      }
      String mountPath = mount.path("mountPath").asText();
      if (mountPath.isEmpty()) {
        errors.add(FieldError.required(at.child("mountPath"), ""));
      }
      if (!paths.add(mountPath)) {
        errors.add(FieldError.invalid(at.child("mountPath"), mountPath, "must be unique"));
      }
      if (!mount.path("subPath").asText().isEmpty()) {
        FieldChecks.relativePath(mount.path("subPath"), at.child("subPath"), errors);
      }
      if (!mount.path("subPathExpr").asText().isEmpty()) {
        if (!mount.path("subPath").asText().isEmpty()) {
          errors.add(
              FieldError.invalid(
                  at.child("subPathExpr"),
                  mount.path("subPathExpr"),
                  "subPathExpr and subPath are mutually exclusive"));
        }
        FieldChecks.relativePath(mount.path("subPathExpr"), at.child("subPathExpr"), errors);
      }
    }
  }
}
