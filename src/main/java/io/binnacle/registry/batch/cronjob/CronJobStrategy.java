package io.binnacle.registry.batch.cronjob;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.schedule.CronSchedule;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.batch.JobSpecRules;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Defaults and rules of cron jobs. */
final class CronJobStrategy implements ResourceStrategy {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final List<String> CONCURRENCY = List.of("Allow", "Forbid", "Replace");

  /** The rest of a job's name is the time it was started for. */
  private static final int MAX_NAME = 52;

  private static final int SUCCESSFUL = 3;
  private static final int FAILED = 1;

  @Override
  public void applyDefaults(ObjectNode object) {
    ObjectNode spec = Trees.child(object, "spec");
    Trees.defaultText(spec, "concurrencyPolicy", "Allow");
    Trees.defaultFlag(spec, "suspend", false);
    Trees.defaultNumber(spec, "successfulJobsHistoryLimit", SUCCESSFUL);
    Trees.defaultNumber(spec, "failedJobsHistoryLimit", FAILED);
    JobSpecRules.templateDefaults(Trees.child(Trees.child(spec, "jobTemplate"), "spec"));
  }

  @Override
  public void prepareForCreate(Context context, ObjectNode object) {
    object.putObject("status");
  }

  @Override
  public List<FieldError> validateCreate(Context context, ObjectNode object) {
    List<FieldError> errors = new ArrayList<>();
    validateSpec(object.path("spec"), null, errors);
    String name = object.at("/metadata/name").asText();
    if (name.length() > MAX_NAME) {
      errors.add(
          FieldError.invalid(
              FieldPath.of("metadata", "name"),
              name,
              "must be no more than " + MAX_NAME + " bytes"));
    }
    return errors;
  }

  @Override
  public List<FieldError> validateUpdate(Context context, ObjectNode object, ApiObject old) {
    List<FieldError> errors = new ArrayList<>();
    validateSpec(object.path("spec"), old.tree().path("spec"), errors);
    return errors;
  }

  private static void validateSpec(JsonNode spec, @Nullable JsonNode old, List<FieldError> errors) {
    validateSchedule(spec, old != null && namesZone(old.path("schedule").asText()), errors);
    FieldChecks.nonNegative(
        spec.path("startingDeadlineSeconds"), SPEC.child("startingDeadlineSeconds"), errors);
    if (old == null || !Trees.same(spec.get("timeZone"), old.get("timeZone"))) {
      validateZone(spec.path("timeZone"), errors);
    }
    FieldChecks.requiredOneOf(
        spec.path("concurrencyPolicy"), CONCURRENCY, SPEC.child("concurrencyPolicy"), errors);
    validateJob(
        spec.path("jobTemplate").path("spec"), SPEC.child("jobTemplate").child("spec"), errors);
    for (String limit : List.of("successfulJobsHistoryLimit", "failedJobsHistoryLimit")) {
      FieldChecks.nonNegative(spec.path(limit), SPEC.child(limit), errors);
    }
  }

  private static void validateJob(JsonNode job, FieldPath path, List<FieldError> errors) {
    JobSpecRules.validate(job, path, errors);
    if (job.path("selector").isObject()) {
      errors.add(
          FieldError.invalid(
              path.child("selector"), job.path("selector"), "`selector` will be auto-generated"));
    }
    if (job.path("manualSelector").asBoolean()) {
      errors.add(
          new FieldError(
              FieldError.Type.NOT_SUPPORTED,
              path.child("manualSelector").toString(),
              "true",
              "supported values: \"nil\", \"false\""));
    }
  }

  private static boolean namesZone(String schedule) {
    return schedule.contains("TZ");
  }

  /**
   * @param allowsZone whether the schedule may begin with a time zone: only where it did before
   */
  private static void validateSchedule(JsonNode spec, boolean allowsZone, List<FieldError> errors) {
    String schedule = spec.path("schedule").asText();
    FieldPath path = SPEC.child("schedule");
    if (schedule.isEmpty()) {
      errors.add(FieldError.required(path, ""));
      return;
    }
    String fields = schedule;
    if (schedule.startsWith("TZ=") || schedule.startsWith("CRON_TZ=")) {
      int space = schedule.indexOf(' ');
      fields = space < 0 ? "" : schedule.substring(space + 1);
    }
    try {
      CronSchedule.parse(fields);
    } catch (IllegalArgumentException e) {
      errors.add(FieldError.invalid(path, schedule, String.valueOf(e.getMessage())));
    }
    if (namesZone(schedule)) {
      if (allowsZone && spec.path("timeZone").isTextual()) {
        errors.add(
            FieldError.invalid(
                path, schedule, "cannot use both timeZone field and TZ or CRON_TZ in schedule"));
      } else if (!allowsZone) {
        errors.add(
            FieldError.invalid(
                path,
                schedule,
                "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"));
      }
    }
  }

  private static void validateZone(JsonNode zone, List<FieldError> errors) {
    if (!zone.isTextual()) {
      return;
    }
    String name = zone.asText();
    FieldPath path = SPEC.child("timeZone");
    if (name.isEmpty()) {
      errors.add(FieldError.invalid(path, zone, "timeZone must be nil or non-empty string"));
    } else if (name.toLowerCase(Locale.ROOT).equals("local")) {
      errors.add(
          FieldError.invalid(
              path,
              zone,
              "timeZone must be an explicit time zone as defined in"
                  + " https://www.iana.org/time-zones"));
    } else if (!isZone(name)) {
      errors.add(FieldError.invalid(path, zone, "unknown time zone " + name));
    }
  }

  private static boolean isZone(String name) {
    try {
      return name.equals("UTC") || ZoneId.getAvailableZoneIds().contains(ZoneId.of(name).getId());
    } catch (DateTimeException e) {
      return false;
    }
  }
}
