package io.binnacle.registry.core.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.IpAddresses;
import java.util.ArrayList;
import java.util.List;

/** The rules of which way a service's traffic goes, and of what a load balancer reports. */
final class ServiceTrafficValidation {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final List<String> POLICIES = List.of("Cluster", "Local");
  private static final List<String> DISTRIBUTIONS =
      List.of("PreferClose", "PreferSameNode", "PreferSameZone");
  private static final List<String> MODES = List.of("Proxy", "VIP");

  private ServiceTrafficValidation() {}

  static void validate(JsonNode spec, List<FieldError> errors) {
    JsonNode external = spec.path("externalTrafficPolicy");
    FieldPath path = SPEC.child("externalTrafficPolicy");
    if (ServiceType.isExternallyAccessible(spec)) {
      FieldChecks.requiredOneOf(external, POLICIES, path, errors);
    } else if (!external.asText().isEmpty()) {
      errors.add(
          FieldError.invalid(path, external, "may only be set for externally-accessible services"));
    }
    JsonNode health = spec.path("healthCheckNodePort");
    FieldPath healthPath = SPEC.child("healthCheckNodePort");
    if (health.asInt() != 0) {
      if (ServiceType.needsHealthCheckPort(spec)) {
        FieldChecks.portNumber(health, healthPath, errors);
      } else {
        errors.add(
            FieldError.invalid(
                healthPath,
                health,
                "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is"
                    + " 'Local'"));
      }
    }
    validateInternal(spec, errors);
    JsonNode distribution = spec.path("trafficDistribution");
    if (distribution.isTextual() && !DISTRIBUTIONS.contains(distribution.asText())) {
      errors.add(
          FieldError.notSupported(
              SPEC.child("trafficDistribution"), distribution.asText(), DISTRIBUTIONS));
    }
  }

  private static void validateInternal(JsonNode spec, List<FieldError> errors) {
    JsonNode internal = spec.path("internalTrafficPolicy");
    FieldPath path = SPEC.child("internalTrafficPolicy");
    if (!internal.isTextual()) {
      if (ServiceType.needsClusterIp(spec)) {
        errors.add(FieldError.required(path, ""));
      }
    } else if (!POLICIES.contains(internal.asText())) {
      errors.add(FieldError.notSupported(path, internal.asText(), POLICIES));
    }
  }

  /** What a load balancer says of itself. */
  static List<FieldError> validateStatus(JsonNode service) {
    List<FieldError> errors = new ArrayList<>();
    FieldPath path = FieldPath.of("status", "loadBalancer", "ingress");
    JsonNode ingresses = service.at("/status/loadBalancer/ingress");
    if (!ingresses.isEmpty() && !ServiceType.is(service.path("spec"), ServiceType.LOAD_BALANCER)) {
      errors.add(FieldError.forbidden(path, "may only be used when `spec.type` is 'LoadBalancer'"));
      return errors;
    }
    int index = 0;
    for (JsonNode ingress : ingresses) {
      validateIngress(ingress, path.index(index++), errors);
    }
    return errors;
  }

  private static void validateIngress(JsonNode ingress, FieldPath path, List<FieldError> errors) {
    String ip = ingress.path("ip").asText();
    JsonNode mode = ingress.path("ipMode");
    if (!ip.isEmpty()) {
      FieldChecks.invalid(ip, IpAddresses.check(ip), path.child("ip"), errors);
    }
    if (!mode.isTextual()) {
      if (!ip.isEmpty()) {
        errors.add(FieldError.required(path.child("ipMode"), "must be specified when `ip` is set"));
      }
    } else if (ip.isEmpty()) {
      errors.add(
          FieldError.forbidden(path.child("ipMode"), "may not be specified when `ip` is not set"));
    } else if (!MODES.contains(mode.asText())) {
      errors.add(FieldError.notSupported(path.child("ipMode"), mode.asText(), MODES));
    }
    String host = ingress.path("hostname").asText();
    if (!host.isEmpty()) {
      FieldChecks.subdomain(ingress.path("hostname"), path.child("hostname"), errors);
      if (IpAddresses.parse(host).isPresent()) {
        errors.add(
            FieldError.invalid(
                path.child("hostname"), host, "must be a DNS name, not an IP address"));
      }
    }
  }
}
