package io.binnacle.registry.core.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.IpAddresses;
import io.binnacle.apimachinery.validation.LabelValidation;
import io.binnacle.apimachinery.validation.Names;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The rules of services. */
final class ServiceValidation {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final Set<String> TRAFFIC_POLICIES = Set.of("Cluster", "Local");
  private static final int MAX_AFFINITY_SECONDS = 86_400;

  private ServiceValidation() {}

  static List<FieldError> validate(JsonNode spec) {
    List<FieldError> errors = new ArrayList<>();
    String type = ServiceType.of(spec);
    boolean external = type.equals(ServiceType.EXTERNAL_NAME);
    if (spec.path("ports").isEmpty() && !ServiceType.isHeadless(spec) && !external) {
      errors.add(FieldError.required(SPEC.child("ports"), ""));
    }
    if (external) {
      validateExternalName(spec, errors);
    }
    PortRules.validate(spec, errors);
    LabelValidation.labels(spec.path("selector"), SPEC.child("selector"), errors);
    FieldChecks.requiredOneOf(
        spec.path("sessionAffinity"),
        Set.of("ClientIP", "None"),
        SPEC.child("sessionAffinity"),
        errors);
    validateAffinity(spec, errors);
    validateAddresses(spec, errors);
    validateExternalAddresses(spec, errors);
    FieldChecks.requiredOneOf(spec.path("type"), ServiceType.ALL, SPEC.child("type"), errors);
    validateSourceRanges(spec, errors);
    validateTraffic(spec, errors);
    return errors;
  }

  private static void validateExternalName(JsonNode spec, List<FieldError> errors) {
    String name = spec.path("externalName").asText();
    FieldPath path = SPEC.child("externalName");
    if (!spec.path("clusterIPs").isEmpty()) {
      errors.add(
          FieldError.forbidden(
              SPEC.child("clusterIPs"), "may not be set for ExternalName services"));
    }
    if (name.isEmpty()) {
      errors.add(FieldError.required(path, ""));
    } else {
      String plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
      FieldChecks.invalid(name, Names.dns1123Subdomain(plain, false), path, errors);
    }
  }

  private static void validateAffinity(JsonNode spec, List<FieldError> errors) {
    JsonNode seconds = spec.at("/sessionAffinityConfig/clientIP/timeoutSeconds");
    FieldPath path = SPEC.child("sessionAffinityConfig").child("clientIP").child("timeoutSeconds");
    if (seconds.isNumber() && (seconds.asInt() <= 0 || seconds.asInt() > MAX_AFFINITY_SECONDS)) {
      errors.add(
          FieldError.invalid(
              path, seconds, "must be greater than 0 and less than " + MAX_AFFINITY_SECONDS));
    }
  }

  private static void validateAddresses(JsonNode spec, List<FieldError> errors) {
    if (!ServiceType.needsClusterIp(spec)) {
      return;
    }
    FieldPath path = SPEC.child("clusterIPs");
    List<String> addresses = Trees.texts(spec.path("clusterIPs"));
    String address = spec.path("clusterIP").asText();
    if (address.isEmpty()) {
      if (!addresses.isEmpty()) {
        errors.add(
            FieldError.invalidRaw(
                path, goStrings(addresses), "must be empty when `clusterIP` is not specified"));
      }
      return;
    }
    if (!addresses.getFirst().equals(address)) {
      errors.add(
          FieldError.invalidRaw(path, goStrings(addresses), "first value must match `clusterIP`"));
    }
    if (addresses.size() > 2) {
      errors.add(FieldError.invalidRaw(path, goStrings(addresses), "may only hold up to 2 values"));
    }
    for (int i = 0; i < addresses.size(); i++) {
      validateAddress(spec, addresses.get(i), i, addresses.size(), errors);
    }
  }

  private static void validateAddress(
      JsonNode spec, String address, int index, int count, List<FieldError> errors) {
    FieldPath path = SPEC.child("clusterIPs").index(index);
    if (address.equals(ServiceType.NONE)) {
      if (count > 1) {
        errors.add(FieldError.invalid(path, address, "'None' must be the first and only value"));
      } else if (ServiceType.mayHaveNodePorts(spec)) {
        errors.add(
            FieldError.invalid(
                path,
                address,
                "may not be set to 'None' for " + ServiceType.of(spec) + " services"));
      }
    } else {
      FieldChecks.invalid(address, IpAddresses.check(address), path, errors);
    }
  }

  private static void validateExternalAddresses(JsonNode spec, List<FieldError> errors) {
    int index = 0;
    for (String address : Trees.texts(spec.path("externalIPs"))) {
      FieldPath path = SPEC.child("externalIPs").index(index++);
      FieldChecks.invalid(address, IpAddresses.checkNotSpecial(address), path, errors);
    }
  }

  private static void validateSourceRanges(JsonNode spec, List<FieldError> errors) {
    List<String> ranges = Trees.texts(spec.path("loadBalancerSourceRanges"));
    if (ranges.isEmpty()) {
      return;
    }
    FieldPath path = SPEC.child("LoadBalancerSourceRanges");
    if (!ServiceType.is(spec, ServiceType.LOAD_BALANCER)) {
      errors.add(FieldError.forbidden(path, "may only be used when `type` is 'LoadBalancer'"));
    }
    if (!ranges.stream().map(String::strip).allMatch(IpAddresses::isRange)) {
      errors.add(
          FieldError.invalid(
              path,
              "[" + String.join(" ", ranges) + "]",
              "must be a list of IP ranges. For example, 10.240.0.0/24,10.250.0.0/24 "));
    }
  }

  private static void validateTraffic(JsonNode spec, List<FieldError> errors) {
    JsonNode external = spec.path("externalTrafficPolicy");
    FieldPath path = SPEC.child("externalTrafficPolicy");
    if (ServiceType.mayHaveNodePorts(spec) || !spec.path("externalIPs").isEmpty()) {
      FieldChecks.oneOf(external, TRAFFIC_POLICIES, path, errors);
    } else if (!external.asText().isEmpty()) {
      errors.add(
          FieldError.invalid(
              path, external, "may only be set when `type` is 'NodePort' or 'LoadBalancer'"));
    }
    FieldChecks.oneOf(
        spec.path("internalTrafficPolicy"),
        TRAFFIC_POLICIES,
        SPEC.child("internalTrafficPolicy"),
        errors);
    if (spec.path("healthCheckNodePort").asInt() != 0 && !ServiceType.needsHealthCheckPort(spec)) {
      errors.add(
          FieldError.invalid(
              SPEC.child("healthCheckNodePort"),
              spec.path("healthCheckNodePort"),
              "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"));
    }
    if (spec.hasNonNull("allocateLoadBalancerNodePorts")
        && !ServiceType.is(spec, ServiceType.LOAD_BALANCER)) {
      errors.add(
          FieldError.forbidden(
              SPEC.child("allocateLoadBalancerNodePorts"),
              "may only be used when `type` is 'LoadBalancer'"));
    }
  }

  /** An address that was given stays as long as the service needs one. */
  static List<FieldError> validateUpdate(JsonNode spec, JsonNode before) {
    List<FieldError> errors = new ArrayList<>();
    if (ServiceType.needsClusterIp(spec)
        && ServiceType.needsClusterIp(before)
        && !before.path("clusterIPs").isEmpty()) {
      List<String> addresses = Trees.texts(spec.path("clusterIPs"));
      if (addresses.isEmpty()
          || !addresses.getFirst().equals(before.path("clusterIPs").get(0).asText())) {
        errors.add(
            FieldError.invalidRaw(
                SPEC.child("clusterIPs").index(0),
                goStrings(addresses),
                "may not change once set"));
      }
    }
    return errors;
  }

  static List<FieldError> validateStatus(JsonNode status) {
    List<FieldError> errors = new ArrayList<>();
    FieldPath path = FieldPath.of("status", "loadBalancer", "ingress");
    int index = 0;
    for (JsonNode ingress : status.at("/loadBalancer/ingress")) {
      FieldPath at = path.index(index++);
      String ip = ingress.path("ip").asText();
      if (!ip.isEmpty() && IpAddresses.parse(ip).isEmpty()) {
        errors.add(FieldError.invalid(at.child("ip"), ip, "must be a valid IP address"));
      }
      String host = ingress.path("hostname").asText();
      if (!host.isEmpty()) {
        FieldChecks.invalid(
            host, Names.dns1123Subdomain(host, false), at.child("hostname"), errors);
      }
    }
    return errors;
  }

  /** As Go prints a list of strings. */
  private static String goStrings(List<String> values) {
    return values.stream()
        .map(value -> Json.writeText(Json.mapper().getNodeFactory().textNode(value)))
        .collect(Collectors.joining(", ", "[]string{", "}"));
  }

  /** The rules of ports. */
  private static final class PortRules {
    private PortRules() {}

    static void validate(JsonNode spec, List<FieldError> errors) {
      JsonNode ports = spec.path("ports");
      FieldPath path = SPEC.child("ports");
      Set<String> names = new HashSet<>();
      Set<String> numbers = new HashSet<>();
      Set<String> nodePorts = new HashSet<>();
      int index = 0;
      for (JsonNode port : ports) {
        FieldPath at = path.index(index++);
        validateName(port, ports.size() > 1, names, at, errors);
        FieldChecks.portNumber(port.path("port"), at.child("port"), errors);
        FieldChecks.requiredOneOf(
            port.path("protocol"), FieldChecks.PROTOCOLS, at.child("protocol"), errors);
        FieldChecks.portReference(port.path("targetPort"), at.child("targetPort"), errors);
        validateNodePort(spec, port, nodePorts, at, errors);
        if (!numbers.add(port.path("protocol").asText() + port.path("port").asInt())) {
          errors.add(new FieldError(FieldError.Type.DUPLICATE, at.toString(), goPort(port), ""));
        }
      }
    }

    private static void validateName(
        JsonNode port,
        boolean required,
        Set<String> names,
        FieldPath path,
        List<FieldError> errors) {
      String name = port.path("name").asText();
      FieldPath at = path.child("name");
      if (name.isEmpty()) {
        if (required) {
          errors.add(FieldError.required(at, ""));
        }
        return;
      }
      FieldChecks.invalid(name, Names.dns1123Label(name, false), at, errors);
      if (!names.add(name)) {
        errors.add(FieldError.duplicate(at, name));
      }
    }

    private static void validateNodePort(
        JsonNode spec, JsonNode port, Set<String> seen, FieldPath path, List<FieldError> errors) {
      int nodePort = port.path("nodePort").asInt();
      if (nodePort == 0) {
        return;
      }
      FieldPath at = path.child("nodePort");
      if (ServiceType.ALL.contains(ServiceType.of(spec)) && !ServiceType.mayHaveNodePorts(spec)) {
        errors.add(
            FieldError.forbidden(
                at, "may not be used when `type` is '" + ServiceType.of(spec) + "'"));
      } else if (!seen.add(port.path("protocol").asText() + nodePort)) {
        errors.add(FieldError.duplicate(at, Integer.toString(nodePort)));
      }
    }

    /** As Go prints what makes two ports the same. */
    private static String goPort(JsonNode port) {
      return "core.ServicePort{Name:\"\", Protocol:\""
          + port.path("protocol").asText()
          + "\", AppProtocol:(*string)(nil), Port:"
          + port.path("port").asInt()
          + ", TargetPort:intstr.IntOrString{Type:0, IntVal:0, StrVal:\"\"}, NodePort:0}";
    }
  }
}
