package io.binnacle.registry.core.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.IpAddresses;
import io.binnacle.apimachinery.validation.LabelValidation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the status of a pod may become. */
final class PodStatusValidation {
  private static final FieldPath STATUS = FieldPath.of("status");
  private static final Set<String> OWN_CONDITIONS = Set.of("PodScheduled", "Ready", "Initialized");

  private PodStatusValidation() {}

  static List<FieldError> validate(JsonNode pod, JsonNode old) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode status = pod.path("status");
    JsonNode before = old.path("status");
    int index = 0;
    for (JsonNode condition : status.path("conditions")) {
      // Kubernetes names the metadata here.
      FieldPath at = FieldPath.of("metadata", "conditions").index(index++).child("Type");
      if (!OWN_CONDITIONS.contains(condition.path("type").asText())) {
        LabelValidation.name(condition.path("type"), at, errors);
      }
    }
    String nominated = status.path("nominatedNodeName").asText();
    if (!nominated.equals(before.path("nominatedNodeName").asText())) {
      FieldChecks.optionalSubdomain(
          status.path("nominatedNodeName"), STATUS.child("nominatedNodeName"), errors);
    }
    if (!before.path("qosClass").asText().isEmpty()) {
      FieldChecks.immutable(
          status.path("qosClass"), before.path("qosClass"), STATUS.child("qosClass"), errors);
    }
    validateTransitions(pod, status, before, errors);
    validateClaims(status.path("resourceClaimStatuses"), pod.at("/spec/resourceClaims"), errors);
    validateAddresses(status.path("podIPs"), STATUS.child("podIPs"), errors);
    validateHostAddresses(status, errors);
    return errors;
  }

  /** What ended for good does not run again. */
  private static void validateTransitions(
      JsonNode pod, JsonNode status, JsonNode before, List<FieldError> errors) {
    String policy = pod.at("/spec/restartPolicy").asText();
    Set<String> sidecars = new HashSet<>();
    for (JsonNode container : pod.at("/spec/initContainers")) {
      if (container.path("restartPolicy").asText().equals("Always")) {
        sidecars.add(container.path("name").asText());
      }
    }
    transitions("containerStatuses", policy, Set.of(), status, before, errors);
    transitions("initContainerStatuses", policy, sidecars, status, before, errors);
    transitions("ephemeralContainerStatuses", "Never", Set.of(), status, before, errors);
  }

  private static void transitions(
      String list,
      String policy,
      Set<String> restarted,
      JsonNode status,
      JsonNode before,
      List<FieldError> errors) {
    if (policy.equals("Always")) {
      return;
    }
    for (int i = 0; i < before.path(list).size(); i++) {
      JsonNode old = before.path(list).get(i);
      JsonNode ended = old.at("/state/terminated");
      boolean again = ended.path("exitCode").asInt() != 0 && policy.equals("OnFailure");
      if (!ended.isObject() || again || restarted.contains(old.path("name").asText())) {
        continue;
      }
      for (JsonNode now : status.path(list)) {
        if (now.path("name").equals(old.path("name")) && !now.at("/state/terminated").isObject()) {
          errors.add(
              FieldError.forbidden(
                  STATUS.child(list).index(i).child("state"),
                  "may not be transitioned to non-terminated state"));
        }
      }
    }
  }

  private static void validateClaims(JsonNode statuses, JsonNode claims, List<FieldError> errors) {
    Set<String> known = new HashSet<>();
    claims.forEach(claim -> known.add(claim.path("name").asText()));
    Set<String> seen = new HashSet<>();
    int index = 0;
    for (JsonNode claim : statuses) {
      FieldPath at = STATUS.child("resourceClaimStatuses").index(index++).child("name");
      String name = claim.path("name").asText();
      if (!known.contains(name)) {
        errors.add(
            FieldError.invalid(
                at, name, "must match the name of an entry in `spec.resourceClaims`"));
      }
      if (!seen.add(name)) {
        errors.add(FieldError.duplicate(at, name));
      }
      FieldChecks.optionalSubdomain(claim.path("resourceClaimName"), at, errors);
    }
  }

  /** At most one address of each family. */
  private static void validateAddresses(
      JsonNode addresses, FieldPath path, List<FieldError> errors) {
    Set<String> families = new HashSet<>();
    int index = 0;
    for (JsonNode address : addresses) {
      String ip = address.path("ip").asText();
      FieldChecks.invalid(ip, IpAddresses.check(ip), path.index(index++), errors);
      families.add(IpAddresses.isIpv6(ip) ? "IPv6" : "IPv4");
    }
    if (addresses.size() > 1 && (families.size() < 2 || addresses.size() > 2)) {
      errors.add(
          FieldError.invalid(
              path, addresses, "may specify no more than one IP for each IP family"));
    }
  }

  private static void validateHostAddresses(JsonNode status, List<FieldError> errors) {
    JsonNode addresses = status.path("hostIPs");
    FieldPath path = STATUS.child("hostIPs");
    if (addresses.isEmpty()) {
      return;
    }
    JsonNode first = addresses.get(0).path("ip");
    if (!first.asText().equals(status.path("hostIP").asText())) {
      errors.add(FieldError.invalid(path.index(0).child("ip"), first, "must be equal to `hostIP`"));
    }
    validateAddresses(addresses, path, errors);
  }
}
