package io.binnacle.registry.core.podtemplate;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import java.util.List;
import java.util.regex.Pattern;

/** The rules of probes and lifecycle hooks. */
final class ProbeValidation {
  private static final List<String> PROBE_ACTIONS = List.of("exec", "httpGet", "tcpSocket", "grpc");
  private static final List<String> HOOK_ACTIONS = List.of("exec", "httpGet", "tcpSocket", "sleep");
  private static final List<String> SCHEMES = List.of("HTTP", "HTTPS");
  private static final Pattern STOP_SIGNAL = Pattern.compile("SIG[A-Z][A-Z0-9+-]*");

  private ProbeValidation() {}

  /**
   * @param graceSeconds how long the pod has to end, which bounds how long a hook may sleep
   */
  static void validate(
      JsonNode container, JsonNode graceSeconds, FieldPath path, List<FieldError> errors) {
    JsonNode lifecycle = container.path("lifecycle");
    FieldPath hooks = path.child("lifecycle");
    for (String hook : List.of("postStart", "preStop")) {
      JsonNode handler = lifecycle.path(hook);
      if (handler.isObject()) {
        validateActions(handler, HOOK_ACTIONS, hooks.child(hook), errors);
        validateSleep(
            handler.path("sleep"), graceSeconds, hooks.child(hook).child("sleep"), errors);
      }
    }
    validateStopSignal(lifecycle.path("stopSignal"), hooks.child("stopSignal"), errors);
    validateProbe(container.path("livenessProbe"), true, path.child("livenessProbe"), errors);
    validateProbe(container.path("readinessProbe"), false, path.child("readinessProbe"), errors);
    validateProbe(container.path("startupProbe"), true, path.child("startupProbe"), errors);
  }

  /** KEP-3960. */
  private static void validateSleep(
      JsonNode sleep, JsonNode graceSeconds, FieldPath path, List<FieldError> errors) {
    if (!sleep.isObject() || !graceSeconds.isNumber()) {
      return;
    }
    long seconds = sleep.path("seconds").asLong();
    if (seconds < 0 || seconds > graceSeconds.asLong()) {
      errors.add(
          FieldError.invalid(
              path,
              seconds,
              "must be non-negative and less than terminationGracePeriodSeconds ("
                  + graceSeconds.asLong()
                  + ")"));
    }
  }

  private static void validateStopSignal(JsonNode signal, FieldPath path, List<FieldError> errors) {
    if (signal.isTextual() && !STOP_SIGNAL.matcher(signal.asText()).matches()) {
      errors.add(FieldError.notSupported(path, signal.asText(), List.of()));
    }
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
    FieldPath graceAt = path.child("terminationGracePeriodSeconds");
    if (grace.isNumber() && grace.asLong() <= 0) {
      errors.add(FieldError.invalid(graceAt, grace, "must be greater than 0"));
    }
    if (grace.isNumber() && !oneSuccess) {
      errors.add(FieldError.invalid(graceAt, grace, "must not be set for readinessProbes"));
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
        String scheme = handler.path("scheme").asText();
        if (!SCHEMES.contains(scheme)) {
          errors.add(FieldError.notSupported(path.child("scheme"), scheme, SCHEMES));
        }
        for (JsonNode header : handler.path("httpHeaders")) {
          String name = header.path("name").asText();
          FieldChecks.invalid(
              name, FieldChecks.headerName(name), path.child("httpHeaders"), errors);
        }
      }
      case "tcpSocket" ->
          FieldChecks.portReference(handler.path("port"), path.child("port"), errors);
      case "grpc" -> FieldChecks.portNumber(handler.path("port"), path.child("port"), errors);
      default -> {
        // A sleep is held against the pod's grace period, which its caller knows.
      }
    }
  }
}
