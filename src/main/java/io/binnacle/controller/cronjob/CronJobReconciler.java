package io.binnacle.controller.cronjob;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Lister;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.KeyMapper;
import io.binnacle.controller.Reconciler;
import io.binnacle.controller.Result;
import io.binnacle.controller.Watch;
import io.binnacle.controller.workload.Claims;
import io.binnacle.controller.workload.OwnerKind;
import io.binnacle.controller.workload.PodBatches;
import io.binnacle.controller.workload.Statuses;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/** Starts the Job that is due, and keeps account of those that were. */
final class CronJobReconciler implements Reconciler {
  private static final OwnerKind KIND = new OwnerKind(Resources.CRON_JOBS, "CronJob");
  private static final String SCHEDULED = "batch.kubernetes.io/cronjob-scheduled-timestamp";
  private static final Duration MARGIN = Duration.ofMillis(100);

  private final ControllerContext context;
  private final SharedInformer cronJobs;
  private final SharedInformer jobs;
  private final Lister owned;
  private final FinishedJobs finished;

  CronJobReconciler(ControllerContext context) {
    this.context = context;
    this.cronJobs = context.informers().informer(Resources.CRON_JOBS, ListOptions.allNamespaces());
    this.jobs = context.informers().informer(Resources.JOBS, ListOptions.allNamespaces());
    this.owned = Claims.index(jobs);
    this.finished = new FinishedJobs(context);
  }

  @Override
  public List<Watch> watches() {
    return List.of(
        new Watch(cronJobs, KeyMapper.self()),
        new Watch(jobs, KeyMapper.controllerOwner(KIND.kind())));
  }

  @Override
  public Result reconcile(ObjectKey key) {
    Optional<ApiObject> found = cronJobs.lister().get(key);
    if (found.isEmpty()) {
      return Result.done();
    }
    ApiObject cronJob = found.get();
    List<ApiObject> own = Claims.owned(owned, cronJob.uid());
    CronJobRecord known = new CronJobRecord(cronJob);
    finished.note(cronJob, own, known);
    Result result = cronJob.isBeingDeleted() ? Result.done() : start(cronJob, known);
    Statuses.write(context.client(), Resources.CRON_JOBS, cronJob, known.tree());
    finished.trim(cronJob, own);
    return result;
  }

  private Result start(ApiObject cronJob, CronJobRecord known) {
    JsonNode spec = cronJob.tree().path("spec");
    if (spec.path("suspend").asBoolean()) {
      return Result.done();
    }
    CronTimes times;
    try {
      times = CronTimes.of(cronJob);
    } catch (DateTimeException e) {
      warn(cronJob, "UnknownTimeZone", "invalid timeZone: " + quoted(spec, "timeZone"));
      return Result.done();
    } catch (IllegalArgumentException e) {
      warn(
          cronJob,
          "UnparseableSchedule",
          "unparseable schedule: " + quoted(spec, "schedule") + " : " + e.getMessage());
      return Result.done();
    }
    Instant now = context.clock().instant();
    times
        .due(earliest(cronJob, known, now), now)
        .ifPresent(due -> startUnlessTold(cronJob, known, times, due));
    return times
        .next(now)
        .map(next -> Result.after(Duration.between(now, next).plus(MARGIN)))
        .orElseGet(Result::done);
  }

  private static String quoted(JsonNode spec, String field) {
    return "\"" + spec.path(field).asText() + "\"";
  }

  private static Optional<Duration> deadline(ApiObject cronJob) {
    JsonNode seconds = cronJob.tree().path("spec").path("startingDeadlineSeconds");
    return seconds.isNumber()
        ? Optional.of(Duration.ofSeconds(seconds.asLong()))
        : Optional.empty();
  }

  /** What was due before that was started already, or is past its deadline. */
  private static Instant earliest(ApiObject cronJob, CronJobRecord known, Instant now) {
    Instant since = known.lastScheduled().or(cronJob::creationTimestamp).orElse(now);
    return deadline(cronJob).map(now::minus).filter(since::isBefore).orElse(since);
  }

  private void startUnlessTold(
      ApiObject cronJob, CronJobRecord known, CronTimes times, CronTimes.Due due) {
    if (due.isTooMany()) {
      warn(
          cronJob,
          "TooManyMissedTimes",
          "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check"
              + " clock skew");
    }
    Instant now = context.clock().instant();
    if (deadline(cronJob).filter(limit -> due.time().plus(limit).isBefore(now)).isPresent()) {
      warn(cronJob, "MissSchedule", "Missed scheduled time to start a job: " + due.time());
      return;
    }
    String policy = cronJob.tree().path("spec").path("concurrencyPolicy").asText();
    if (policy.equals("Forbid") && !known.active().isEmpty()) {
      context
          .recorder()
          .normal(
              cronJob,
              "JobAlreadyActive",
              "Not starting job because prior execution is running and concurrency policy is"
                  + " Forbid");
      return;
    }
    if (policy.equals("Replace")) {
      finished.replace(cronJob, known);
    }
    create(cronJob, known, times, due.time());
  }

  private void create(ApiObject cronJob, CronJobRecord known, CronTimes times, Instant scheduled) {
    ObjectNode tree = job(cronJob, times, scheduled);
    String name = tree.path("metadata").path("name").asText();
    try {
      ApiObject job = context.client().create(Resources.JOBS, cronJob.namespace(), tree);
      context.recorder().normal(cronJob, "SuccessfulCreate", "Created job " + name);
      known.started(job, scheduled);
    } catch (ApiException e) {
      if (e.isAlreadyExists()) {
        // Started before a crash, or somebody else's: either way this time is done with.
        ApiObject there = context.client().get(Resources.JOBS, cronJob.namespace(), name);
        if (KIND.owns(cronJob, there)) {
          known.started(there, scheduled);
          return;
        }
      }
      if (!PodBatches.isNamespaceTerminating(e)) {
        warn(cronJob, "FailedCreate", "Error creating job: " + e.getMessage());
      }
      throw e;
    }
  }

  private static ObjectNode job(ApiObject cronJob, CronTimes times, Instant scheduled) {
    JsonNode template = cronJob.tree().path("spec").path("jobTemplate");
    ObjectNode job = Json.object().put("apiVersion", "batch/v1").put("kind", "Job");
    ObjectNode metadata = job.putObject("metadata");
    metadata.put("name", cronJob.name() + "-" + scheduled.getEpochSecond() / 60);
    JsonNode labels = template.path("metadata").path("labels");
    if (!labels.isEmpty()) {
      metadata.set("labels", labels.deepCopy());
    }
    ObjectNode annotations = metadata.putObject("annotations");
    Trees.textMap(template.path("metadata").path("annotations")).forEach(annotations::put);
    annotations.put(
        SCHEDULED, DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(scheduled.atZone(times.zone())));
    metadata.putArray("ownerReferences").add(KIND.reference(cronJob));
    job.set("spec", template.path("spec").deepCopy());
    return job;
  }

  private void warn(ApiObject cronJob, String reason, String message) {
    context.recorder().warning(cronJob, reason, message);
  }
}
