package io.binnacle.registry.core.podtemplate;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rules of a pod's containers. One instance, one pod. */
final class ContainerValidation {
  static final List<String> PULL_POLICIES = List.of("Always", "IfNotPresent", "Never");
  private static final List<String> MESSAGE_POLICIES = List.of("File", "FallbackToLogsOnError");

  /** What containers of a finished or of a short-lived kind cannot have. */
  private static final List<String> LONG_RUNNING =
      List.of("lifecycle", "livenessProbe", "readinessProbe", "startupProbe");

  /** What containers that come later cannot have, in the order of the fields' declaration. */
  private static final List<String> NOT_EPHEMERAL =
      List.of(
          "ports",
          "resources",
          "resizePolicy",
          "restartPolicy",
          "restartPolicyRules",
          "livenessProbe",
          "readinessProbe",
          "startupProbe",
          "lifecycle");

  private static final String EPHEMERAL = "cannot be set for an Ephemeral Container";

  private final JsonNode spec;
  private final Map<String, JsonNode> volumes;
  private final List<FieldError> errors;
  private final Set<String> regularNames = new HashSet<>();

  ContainerValidation(JsonNode spec, Map<String, JsonNode> volumes, List<FieldError> errors) {
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
      validateCommon(container, at);
      unique(container, regularNames, at);
      ProbeValidation.validate(container, graceSeconds(), at, errors);
      RestartRuleValidation.validate(container, at, errors);
    }
    validateHostPorts(spec.path("containers"), containers);
    validateInit(path.child("initContainers"));
    validateEphemeral(path.child("ephemeralContainers"));
  }

  private JsonNode graceSeconds() {
    return spec.path("terminationGracePeriodSeconds");
  }

  private void unique(JsonNode container, Set<String> names, FieldPath path) {
    String name = container.path("name").asText();
    if (!name.isEmpty() && !names.add(name)) {
      errors.add(FieldError.duplicate(path.child("name"), name));
    }
  }

  private void validateInit(FieldPath path) {
    Set<String> names = new HashSet<>(regularNames);
    int index = 0;
    for (JsonNode container : spec.path("initContainers")) {
      FieldPath at = path.index(index++);
      validateCommon(container, at);
      RestartRuleValidation.validate(container, at, errors);
      unique(container, names, at);
      // They run one after the other, so their ports are held against their own alone.
      validateHostPorts(List.of(container), path);
      if (isSidecar(container)) {
        ProbeValidation.validate(container, graceSeconds(), at, errors);
        continue;
      }
      for (String field : LONG_RUNNING) {
        if (container.hasNonNull(field)) {
          errors.add(
              FieldError.forbidden(
                  at.child(field),
                  "may not be set for init containers without restartPolicy=Always"));
        }
      }
    }
  }

  static boolean isSidecar(JsonNode container) {
    return container.path("restartPolicy").asText().equals("Always");
  }

  private void validateEphemeral(FieldPath path) {
    Set<String> others = new HashSet<>();
    for (String list : List.of("containers", "initContainers")) {
      spec.path(list).forEach(container -> others.add(container.path("name").asText()));
    }
    Set<String> names = new HashSet<>(others);
    int index = 0;
    for (JsonNode container : spec.path("ephemeralContainers")) {
      FieldPath at = path.index(index++);
      validateCommon(container, at);
      validateImageSpace(container, at, errors);
      unique(container, names, at);
      String target = container.path("targetContainerName").asText();
      if (!target.isEmpty() && !others.contains(target)) {
        errors.add(FieldError.notFound(at.child("targetContainerName"), target));
      }
      for (String field : NOT_EPHEMERAL) {
        JsonNode value = container.path(field);
        boolean structure = field.endsWith("Probe") || field.equals("lifecycle");
        if (structure ? value.isObject() : !value.isEmpty() || !value.asText().isEmpty()) {
          errors.add(FieldError.forbidden(at.child(field), EPHEMERAL));
        }
      }
      forbidSubPaths(container.path("volumeMounts"), at.child("volumeMounts"));
    }
  }

  /** Paths below a volume would stay mounted until the pod ends. */
  private void forbidSubPaths(JsonNode mounts, FieldPath path) {
    int index = 0;
    for (JsonNode mount : mounts) {
      FieldPath at = path.index(index++);
      for (String field : List.of("subPath", "subPathExpr")) {
        if (!mount.path(field).asText().isEmpty()) {
          errors.add(FieldError.forbidden(at.child(field), EPHEMERAL));
        }
      }
    }
  }

  /** A rule of pods alone: templates were let through without it once and still are. */
  static void validateImageSpace(JsonNode container, FieldPath path, List<FieldError> errors) {
    String image = container.path("image").asText();
    if (!image.strip().equals(image)) {
      errors.add(
          FieldError.invalid(
              path.child("image"), image, "must not have leading or trailing whitespace"));
    }
  }

  private void validateCommon(JsonNode container, FieldPath path) {
    if (container.path("name").asText().isEmpty()) {
      errors.add(FieldError.required(path.child("name"), ""));
    } else {
      FieldChecks.label(container.path("name"), path.child("name"), errors);
    }
    FieldChecks.required(container.path("image"), path.child("image"), errors);
    FieldChecks.requiredOneOf(
        container.path("terminationMessagePolicy"),
        MESSAGE_POLICIES,
        path.child("terminationMessagePolicy"),
        errors);
    validatePorts(container.path("ports"), path.child("ports"));
    EnvironmentValidation.validate(container, volumes, path, errors);
    new MountValidation(container, volumes, errors).validate(path);
    FieldChecks.requiredOneOf(
        container.path("imagePullPolicy"), PULL_POLICIES, path.child("imagePullPolicy"), errors);
    ResourceValidation.validateContainer(
        container.path("resources"), spec.path("resourceClaims"), path.child("resources"), errors);
    ResourceValidation.validateResizePolicy(
        container.path("resizePolicy"),
        spec.path("restartPolicy").asText(),
        path.child("resizePolicy"),
        errors);
    SecurityContextValidation.validateContainer(
        container.path("securityContext"),
        spec.path("hostUsers").asBoolean(true),
        path.child("securityContext"),
        errors);
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
      if (port.path("hostPort").asInt() != 0) {
        FieldChecks.portNumber(port.path("hostPort"), at.child("hostPort"), errors);
      }
      FieldChecks.requiredOneOf(
          port.path("protocol"), FieldChecks.PROTOCOLS, at.child("protocol"), errors);
    }
  }

  /** Two containers cannot have the same port of the node. */
  private void validateHostPorts(Iterable<JsonNode> containers, FieldPath path) {
    Set<String> taken = new HashSet<>();
    int index = 0;
    for (JsonNode container : containers) {
      FieldPath ports = path.index(index++).child("ports");
      int portIndex = 0;
      for (JsonNode port : container.path("ports")) {
        FieldPath at = ports.index(portIndex++).child("hostPort");
        int hostPort = port.path("hostPort").asInt();
        String use =
            port.path("protocol").asText() + "/" + port.path("hostIP").asText() + "/" + hostPort;
        if (hostPort != 0 && !taken.add(use)) {
          errors.add(FieldError.duplicate(at, use));
        }
      }
    }
  }
}
