package io.binnacle.registry.core.podtemplate;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import java.util.ArrayList;
import java.util.List;

/** The rules of what goes with a pod's operating system, and of processes on a Windows host. */
final class OperatingSystemValidation {
  private static final List<String> SYSTEMS = List.of("linux", "windows");
  private static final List<String> LISTS =
      List.of("initContainers", "containers", "ephemeralContainers");

  /** The fields of pods and of their security contexts that Linux alone knows. */
  private static final List<String> LINUX_POD =
      List.of(
          "securityContext.appArmorProfile",
          "securityContext.seLinuxOptions",
          "hostUsers",
          "hostPID",
          "hostIPC",
          "securityContext.seccompProfile",
          "securityContext.fsGroup",
          "securityContext.fsGroupChangePolicy",
          "securityContext.sysctls",
          "shareProcessNamespace",
          "securityContext.runAsUser",
          "securityContext.runAsGroup",
          "securityContext.supplementalGroups",
          "securityContext.supplementalGroupsPolicy",
          "securityContext.seLinuxChangePolicy");

  private static final List<String> LINUX_CONTAINER =
      List.of(
          "appArmorProfile",
          "seLinuxOptions",
          "seccompProfile",
          "capabilities",
          "readOnlyRootFilesystem",
          "privileged",
          "allowPrivilegeEscalation",
          "procMount",
          "runAsUser",
          "runAsGroup");

  private OperatingSystemValidation() {}

  /** A container with its place. */
  private record Located(JsonNode container, FieldPath path) {
    JsonNode context() {
      return container.path("securityContext");
    }

    FieldPath contextPath() {
      return path.child("securityContext");
    }
  }

  private static List<Located> containers(JsonNode spec, FieldPath path) {
    List<Located> all = new ArrayList<>();
    for (String list : LISTS) {
      int index = 0;
      for (JsonNode container : spec.path(list)) {
        all.add(new Located(container, path.child(list).index(index++)));
      }
    }
    return all;
  }

  static void validate(JsonNode spec, FieldPath path, List<FieldError> errors) {
    JsonNode system = spec.path("os");
    if (!system.isObject()) {
      return;
    }
    String name = system.path("name").asText();
    switch (name) {
      case "" -> errors.add(FieldError.required(path.child("os").child("name"), "cannot be empty"));
      case "linux" -> validateLinux(spec, path, errors);
      case "windows" -> validateWindows(spec, path, errors);
      default -> errors.add(FieldError.notSupported(path.child("os"), name, SYSTEMS));
    }
  }

  private static void validateLinux(JsonNode spec, FieldPath path, List<FieldError> errors) {
    FieldPath context = path.child("securityContext");
    forbidWindows(spec.path("securityContext"), context, errors);
    for (Located each : containers(spec, path)) {
      forbidWindows(each.context(), each.contextPath(), errors);
    }
  }

  private static void forbidWindows(JsonNode context, FieldPath path, List<FieldError> errors) {
    if (context.path("windowsOptions").isObject()) {
      errors.add(
          FieldError.forbidden(
              path.child("windowsOptions"), "windows options cannot be set for a linux pod"));
    }
  }

  private static void validateWindows(JsonNode spec, FieldPath path, List<FieldError> errors) {
    for (String field : LINUX_POD) {
      FieldPath at = path;
      JsonNode value = spec;
      for (String step : field.split("\\.", -1)) {
        at = at.child(step);
        value = value.path(step);
      }
      // The host's namespaces are shared only when it is said so; of the rest any word is too much.
      boolean flag = field.equals("hostPID") || field.equals("hostIPC");
      boolean list = value.isArray() && value.isEmpty();
      if (flag ? value.asBoolean() : !value.isMissingNode() && !value.isNull() && !list) {
        errors.add(FieldError.forbidden(at, "cannot be set for a windows pod"));
      }
    }
    for (Located each : containers(spec, path)) {
      for (String field : LINUX_CONTAINER) {
        if (each.context().hasNonNull(field)) {
          errors.add(
              FieldError.forbidden(
                  each.contextPath().child(field), "cannot be set for a windows pod"));
        }
      }
    }
  }

  /** KEP-1981: either all of a pod's containers are processes of the host, or none. */
  static void hostProcess(JsonNode spec, FieldPath path, List<FieldError> errors) {
    JsonNode ofPod = spec.at("/securityContext/windowsOptions/hostProcess");
    List<Located> containers = containers(spec, path);
    int hostProcesses = 0;
    for (Located each : containers) {
      JsonNode own = each.context().at("/windowsOptions/hostProcess");
      if (ofPod.isBoolean() && own.isBoolean() && ofPod.asBoolean() != own.asBoolean()) {
        errors.add(
            FieldError.invalid(
                each.contextPath().child("windowsOptions").child("hostProcess"),
                own,
                "pod hostProcess value must be identical if both are specified, was "
                    + ofPod.asBoolean()));
      }
      if (own.isBoolean() ? own.asBoolean() : ofPod.asBoolean()) {
        hostProcesses++;
      }
    }
    if (hostProcesses == 0) {
      return;
    }
    if (hostProcesses != containers.size()) {
      errors.add(
          FieldError.invalid(
              path,
              "",
              "If pod contains any hostProcess containers then all containers must be HostProcess"
                  + " containers"));
    }
    if (!spec.path("hostNetwork").asBoolean()) {
      errors.add(
          FieldError.invalidRaw(
              path.child("hostNetwork"),
              "false",
              "hostNetwork must be true if pod contains any hostProcess containers"));
    }
  }
}
