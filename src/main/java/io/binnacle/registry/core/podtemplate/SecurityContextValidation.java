package io.binnacle.registry.core.podtemplate;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules of security contexts. */
final class SecurityContextValidation {
  private static final String SYSCTL_SEGMENT = "[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
  private static final String SYSCTL_FORMAT = "(" + SYSCTL_SEGMENT + "[\\./])*" + SYSCTL_SEGMENT;
  private static final Pattern SYSCTL = Pattern.compile(SYSCTL_FORMAT);
  private static final Set<String> GROUP_POLICIES = Set.of("OnRootMismatch", "Always");
  private static final Set<String> PROFILE_TYPES =
      Set.of("Localhost", "RuntimeDefault", "Unconfined");

  private SecurityContextValidation() {}

  static void validatePod(JsonNode spec, FieldPath path, List<FieldError> errors) {
    JsonNode context = spec.path("securityContext");
    id(context.path("fsGroup"), path.child("fsGroup"), errors);
    id(context.path("runAsUser"), path.child("runAsUser"), errors);
    id(context.path("runAsGroup"), path.child("runAsGroup"), errors);
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
    sysctls(context.path("sysctls"), path.child("sysctls"), errors);
    FieldChecks.oneOf(
        context.path("fsGroupChangePolicy"),
        GROUP_POLICIES,
        path.child("fsGroupChangePolicy"),
        errors);
    profile(context.path("seccompProfile"), path.child("seccompProfile"), errors);
    FieldChecks.relativePath(
        context.at("/seccompProfile/localhostProfile"),
        path.child("seccompProfile").child("localhostProfile"),
        errors);
    profile(context.path("appArmorProfile"), path.child("appArmorProfile"), errors);
  }

  static void validateContainer(JsonNode context, FieldPath path, List<FieldError> errors) {
    id(context.path("runAsUser"), path.child("runAsUser"), errors);
    id(context.path("runAsGroup"), path.child("runAsGroup"), errors);
    FieldChecks.oneOf(
        context.path("procMount"), Set.of("Default", "Unmasked"), path.child("procMount"), errors);
    profile(context.path("seccompProfile"), path.child("seccompProfile"), errors);
    FieldChecks.relativePath(
        context.at("/seccompProfile/localhostProfile"),
        path.child("seccompProfile").child("localhostProfile"),
        errors);
    profile(context.path("appArmorProfile"), path.child("appArmorProfile"), errors);
    JsonNode escalation = context.path("allowPrivilegeEscalation");
    if (escalation.isBoolean() && !escalation.asBoolean()) {
      FieldPath at = path.child("allowPrivilegeEscalation");
      if (context.path("privileged").asBoolean()) {
        errors.add(
            FieldError.invalid(
                at,
                escalation,
                "cannot set `allowPrivilegeEscalation` to false and `privileged` to true"));
      }
      if (Trees.texts(context.at("/capabilities/add")).contains("CAP_SYS_ADMIN")) {
        errors.add(
            FieldError.invalid(
                at,
                escalation,
                "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add`"
                    + " CAP_SYS_ADMIN"));
      }
    }
  }

  private static void id(JsonNode id, FieldPath path, List<FieldError> errors) {
    FieldChecks.between(id, 0, Integer.MAX_VALUE, path, errors);
  }

  private static void sysctls(JsonNode sysctls, FieldPath path, List<FieldError> errors) {
    Set<String> names = new HashSet<>();
    int index = 0;
    for (JsonNode sysctl : sysctls) {
      FieldPath at = path.index(index++).child("name");
      String name = sysctl.path("name").asText();
      if (name.isEmpty()) {
        errors.add(FieldError.required(at, ""));
      } else if (name.length() > 253 || !SYSCTL.matcher(name).matches()) {
        errors.add(
            FieldError.invalid(
                at,
                name,
                "must have at most 253 characters and match regex ^" + SYSCTL_FORMAT + "$"));
      } else if (!names.add(name)) {
        errors.add(FieldError.duplicate(at, name));
      }
    }
  }

  private static void profile(JsonNode profile, FieldPath path, List<FieldError> errors) {
    if (!profile.isObject()) {
      return;
    }
    FieldChecks.requiredOneOf(profile.path("type"), PROFILE_TYPES, path.child("type"), errors);
    boolean local = profile.path("type").asText().equals("Localhost");
    boolean named = !profile.path("localhostProfile").asText().isEmpty();
    if (local && !named) {
      errors.add(
          FieldError.required(
              path.child("localhostProfile"), "must be set when seccomp type is Localhost"));
    } else if (!local && named) {
      errors.add(
          FieldError.invalid(
              path.child("localhostProfile"),
              profile.path("localhostProfile"),
              "can only be set when seccomp type is Localhost"));
    }
  }
}
