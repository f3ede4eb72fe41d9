package io.binnacle.registry.core.podtemplate;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import java.util.List;
import java.util.Set;

/** The rules of probes and lifecycle hooks. */
final class ProbeValidation {
  private static final List<String> PROBE_ACTIONS = List.of("exec", "httpGet", "tcpSocket", "grpc");
  private static final List<String> HOOK_ACTIONS = List.of("exec", "httpGet", "tcpSocket", "sleep");
  private static final Set<String> SCHEMES = Set.of("HTTP", "HTTPS");

  private ProbeValidation() {}

  static void validate(JsonNode container, FieldPath path, List<FieldError> errors) {
    for (String hook : List.of("postStart", "preStop")) {
      JsonNode handler = container.path("lifecycle").path(hook);
      if (handler.isObject()) {
        validateActions(handler, HOOK_ACTIONS, path.child("lifecycle").child(hook), errors);
      }
    }
    validateProbe(container.path("livenessProbe"), true, path.child("livenessProbe"), errors);
    validateProbe(container.path("readinessProbe"), false, path.child("readinessProbe"), errors);
    validateProbe(container.path("startupProbe"), true, path.child("startupProbe"), errors);
  }

  private static void validateProbe(
      JsonNode probe, boolean oneSuccess, FieldPath path, List<FieldError> errors) {
    if (!probe.isObject()) {
      return;
    }
    validateActions(probe, PROBE_ACTIONS, path, errors);
    for (String field :
        List.of(
            "initialDelaySeconds",
            "timeoutSeconds",
            "periodSeconds",
            "successThreshold",
            "failureThreshold")) {
      FieldChecks.nonNegative(probe.path(field), path.child(field), errors);
    }
    JsonNode grace = probe.path("terminationGracePeriodSeconds");
    if (grace.isNumber() && !oneSuccess) {
      errors.add(
          FieldError.invalid(
              path.child("terminationGracePeriodSeconds"),
              grace,
              "must not be set for readinessProbes"));
    } else if (grace.isNumber() && grace.asLong() <= 0) {
      errors.add(
          FieldError.invalid(
              path.child("terminationGracePeriodSeconds"), grace, "must be greater than 0"));
    }
    if (oneSuccess && probe.path("successThreshold").asInt(1) != 1) {
      errors.add(
          FieldError.invalid(
              path.child("successThreshold"), probe.path("successThreshold"), "must be 1"));
    }
  }

  private static void validateActions(
      JsonNode handler, List<String> actions, FieldPath path, List<FieldError> errors) {
    int found = 0;
    for (String action : actions) {
      if (!handler.path(action).isObject()) {
        continue;
      }
      FieldPath at = path.child(action);
      if (found++ > 0) {
        errors.add(FieldError.forbidden(at, "may not specify more than 1 handler type"));
      } else {
        validateAction(action, handler.path(action), at, errors);
      }
    }
    if (found == 0) {
      errors.add(FieldError.required(path, "must specify a handler type"));
    }
  }

  private static void validateAction(
      String action, JsonNode handler, FieldPath path, List<FieldError> errors) {
    switch (action) {
      case "exec" -> {
        if (handler.path("command").isEmpty()) {
          errors.add(FieldError.required(path.child("command"), ""));
        }
      }
      case "httpGet" -> {
        FieldChecks.required(handler.path("path"), path.child("path"), errors);
        FieldChecks.portReference(handler.path("port"), path.child("port"), errors);
        FieldChecks.oneOf(handler.path("scheme"), SCHEMES, path.child("scheme"), errors);
      }
      case "tcpSocket" ->
          FieldChecks.portReference(handler.path("port"), path.child("port"), errors);
      case "grpc" -> FieldChecks.portNumber(handler.path("port"), path.child("port"), errors);
      default -> FieldChecks.nonNegative(handler.path("seconds"), path.child("seconds"), errors);
    }
  }
}
