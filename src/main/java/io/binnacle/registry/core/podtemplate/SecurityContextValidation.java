package io.binnacle.registry.core.podtemplate;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.InternalForm;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules of security contexts. */
final class SecurityContextValidation {
  private static final String SYSCTL_SEGMENT = "[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
  private static final String SYSCTL_FORMAT = "(" + SYSCTL_SEGMENT + "[\\./])*" + SYSCTL_SEGMENT;
  private static final Pattern SYSCTL = Pattern.compile(SYSCTL_FORMAT);
  private static final int MAX_SYSCTL = 253;
  private static final int MAX_PROFILE = 4095;
  private static final List<String> CHANGE_POLICIES = List.of("Always", "OnRootMismatch");
  private static final List<String> GROUP_POLICIES = List.of("Merge", "Strict");
  private static final List<String> LABEL_POLICIES = List.of("MountOption", "Recursive");
  private static final List<String> PROC_MOUNTS = List.of("Default", "Unmasked");
  private static final List<String> PROFILE_TYPES =
      List.of("Localhost", "RuntimeDefault", "Unconfined");

  static final InternalForm PROFILE =
      InternalForm.empty().texts("Type").optional("LocalhostProfile");
  static final InternalForm SE_LINUX = InternalForm.empty().texts("User", "Role", "Type", "Level");
  static final InternalForm WINDOWS =
      InternalForm.empty()
          .optional("GMSACredentialSpecName", "GMSACredentialSpec", "RunAsUserName", "HostProcess");
  static final InternalForm CONTEXT =
      InternalForm.empty()
          .nested("Capabilities", InternalForm.empty().optional("Add", "Drop"))
          .optional("Privileged")
          .nested("SELinuxOptions", SE_LINUX)
          .nested("WindowsOptions", WINDOWS)
          .optional(
              "RunAsUser",
              "RunAsGroup",
              "RunAsNonRoot",
              "ReadOnlyRootFilesystem",
              "AllowPrivilegeEscalation",
              "ProcMount")
          .nested("SeccompProfile", PROFILE)
          .nested("AppArmorProfile", PROFILE);

  private SecurityContextValidation() {}

  static void validatePod(JsonNode spec, FieldPath path, List<FieldError> errors) {
    JsonNode context = spec.path("securityContext");
    for (String field : List.of("fsGroup", "runAsUser", "runAsGroup")) {
      id(context.path(field), path.child(field), errors);
    }
    int index = 0;
    for (JsonNode group : context.path("supplementalGroups")) {
      id(group, path.child("supplementalGroups").index(index++), errors);
    }
    if (spec.path("shareProcessNamespace").asBoolean() && spec.path("hostPID").asBoolean()) {
      errors.add(
          FieldError.invalid(
              path.child("shareProcessNamespace"),
              spec.path("shareProcessNamespace"),
              "ShareProcessNamespace and HostPID cannot both be enabled"));
    }
    sysctls(spec, context.path("sysctls"), path.child("sysctls"), errors);
    supported(context, "fsGroupChangePolicy", CHANGE_POLICIES, path, errors);
    seccomp(context.path("seccompProfile"), path.child("seccompProfile"), errors);
    WindowsOptionsValidation.validate(
        context.path("windowsOptions"), path.child("windowsOptions"), errors);
    appArmor(context.path("appArmorProfile"), path.child("appArmorProfile"), errors);
    supported(context, "supplementalGroupsPolicy", GROUP_POLICIES, path, errors);
    supported(context, "seLinuxChangePolicy", LABEL_POLICIES, path, errors);
  }

  private static void supported(
      JsonNode context,
      String field,
      List<String> supported,
      FieldPath path,
      List<FieldError> errors) {
    JsonNode value = context.path(field);
    if (value.isTextual() && !supported.contains(value.asText())) {
      errors.add(FieldError.notSupported(path.child(field), value.asText(), supported));
    }
  }

  static void validateContainer(
      JsonNode context, boolean hostUsers, FieldPath path, List<FieldError> errors) {
    id(context.path("runAsUser"), path.child("runAsUser"), errors);
    id(context.path("runAsGroup"), path.child("runAsGroup"), errors);
    supported(context, "procMount", PROC_MOUNTS, path, errors);
    if (hostUsers && context.path("procMount").asText().equals("Unmasked")) {
      errors.add(
          FieldError.invalid(
              path.child("procMount"), "Unmasked", "`hostUsers` must be false to use `Unmasked`"));
    }
    seccomp(context.path("seccompProfile"), path.child("seccompProfile"), errors);
    escalation(context, path, errors);
    WindowsOptionsValidation.validate(
        context.path("windowsOptions"), path.child("windowsOptions"), errors);
    appArmor(context.path("appArmorProfile"), path.child("appArmorProfile"), errors);
  }

  private static void escalation(JsonNode context, FieldPath path, List<FieldError> errors) {
    if (context.path("allowPrivilegeEscalation").asBoolean(true)) {
      return;
    }
    if (context.path("privileged").asBoolean()) {
      errors.add(
          FieldError.invalidRaw(
              path,
              CONTEXT.show(context),
              "cannot set `allowPrivilegeEscalation` to false and `privileged` to true"));
    }
    for (String capability : Trees.texts(context.at("/capabilities/add"))) {
      if (capability.equals("CAP_SYS_ADMIN")) {
        errors.add(
            FieldError.invalidRaw(
                path,
                CONTEXT.show(context),
                "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add`"
                    + " CAP_SYS_ADMIN"));
      }
    }
  }

  private static void id(JsonNode id, FieldPath path, List<FieldError> errors) {
    FieldChecks.between(id, 0, Integer.MAX_VALUE, path, errors);
  }

  private static void sysctls(
      JsonNode spec, JsonNode sysctls, FieldPath path, List<FieldError> errors) {
    Set<String> names = new HashSet<>();
    int index = 0;
    for (JsonNode sysctl : sysctls) {
      FieldPath at = path.index(index++).child("name");
      String name = sysctl.path("name").asText();
      if (name.isEmpty()) {
        errors.add(FieldError.required(at, ""));
      } else if (name.length() > MAX_SYSCTL || !SYSCTL.matcher(name).matches()) {
        errors.add(
            FieldError.invalid(
                at,
                name,
                "must have at most "
                    + MAX_SYSCTL
                    + " characters and match regex ^"
                    + SYSCTL_FORMAT
                    + "$"));
      } else if (names.contains(name)) {
        errors.add(FieldError.duplicate(at, name));
      }
      names.add(name);
      hostSysctl(spec, name.replace('/', '.'), name, at, errors);
    }
  }

  /** A parameter of a namespace that the pod shares with the host would be the host's. */
  private static void hostSysctl(
      JsonNode spec, String dotted, String name, FieldPath path, List<FieldError> errors) {
    boolean ipc =
        dotted.startsWith("kernel.msg")
            || dotted.startsWith("kernel.shm")
            || dotted.equals("kernel.sem")
            || dotted.startsWith("fs.mqueue.");
    if (spec.path("hostNetwork").asBoolean() && dotted.startsWith("net.")) {
      errors.add(FieldError.invalid(path, name, "may not be specified when 'hostNetwork' is true"));
    } else if (spec.path("hostIPC").asBoolean() && ipc) {
      errors.add(FieldError.invalid(path, name, "may not be specified when 'hostIPC' is true"));
    }
  }

  private static void seccomp(JsonNode profile, FieldPath path, List<FieldError> errors) {
    if (!profile.isObject()) {
      return;
    }
    type(profile, "type is required when seccompProfile is set", path, errors);
    JsonNode file = profile.path("localhostProfile");
    FieldPath at = path.child("localhostProfile");
    if (profile.path("type").asText().equals("Localhost")) {
      if (file.isTextual()) {
        FieldChecks.relativePath(file, at, errors);
      } else {
        errors.add(FieldError.required(at, "must be set when seccomp type is Localhost"));
      }
    } else if (file.isTextual()) {
      errors.add(
          FieldError.invalidRaw(
              at, PROFILE.show(profile), "can only be set when seccomp type is Localhost"));
    }
  }

  private static void type(
      JsonNode profile, String whenMissing, FieldPath path, List<FieldError> errors) {
    if (profile.path("type").asText().isEmpty()) {
      errors.add(FieldError.required(path.child("type"), whenMissing));
    } else {
      FieldChecks.oneOf(profile.path("type"), PROFILE_TYPES, path.child("type"), errors);
    }
  }

  private static void appArmor(JsonNode profile, FieldPath path, List<FieldError> errors) {
    if (!profile.isObject()) {
      return;
    }
    String type = profile.path("type").asText();
    JsonNode file = profile.path("localhostProfile");
    FieldPath at = path.child("localhostProfile");
    if (type.equals("Localhost")) {
      String name = file.asText();
      if (!name.strip().equals(name)) {
        errors.add(FieldError.invalid(at, name, "must not be padded with whitespace"));
      } else if (name.isEmpty()) {
        errors.add(FieldError.required(at, "must be set when AppArmor type is Localhost"));
      }
      if (name.length() > MAX_PROFILE) {
        errors.add(FieldError.tooLong(at, MAX_PROFILE));
      }
    } else if (PROFILE_TYPES.contains(type)) {
      if (file.isTextual()) {
        errors.add(FieldError.invalid(at, file, "can only be set when AppArmor type is Localhost"));
      }
    } else {
      type(profile, "type is required when appArmorProfile is set", path, errors);
    }
  }
}
