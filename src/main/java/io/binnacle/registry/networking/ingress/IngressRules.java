package io.binnacle.registry.networking.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.IpAddresses;
import io.binnacle.apimachinery.validation.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What an ingress may say. */
final class IngressRules {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final Set<String> PATH_TYPES = Set.of("Exact", "Prefix", "ImplementationSpecific");
  private static final List<String> REFUSED_SEQUENCES = List.of("//", "/./", "/../", "%2f", "%2F");
  private static final List<String> REFUSED_ENDINGS = List.of("/..", "/.");

  private IngressRules() {}

  static List<FieldError> validate(ObjectNode object) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode spec = object.path("spec");
    if (spec.path("rules").isEmpty() && !spec.path("defaultBackend").isObject()) {
      errors.add(
          FieldError.invalid(
              SPEC, spec.path("rules"), "either `defaultBackend` or `rules` must be specified"));
    }
    if (spec.path("defaultBackend").isObject()) {
      validateBackend(spec.path("defaultBackend"), SPEC.child("defaultBackend"), errors);
    }
    int index = 0;
    for (JsonNode rule : spec.path("rules")) {
      validateRule(rule, SPEC.child("rules").index(index++), errors);
    }
    index = 0;
    for (JsonNode tls : spec.path("tls")) {
      validateTls(tls, SPEC.child("tls").index(index++), errors);
    }
    if (spec.hasNonNull("ingressClassName")) {
      FieldChecks.subdomain(spec.path("ingressClassName"), SPEC.child("ingressClassName"), errors);
    }
    return errors;
  }

  /** What a load balancer says of itself. */
  static List<FieldError> validateStatus(ObjectNode object) {
    List<FieldError> errors = new ArrayList<>();
    FieldPath path = FieldPath.of("status", "loadBalancer", "ingress");
    int index = 0;
    for (JsonNode ingress : object.at("/status/loadBalancer/ingress")) {
      FieldPath at = path.index(index++);
      String ip = ingress.path("ip").asText();
      String host = ingress.path("hostname").asText();
      if (!ip.isEmpty()) {
        FieldChecks.invalid(ip, IpAddresses.check(ip), at.child("ip"), errors);
      }
      if (!host.isEmpty()) {
        FieldChecks.subdomain(ingress.path("hostname"), at.child("hostname"), errors);
        if (IpAddresses.parse(host).isPresent()) {
          errors.add(
              FieldError.invalid(
                  at.child("hostname"), host, "must be a DNS name, not an IP address"));
        }
      }
    }
    return errors;
  }

  private static void validateTls(JsonNode tls, FieldPath path, List<FieldError> errors) {
    int index = 0;
    for (JsonNode host : tls.path("hosts")) {
      host(host.asText(), path.child("hosts").index(index++), errors);
    }
    String secret = tls.path("secretName").asText();
    if (!secret.isEmpty()) {
      FieldChecks.invalid(
          secret, Names.dns1123Subdomain(secret, false), path.child("secretName"), errors);
    }
  }

  private static void host(String host, FieldPath path, List<FieldError> errors) {
    FieldChecks.invalid(
        host,
        host.contains("*")
            ? Names.wildcardDns1123Subdomain(host)
            : Names.dns1123Subdomain(host, false),
        path,
        errors);
  }

  private static void validateRule(JsonNode rule, FieldPath path, List<FieldError> errors) {
    String host = rule.path("host").asText();
    if (!host.isEmpty()) {
      if (IpAddresses.parse(host).isPresent()) {
        errors.add(
            FieldError.invalid(path.child("host"), host, "must be a DNS name, not an IP address"));
      }
      host(host, path.child("host"), errors);
    }
    JsonNode http = rule.path("http");
    if (!http.isObject()) {
      return;
    }
    FieldPath paths = path.child("http").child("paths");
    if (http.path("paths").isEmpty()) {
      errors.add(FieldError.required(paths, ""));
    }
    int index = 0;
    for (JsonNode each : http.path("paths")) {
      validatePath(each, paths.index(index++), errors);
    }
  }

  private static void validatePath(JsonNode each, FieldPath path, List<FieldError> errors) {
    String type = each.path("pathType").asText();
    String text = each.path("path").asText();
    FieldPath at = path.child("path");
    switch (type) {
      case "" -> {
        errors.add(FieldError.required(path.child("pathType"), "pathType must be specified"));
        return;
      }
      case "Exact", "Prefix" -> {
        if (!text.startsWith("/")) {
          errors.add(FieldError.invalid(at, text, "must be an absolute path"));
        }
        validateSteps(text, at, errors);
      }
      case "ImplementationSpecific" -> {
        if (!text.isEmpty() && !text.startsWith("/")) {
          errors.add(FieldError.invalid(at, text, "must be an absolute path"));
        }
      }
      default -> errors.add(FieldError.notSupported(path.child("pathType"), type, PATH_TYPES));
    }
    validateBackend(each.path("backend"), path.child("backend"), errors);
  }

  private static void validateSteps(String text, FieldPath path, List<FieldError> errors) {
    for (String sequence : REFUSED_SEQUENCES) {
      if (text.contains(sequence)) {
        errors.add(FieldError.invalid(path, text, "must not contain '" + sequence + "'"));
      }
    }
    for (String ending : REFUSED_ENDINGS) {
      if (text.endsWith(ending)) {
        errors.add(FieldError.invalid(path, text, "cannot end with '" + ending + "'"));
      }
    }
  }

  private static void validateBackend(JsonNode backend, FieldPath path, List<FieldError> errors) {
    boolean resource = backend.path("resource").isObject();
    boolean service = backend.path("service").isObject();
    if (resource && service) {
      errors.add(FieldError.invalid(path, "", "cannot set both resource and service backends"));
    } else if (resource) {
      validateResource(backend.path("resource"), path.child("resource"), errors);
    } else if (service) {
      validateService(backend.path("service"), path, errors);
    } else {
      errors.add(FieldError.invalid(path, "", "resource or service backend is required"));
    }
  }

  private static void validateResource(JsonNode resource, FieldPath path, List<FieldError> errors) {
    if (resource.hasNonNull("apiGroup")) {
      FieldChecks.subdomain(resource.path("apiGroup"), path.child("apiGroup"), errors);
    }
    for (String field : List.of("kind", "name")) {
      String value = resource.path(field).asText();
      if (value.isEmpty()) {
        errors.add(FieldError.required(path.child(field), field + " is required"));
      } else {
        FieldChecks.invalid(value, Names.pathSegment(value, false), path.child(field), errors);
      }
    }
  }

  private static void validateService(JsonNode service, FieldPath path, List<FieldError> errors) {
    FieldPath at = path.child("service");
    String name = service.path("name").asText();
    if (name.isEmpty()) {
      errors.add(FieldError.required(at.child("name"), ""));
    } else {
      FieldChecks.invalid(name, Names.dns1035Label(name, false), at.child("name"), errors);
    }
    String portName = service.at("/port/name").asText();
    long number = service.at("/port/number").asLong();
    FieldPath port = at.child("port");
    if (!portName.isEmpty() && number != 0) {
      errors.add(FieldError.invalid(path, "", "cannot set both port name & port number"));
    } else if (!portName.isEmpty()) {
      FieldChecks.invalid(portName, FieldChecks.portName(portName), port.child("name"), errors);
    } else if (number != 0) {
      FieldChecks.portNumber(service.at("/port/number"), port.child("number"), errors);
    } else {
      errors.add(FieldError.required(path, "port name or number is required"));
    }
  }
}
