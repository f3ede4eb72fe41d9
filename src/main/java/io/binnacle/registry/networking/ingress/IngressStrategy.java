package io.binnacle.registry.networking.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.IpAddresses;
import io.binnacle.apimachinery.validation.Names;
import io.binnacle.registry.ResourceStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Rules of ingresses. */
final class IngressStrategy implements ResourceStrategy {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final Set<String> PATH_TYPES = Set.of("Exact", "Prefix", "ImplementationSpecific");
  private static final List<String> REFUSED_SEQUENCES = List.of("//", "/./", "/../", "%2f", "%2F");
  private static final String CLASS = "kubernetes.io/ingress.class";
  private static final List<String> REFUSED_ENDINGS = List.of("/..", "/.");

  @Override
  public void prepareForCreate(Context context, ObjectNode object) {
    object.putObject("status").putObject("loadBalancer");
  }

  @Override
  public void prepareForStatusUpdate(Context context, ObjectNode object, ApiObject old) {
    Trees.child(Trees.child(object, "status"), "loadBalancer");
  }

  @Override
  public List<FieldError> validate(Context context, ObjectNode object) {
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
    String ingressClass = spec.path("ingressClassName").asText();
    if (!ingressClass.isEmpty()) {
      FieldChecks.invalid(
          ingressClass,
          Names.dns1123Subdomain(ingressClass, false),
          SPEC.child("ingressClassName"),
          errors);
    }
    return errors;
  }

  /** The annotation is what named the class before there was a field for it. */
  @Override
  public List<FieldError> validateCreate(Context context, ObjectNode object) {
    String annotated = object.path("metadata").path("annotations").path(CLASS).asText();
    String named = object.path("spec").path("ingressClassName").asText();
    return annotated.isEmpty() || named.isEmpty() || annotated.equals(named)
        ? List.of()
        : List.of(
            FieldError.invalid(
                FieldPath.of("annotations", CLASS),
                annotated,
                "must match `ingressClassName` when both are specified"));
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
      } else {
        host(host, path.child("host"), errors);
      }
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
      case "" ->
          errors.add(FieldError.required(path.child("pathType"), "pathType must be specified"));
      case "Exact", "Prefix" -> {
        if (!text.startsWith("/")) {
          errors.add(FieldError.invalid(at, text, "must be an absolute path"));
        } else {
          validateAbsolute(text, at, errors);
        }
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

  private static void validateAbsolute(String text, FieldPath path, List<FieldError> errors) {
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
      FieldPath at = path.child("resource");
      FieldChecks.required(backend.at("/resource/kind"), at.child("kind"), errors);
      FieldChecks.required(backend.at("/resource/name"), at.child("name"), errors);
    } else if (service) {
      validateService(backend.path("service"), path, errors);
    } else {
      errors.add(FieldError.invalid(path, "", "resource or service backend is required"));
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
