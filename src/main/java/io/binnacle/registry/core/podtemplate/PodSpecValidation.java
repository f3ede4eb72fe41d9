package io.binnacle.registry.core.podtemplate;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.IpAddresses;
import io.binnacle.apimachinery.validation.LabelValidation;
import io.binnacle.apimachinery.validation.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The rules of pod specifications, those of pods and those in templates alike. The order of the
 * errors is Kubernetes' own, since clients show them in it.
 */
public final class PodSpecValidation {
  private static final List<String> RESTART_POLICIES = List.of("Always", "OnFailure", "Never");
  private static final List<String> DNS_POLICIES =
      List.of("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");
  private static final List<String> PREEMPTION_POLICIES = List.of("PreemptLowerPriority", "Never");
  private static final int MAX_DEADLINE = Integer.MAX_VALUE;
  private static final int MAX_HOST_NAME = 64;

  private PodSpecValidation() {}

  /** The specification in a template, whose pods have no name yet. */
  public static List<FieldError> validate(JsonNode spec, FieldPath path) {
    return validate(spec, PodScope.TEMPLATE, path);
  }

  static List<FieldError> validate(JsonNode spec, PodScope scope, FieldPath path) {
    List<FieldError> errors = new ArrayList<>();
    Map<String, JsonNode> volumes =
        VolumeValidation.validate(spec.path("volumes"), scope, path.child("volumes"), errors);
    ResourceClaimValidation.validate(
        spec.path("resourceClaims"), path.child("resourceClaims"), errors);
    new ContainerValidation(spec, volumes, errors).validate(path);
    if (spec.path("resources").isObject()) {
      ResourceValidation.validatePod(spec, path.child("resources"), errors);
    }
    validateHostPorts(spec, scope, path.child("containers"), errors);
    FieldChecks.requiredOneOf(
        spec.path("restartPolicy"), RESTART_POLICIES, path.child("restartPolicy"), errors);
    FieldChecks.requiredOneOf(
        spec.path("dnsPolicy"), DNS_POLICIES, path.child("dnsPolicy"), errors);
    LabelValidation.labels(spec.path("nodeSelector"), path.child("nodeSelector"), errors);
    SecurityContextValidation.validatePod(spec, path.child("securityContext"), errors);
    AffinityValidation.validate(spec.path("affinity"), path.child("affinity"), errors);
    DnsConfigValidation.validate(spec, path.child("dnsConfig"), errors);
    SchedulingValidation.gates(spec, path, errors);
    SchedulingValidation.spread(
        spec.path("topologySpreadConstraints"), path.child("topologySpreadConstraints"), errors);
    OperatingSystemValidation.hostProcess(spec, path, errors);
    validateHostUsers(spec, path, errors);
    validateRest(spec, path, errors);
    return errors;
  }

  private static void validateRest(JsonNode spec, FieldPath path, List<FieldError> errors) {
    optional(spec, "serviceAccountName", path, errors);
    optional(spec, "nodeName", path, errors);
    FieldChecks.between(
        spec.path("activeDeadlineSeconds"),
        1,
        MAX_DEADLINE,
        path.child("activeDeadlineSeconds"),
        errors);
    for (String field : List.of("hostname", "subdomain")) {
      if (!spec.path(field).asText().isEmpty()) {
        FieldChecks.label(spec.path(field), path.child(field), errors);
      }
    }
    validateHostName(spec.path("hostnameOverride"), path.child("hostnameOverride"), errors);
    SchedulingValidation.tolerations(spec.path("tolerations"), path.child("tolerations"), errors);
    validateHostAliases(spec.path("hostAliases"), path.child("hostAliases"), errors);
    optional(spec, "priorityClassName", path, errors);
    if (spec.hasNonNull("runtimeClassName")) {
      FieldChecks.subdomain(spec.path("runtimeClassName"), path.child("runtimeClassName"), errors);
    }
    if (spec.hasNonNull("preemptionPolicy")) {
      FieldChecks.requiredOneOf(
          spec.path("preemptionPolicy"),
          PREEMPTION_POLICIES,
          path.child("preemptionPolicy"),
          errors);
    }
    ResourceValidation.validateOverhead(spec.path("overhead"), path.child("overhead"), errors);
    OperatingSystemValidation.validate(spec, path, errors);
  }

  private static void optional(
      JsonNode spec, String field, FieldPath path, List<FieldError> errors) {
    FieldChecks.optionalSubdomain(spec.path(field), path.child(field), errors);
  }

  /** KEP-4762. */
  private static void validateHostName(JsonNode name, FieldPath path, List<FieldError> errors) {
    if (!name.isTextual()) {
      return;
    }
    FieldChecks.subdomain(name, path, errors);
    if (name.asText().length() > MAX_HOST_NAME) {
      errors.add(FieldError.tooLong(path, MAX_HOST_NAME));
    }
  }

  /** In the node's network a container's port is the node's. */
  private static void validateHostPorts(
      JsonNode spec, PodScope scope, FieldPath path, List<FieldError> errors) {
    if (!spec.path("hostNetwork").asBoolean()) {
      return;
    }
    int index = 0;
    for (JsonNode container : spec.path("containers")) {
      FieldPath ports = path.index(index++).child("ports");
      int portIndex = 0;
      for (JsonNode port : container.path("ports")) {
        FieldPath at = ports.index(portIndex++).child("hostPort");
        int hostPort = port.path("hostPort").asInt();
        boolean given = scope.isPod() || hostPort != 0;
        if (given && hostPort != port.path("containerPort").asInt()) {
          errors.add(
              FieldError.invalid(
                  at, hostPort, "must match `containerPort` when `hostNetwork` is true"));
        }
      }
    }
  }

  /** KEP-127: users of their own go with no namespace of the host. */
  private static void validateHostUsers(JsonNode spec, FieldPath path, List<FieldError> errors) {
    JsonNode users = spec.path("hostUsers");
    if (!users.isBoolean() || users.asBoolean()) {
      return;
    }
    // The paths are written as Kubernetes writes them.
    Map<String, String> shared =
        Map.of("hostNetwork", "hostNetwork", "hostPID", "HostPID", "hostIPC", "HostIPC");
    for (String field : List.of("hostNetwork", "hostPID", "hostIPC")) {
      if (spec.path(field).asBoolean()) {
        errors.add(
            FieldError.forbidden(
                path.child(shared.getOrDefault(field, field)),
                "when `pod.Spec.HostUsers` is false"));
      }
    }
  }

  private static void validateHostAliases(
      JsonNode aliases, FieldPath path, List<FieldError> errors) {
    int index = 0;
    for (JsonNode alias : aliases) {
      FieldPath at = path.index(index++);
      String ip = alias.path("ip").asText();
      FieldChecks.invalid(ip, IpAddresses.check(ip), at.child("ip"), errors);
      int nameIndex = 0;
      for (JsonNode name : alias.path("hostnames")) {
        FieldChecks.invalid(
            name.asText(),
            Names.dns1123Subdomain(name.asText(), false),
            at.child("hostnames").index(nameIndex++),
            errors);
      }
    }
  }
}
