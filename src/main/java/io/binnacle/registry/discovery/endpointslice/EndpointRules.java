package io.binnacle.registry.discovery.endpointslice;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.LabelValidation;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What an endpoint may say besides its addresses. */
final class EndpointRules {
  private static final int MAX_HINTS = 8;
  private static final int MAX_LABELS = 16;

  private EndpointRules() {}

  static void validate(JsonNode endpoint, FieldPath path, List<FieldError> errors) {
    if (endpoint.hasNonNull("nodeName")) {
      FieldChecks.subdomain(endpoint.path("nodeName"), path.child("nodeName"), errors);
    }
    JsonNode labels = endpoint.path("deprecatedTopology");
    FieldPath labelsPath = path.child("deprecatedTopology");
    if (labels.size() > MAX_LABELS) {
      errors.add(FieldError.tooMany(labelsPath, labels.size(), MAX_LABELS));
    }
    LabelValidation.labels(labels, labelsPath, errors);
    if (endpoint.hasNonNull("hostname")) {
      FieldChecks.label(endpoint.path("hostname"), path.child("hostname"), errors);
    }
    JsonNode hints = endpoint.path("hints");
    FieldPath hintsPath = path.child("hints");
    validateHints(hints.path("forZones"), true, hintsPath.child("forZones"), errors);
    validateHints(hints.path("forNodes"), false, hintsPath.child("forNodes"), errors);
  }

  private static void validateHints(
      JsonNode hints, boolean zones, FieldPath path, List<FieldError> errors) {
    if (hints.size() > MAX_HINTS) {
      errors.add(FieldError.tooMany(path, hints.size(), MAX_HINTS));
      return;
    }
    Set<String> names = new HashSet<>();
    int index = 0;
    for (JsonNode hint : hints) {
      FieldPath at = path.index(index++).child("name");
      String name = hint.path("name").asText();
      if (!names.add(name)) {
        errors.add(FieldError.duplicate(at, name));
      }
      if (zones) {
        FieldChecks.invalid(name, LabelValidation.labelValue(name), at, errors);
      } else {
        FieldChecks.subdomain(hint.path("name"), at, errors);
      }
    }
  }
}
