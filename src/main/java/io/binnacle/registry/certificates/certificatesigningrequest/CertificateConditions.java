package io.binnacle.registry.certificates.certificatesigningrequest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules of a request's conditions: some only come, and who writes which. */
final class CertificateConditions {
  private static final FieldPath PATH = FieldPath.of("status", "conditions");
  private static final List<String> LASTING = List.of("Approved", "Denied", "Failed");

  private CertificateConditions() {}

  /** Fills in the times that the client left out. */
  static void stamp(ObjectNode status, Instant now) {
    String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
    for (ObjectNode condition : Trees.objects(status.path("conditions"))) {
      for (String field : List.of("lastUpdateTime", "lastTransitionTime")) {
        if (!condition.hasNonNull(field)) {
          condition.put(field, time);
        }
      }
      Trees.defaultText(condition, "status", "True");
    }
  }

  /**
   * @param fixed the types that this path may not change
   */
  static List<FieldError> validate(ObjectNode object, ApiObject old, Set<String> fixed) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode now = object.at("/status/conditions");
    JsonNode before = old.tree().at("/status/conditions");
    for (String type : LASTING) {
      int had = count(before, type);
      int has = count(now, type);
      if (has < had) {
        errors.add(
            FieldError.forbidden(
                PATH, "updates may not remove a condition of type \"" + type + "\""));
      } else if (has > had && fixed.contains(type)) {
        errors.add(
            FieldError.forbidden(PATH, "updates may not add a condition of type \"" + type + "\""));
      }
    }
    if (errors.isEmpty()) {
      validateEach(now, errors);
    }
    return errors;
  }

  private static void validateEach(JsonNode conditions, List<FieldError> errors) {
    Set<String> types = new HashSet<>();
    int index = 0;
    for (JsonNode condition : conditions) {
      FieldPath at = PATH.index(index++);
      String type = condition.path("type").asText();
      if (type.isEmpty()) {
        errors.add(FieldError.required(at.child("type"), ""));
      } else if (!types.add(type)) {
        errors.add(FieldError.duplicate(at.child("type"), type));
      }
      String status = condition.path("status").asText();
      if (LASTING.contains(type) && !status.equals("True")) {
        errors.add(FieldError.notSupported(at.child("status"), status, List.of("True")));
      }
    }
    if (types.contains("Approved") && types.contains("Denied")) {
      errors.add(
          FieldError.invalid(
              PATH, "Denied", "Approved and Denied conditions are mutually exclusive"));
    }
  }

  private static int count(JsonNode conditions, String type) {
    int count = 0;
    for (JsonNode condition : conditions) {
      count += condition.path("type").asText().equals(type) ? 1 : 0;
    }
    return count;
  }
}
