package io.binnacle.registry.batch.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.batch.JobIndexes;
import io.binnacle.registry.batch.JobSpecRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the status of a job may say and become (KEP-4368). Rules that came late hold only for a
 * status that changes what they are about, so that jobs from before them stay writable.
 */
final class JobStatusValidation {
  private static final FieldPath STATUS = FieldPath.of("status");
  private static final FieldPath CONDITIONS = STATUS.child("conditions");
  private static final String COMPLETE = "Complete";
  private static final String FAILED = "Failed";
  private static final String TARGET = "FailureTarget";
  private static final String MET = "SuccessCriteriaMet";

  private final JsonNode spec;
  private final JsonNode status;
  private final JsonNode before;
  private final List<FieldError> errors = new ArrayList<>();

  private JobStatusValidation(JsonNode job, JsonNode old) {
    this.spec = job.path("spec");
    this.status = job.path("status");
    this.before = old.path("status");
  }

  static List<FieldError> validate(JsonNode job, JsonNode old) {
    JobStatusValidation validation = new JobStatusValidation(job, old);
    validation.validateCounts();
    validation.validateConditions();
    validation.validateTimes();
    validation.validateFinished();
    validation.validateIndexes();
    validation.validateChange();
    return validation.errors;
  }

  private void validateCounts() {
    for (String count : List.of("active", "succeeded", "failed", "ready", "terminating")) {
      FieldChecks.nonNegative(status.path(count), STATUS.child(count), errors);
    }
    Set<String> seen = new HashSet<>();
    for (String list : List.of("succeeded", "failed")) {
      int index = 0;
      for (JsonNode uid : status.path("uncountedTerminatedPods").path(list)) {
        FieldPath at = STATUS.child("uncountedTerminatedPods").child(list).index(index++);
        if (uid.asText().isEmpty()) {
          errors.add(FieldError.invalid(at, uid, "must not be empty"));
        } else if (!seen.add(uid.asText())) {
          errors.add(FieldError.duplicate(at, uid.asText()));
        }
      }
    }
  }

  private static boolean holds(JsonNode status, String type) {
    for (JsonNode condition : status.path("conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition.path("status").asText().equals("True");
      }
    }
    return false;
  }

  private boolean holds(String type) {
    return holds(status, type);
  }

  private boolean comes(String type) {
    return holds(type) && !holds(before, type);
  }

  private void refuse(boolean wrong, String detail) {
    if (wrong) {
      errors.add(FieldError.invalidOmitted(CONDITIONS, detail));
    }
  }

  private void validateConditions() {
    refuse(holds(COMPLETE) && holds(FAILED), "cannot set Complete=True and Failed=true conditions");
    refuse(
        holds(COMPLETE) && holds(TARGET),
        "cannot set Complete=True and FailureTarget=true conditions");
    refuse(
        comes(FAILED) && !holds(TARGET),
        "cannot set Failed=True condition without the FailureTarget=true condition");
    refuse(
        comes(COMPLETE) && !holds(MET),
        "cannot set Complete=True condition without the SuccessCriteriaMet=true condition");
    refuse(
        holds(MET) && holds(FAILED),
        "cannot set SuccessCriteriaMet=True and Failed=true conditions");
    refuse(
        holds(MET) && holds(TARGET),
        "cannot set SuccessCriteriaMet=True and FailureTarget=true conditions");
  }

  private void validateTimes() {
    JsonNode end = status.path("completionTime");
    FieldPath path = STATUS.child("completionTime");
    if (end.isTextual() && !holds(COMPLETE)) {
      errors.add(
          FieldError.invalid(
              path, end, "cannot set completionTime when there is no Complete=True condition"));
    } else if (!end.isTextual() && holds(COMPLETE)) {
      errors.add(FieldError.required(path, "completionTime is required for Complete jobs"));
    }
    JsonNode start = status.path("startTime");
    // Times of one form and zone: their order is that of their texts.
    if (end.isTextual() && start.isTextual() && end.asText().compareTo(start.asText()) < 0) {
      errors.add(FieldError.invalid(path, end, "must be equal to or after `startTime`"));
    }
  }

  private void validateFinished() {
    boolean finished = holds(COMPLETE) || holds(FAILED);
    positiveWhenFinished(finished, "active");
    if (finished && !status.hasNonNull("startTime")) {
      errors.add(
          FieldError.required(STATUS.child("startTime"), "startTime is required for finished job"));
    }
    JsonNode uncounted = status.path("uncountedTerminatedPods");
    if (finished && uncounted.path("succeeded").size() + uncounted.path("failed").size() > 0) {
      errors.add(
          FieldError.invalid(
              STATUS.child("uncountedTerminatedPods"),
              uncounted,
              "must be empty for finished job"));
    }
    positiveWhenFinished(finished, "terminating");
    if (status.path("ready").asLong() > status.path("active").asLong()) {
      errors.add(
          FieldError.invalid(
              STATUS.child("ready"),
              status.path("ready"),
              "cannot set more ready pods than active"));
    }
  }

  private void positiveWhenFinished(boolean finished, String count) {
    if (finished && status.path(count).asLong() > 0) {
      errors.add(
          FieldError.invalid(
              STATUS.child(count), status.path(count), count + ">0 is invalid for finished job"));
    }
  }

  private void validateIndexes() {
    JsonNode completed = status.path("completedIndexes");
    JsonNode failed = status.path("failedIndexes");
    JobIndexes done = indexes("completedIndexes", true);
    JobIndexes lost = indexes("failedIndexes", spec.hasNonNull("backoffLimitPerIndex"));
    boolean indexed = spec.path("completionMode").asText().equals(JobSpecRules.INDEXED);
    if (!completed.asText().isEmpty() && !indexed) {
      errors.add(
          FieldError.invalid(
              STATUS.child("completedIndexes"),
              completed,
              "cannot set non-empty completedIndexes when non-indexed completion mode"));
    }
    if (failed.isTextual() && !spec.hasNonNull("backoffLimitPerIndex")) {
      errors.add(
          FieldError.invalid(
              STATUS.child("failedIndexes"),
              failed,
              "cannot set non-null failedIndexes when backoffLimitPerIndex is null"));
    }
    if (done != null && lost != null) {
      done.overlap(lost)
          .ifPresent(index ->
              errors.add(
                  FieldError.invalid(
                      STATUS.child("failedIndexes"),
                      failed,
                      "failedIndexes and completedIndexes overlap at index: " + index)));
    }
  }

  private @Nullable JobIndexes indexes(String field, boolean applies) {
    JsonNode text = status.path(field);
    if (!applies || !text.isTextual() || !spec.path("completions").isNumber()) {
      return null;
    }
    try {
      return JobIndexes.parse(text.asText(), spec.path("completions").asInt());
    } catch (IllegalArgumentException e) {
      errors.add(
          FieldError.invalid(
              STATUS.child(field), text, "error parsing " + field + ": " + e.getMessage()));
      return null;
    }
  }

  private void validateChange() {
    for (String type : List.of(FAILED, COMPLETE, TARGET)) {
      refuse(
          holds(before, type) && !holds(type),
          "cannot disable the terminal " + type + "=True condition");
    }
    // An indexed job that is scaled down forgets the indexes that are no more.
    boolean elastic =
        spec.path("completionMode").asText().equals(JobSpecRules.INDEXED)
            && spec.path("completions").asLong() == spec.path("parallelism").asLong();
    risesOnly("failed", false);
    risesOnly("succeeded", elastic);
    JsonNode end = status.path("completionTime");
    JsonNode oldEnd = before.path("completionTime");
    if (end.isTextual() && oldEnd.isTextual() && !end.equals(oldEnd)) {
      errors.add(FieldError.invalid(STATUS.child("completionTime"), end, "field is immutable"));
    }
    JsonNode began = before.path("startTime");
    if (began.isTextual()
        && !spec.path("suspend").asBoolean()
        && !Trees.same(began, status.path("startTime"))) {
      errors.add(
          FieldError.required(
              STATUS.child("startTime"), "startTime cannot be removed for unsuspended job"));
    }
    refuse(
        holds(before, MET) && !holds(MET), "cannot disable the SuccessCriteriaMet=True condition");
    refuse(
        holds(before, COMPLETE) && !holds(before, MET) && holds(MET),
        "cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions");
  }

  private void risesOnly(String count, boolean mayFall) {
    if (!mayFall && status.path(count).asLong() < before.path(count).asLong()) {
      errors.add(
          FieldError.invalid(
              STATUS.child(count),
              status.path(count).asLong(),
              "cannot decrease the " + count + " counter"));
    }
  }
}
