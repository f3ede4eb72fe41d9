package io.binnacle.registry.batch;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import java.util.List;

/** The rules of jobs whose pods have an index, and of those whose pods have none. */
final class JobModeRules {
  private static final List<String> MODES = List.of("NonIndexed", JobSpecRules.INDEXED);
  private static final int MAX_PARALLELISM = 100_000;
  private static final int MAX_FAILED = 100_000;

  /** Above so many indexes with limits of their own, the status would grow too large. */
  private static final int MANY_COMPLETIONS = 100_000;

  private static final int MAX_WITH_MANY = 10_000;

  private JobModeRules() {}

  static void validate(JsonNode spec, FieldPath path, List<FieldError> errors) {
    String mode = spec.path("completionMode").asText();
    if (!mode.isEmpty() && !MODES.contains(mode)) {
      errors.add(FieldError.notSupported(path.child("completionMode"), mode, MODES));
    }
    if (mode.equals(JobSpecRules.INDEXED)) {
      validateIndexed(spec, path, errors);
    } else if (mode.isEmpty() || mode.equals("NonIndexed")) {
      for (String field : List.of("backoffLimitPerIndex", "maxFailedIndexes")) {
        if (spec.hasNonNull(field)) {
          errors.add(
              FieldError.invalid(
                  path.child(field), spec.path(field), "requires indexed completion mode"));
        }
      }
    }
  }

  private static void validateIndexed(JsonNode spec, FieldPath path, List<FieldError> errors) {
    JsonNode completions = spec.path("completions");
    JsonNode failed = spec.path("maxFailedIndexes");
    if (!completions.isNumber()) {
      errors.add(FieldError.required(path.child("completions"), "when completion mode is Indexed"));
    }
    atMost(
        "parallelism",
        MAX_PARALLELISM,
        "must be less than or equal to " + MAX_PARALLELISM + " when completion mode is Indexed",
        spec,
        path,
        errors);
    if (completions.isNumber() && failed.isNumber() && failed.asLong() > completions.asLong()) {
      errors.add(
          FieldError.invalid(
              path.child("maxFailedIndexes"), failed, "must be less than or equal to completions"));
    }
    atMost(
        "maxFailedIndexes",
        MAX_FAILED,
        "must be less than or equal to " + MAX_FAILED,
        spec,
        path,
        errors);
    if (completions.asLong() > MANY_COMPLETIONS && spec.hasNonNull("backoffLimitPerIndex")) {
      validateMany(spec, path, errors);
    }
  }

  private static void validateMany(JsonNode spec, FieldPath path, List<FieldError> errors) {
    if (!spec.hasNonNull("maxFailedIndexes")) {
      errors.add(
          FieldError.required(
              path.child("maxFailedIndexes"),
              "must be specified when completions is above " + MANY_COMPLETIONS));
    }
    String detail =
        "must be less than or equal to "
            + MAX_WITH_MANY
            + " when completions are above "
            + MANY_COMPLETIONS
            + " and used with backoff limit per index";
    atMost("parallelism", MAX_WITH_MANY, detail, spec, path, errors);
    atMost("maxFailedIndexes", MAX_WITH_MANY, detail, spec, path, errors);
  }

  private static void atMost(
      String field,
      int max,
      String detail,
      JsonNode spec,
      FieldPath path,
      List<FieldError> errors) {
    if (spec.path(field).asLong() > max) {
      errors.add(FieldError.invalid(path.child(field), spec.path(field), detail));
    }
  }
}
