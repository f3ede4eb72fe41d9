package io.binnacle.registry.flowcontrol.prioritylevelconfiguration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.flowcontrol.BootstrapConfiguration;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import java.util.ArrayList;
import java.util.List;

/** What a priority level may say. */
final class PriorityLevelValidation {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final String EXEMPT = "exempt";

  private PriorityLevelValidation() {}

  static List<FieldError> validate(ObjectNode object) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode spec = object.path("spec");
    String name = object.at("/metadata/name").asText();
    String type = spec.path("type").asText();
    if (name.equals(EXEMPT) != type.equals("Exempt")) {
      errors.add(
          FieldError.invalid(
              SPEC.child("type"), type, "type must be 'Exempt' if and only if name is 'exempt'"));
    }
    switch (type) {
      case "Exempt" -> validateExempt(spec, errors);
      case "Limited" -> validateLimited(spec, errors);
      default ->
          errors.add(
              FieldError.notSupported(SPEC.child("type"), type, List.of("Exempt", "Limited")));
    }
    validateMandatory(name, spec, errors);
    return errors;
  }

  private static void validateMandatory(String name, JsonNode spec, List<FieldError> errors) {
    if (BootstrapConfiguration.isMandatory(name)
        && BootstrapConfiguration.levelSpec(name, spec)
            .filter(fixed -> !Trees.same(fixed, spec))
            .isPresent()) {
      String open = name.equals(EXEMPT) ? " except the 'spec.exempt' field" : "";
      errors.add(
          FieldError.invalid(
              SPEC, spec, "spec of '" + name + "'" + open + " must equal the fixed value"));
    }
  }

  private static void validateExempt(JsonNode spec, List<FieldError> errors) {
    if (spec.path("limited").isObject()) {
      errors.add(
          FieldError.forbidden(SPEC.child("limited"), "must be nil if the type is not Limited"));
    }
    validateShares(spec.path(EXEMPT), SPEC.child(EXEMPT), errors);
  }

  private static void validateLimited(JsonNode spec, List<FieldError> errors) {
    if (spec.path(EXEMPT).isObject()) {
      errors.add(FieldError.forbidden(SPEC.child(EXEMPT), "must be nil if the type is Limited"));
    }
    JsonNode limited = spec.path("limited");
    FieldPath path = SPEC.child("limited");
    if (!limited.isObject()) {
      errors.add(FieldError.required(path, "must not be empty when type is Limited"));
      return;
    }
    validateShares(limited, path, errors);
    nonNegative(
        limited.path("borrowingLimitPercent"),
        "if specified, must be a non-negative integer",
        path.child("borrowingLimitPercent"),
        errors);
    validateResponse(limited.path("limitResponse"), path.child("limitResponse"), errors);
  }

  private static void validateShares(JsonNode level, FieldPath path, List<FieldError> errors) {
    nonNegative(
        level.path("nominalConcurrencyShares"),
        "must be a non-negative integer",
        path.child("nominalConcurrencyShares"),
        errors);
    FieldChecks.between(
        level.path("lendablePercent"), 0, 100, path.child("lendablePercent"), errors);
  }

  private static void nonNegative(
      JsonNode number, String message, FieldPath path, List<FieldError> errors) {
    if (number.asLong() < 0) {
      errors.add(FieldError.invalid(path, number, message));
    }
  }

  private static void validateResponse(JsonNode response, FieldPath path, List<FieldError> errors) {
    String type = response.path("type").asText();
    JsonNode queuing = response.path("queuing");
    FieldPath at = path.child("queuing");
    switch (type) {
      case "Reject" -> {
        if (queuing.isObject()) {
          errors.add(
              FieldError.forbidden(at, "must be nil if limited.limitResponse.type is not Limited"));
        }
      }
      case "Queue" -> {
        if (queuing.isObject()) {
          QueuingRules.validate(queuing, at, errors);
        } else {
          errors.add(
              FieldError.required(
                  at, "must not be empty if limited.limitResponse.type is Limited"));
        }
      }
      default ->
          errors.add(FieldError.notSupported(path.child("type"), type, List.of("Queue", "Reject")));
    }
  }
}
