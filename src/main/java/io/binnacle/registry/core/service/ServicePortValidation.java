package io.binnacle.registry.core.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.InternalForm;
import io.binnacle.apimachinery.validation.LabelValidation;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules of a service's ports. */
final class ServicePortValidation {
  private static final FieldPath PORTS = FieldPath.of("spec", "ports");
  private static final InternalForm PORT =
      InternalForm.empty()
          .texts("Name", "Protocol")
          .optional("AppProtocol")
          .numbers("Port", "TargetPort", "NodePort");

  private ServicePortValidation() {}

  /** Each port for itself. */
  static void validate(JsonNode spec, List<FieldError> errors) {
    JsonNode ports = spec.path("ports");
    Set<String> names = new HashSet<>();
    int index = 0;
    for (JsonNode port : ports) {
      FieldPath at = PORTS.index(index++);
      validateName(port, ports.size() > 1, names, at.child("name"), errors);
      FieldChecks.portNumber(port.path("port"), at.child("port"), errors);
      FieldChecks.requiredOneOf(
          port.path("protocol"), FieldChecks.PROTOCOLS, at.child("protocol"), errors);
      FieldChecks.portReference(port.path("targetPort"), at.child("targetPort"), errors);
      if (port.hasNonNull("appProtocol")) {
        LabelValidation.name(port.path("appProtocol"), at.child("appProtocol"), errors);
      }
    }
  }

  private static void validateName(
      JsonNode port, boolean required, Set<String> names, FieldPath path, List<FieldError> errors) {
    String name = port.path("name").asText();
    if (name.isEmpty()) {
      if (required) {
        errors.add(FieldError.required(path, ""));
      }
      return;
    }
    FieldChecks.label(port.path("name"), path, errors);
    if (!names.add(name)) {
      errors.add(FieldError.duplicate(path, name));
    }
  }

  /** The ports among each other: no two take the same of the service, or of the nodes. */
  static void validateUnique(JsonNode spec, List<FieldError> errors) {
    JsonNode ports = spec.path("ports");
    if (ServiceType.is(spec, ServiceType.CLUSTER_IP)) {
      int index = 0;
      for (JsonNode port : ports) {
        FieldPath at = PORTS.index(index++).child("nodePort");
        if (port.path("nodePort").asInt() != 0) {
          errors.add(FieldError.forbidden(at, "may not be used when `type` is 'ClusterIP'"));
        }
      }
    }
    Set<String> nodePorts = new HashSet<>();
    int index = 0;
    for (JsonNode port : ports) {
      FieldPath at = PORTS.index(index++).child("nodePort");
      int nodePort = port.path("nodePort").asInt();
      if (nodePort != 0 && !nodePorts.add(port.path("protocol").asText() + nodePort)) {
        errors.add(FieldError.duplicateRaw(at, Integer.toString(nodePort)));
      }
    }
    Set<String> seen = new HashSet<>();
    index = 0;
    for (JsonNode port : ports) {
      FieldPath at = PORTS.index(index++);
      ObjectNode key = Json.object();
      key.set("protocol", port.path("protocol"));
      key.set("port", port.path("port"));
      if (!seen.add(PORT.show(key))) {
        errors.add(FieldError.duplicateRaw(at, PORT.show(key)));
      }
    }
  }
}
