package io.binnacle.controller.cronjob;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerContext;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What becomes of Jobs that a CronJob has started: noticed, kept for a while, removed. */
final class FinishedJobs {
  private static final Comparator<ApiObject> BY_START =
      Comparator.<ApiObject, String>comparing(
              job -> job.tree().path("status").path("startTime").asText())
          .thenComparing(ApiObject::name);

  private final ControllerContext context;

  FinishedJobs(ControllerContext context) {
    this.context = context;
  }

  /** Brings the list of active Jobs up to date. */
  void note(ApiObject cronJob, List<ApiObject> own, CronJobRecord known) {
    for (ApiObject job : own) {
      Optional<String> end = CronJobRecord.end(job);
      if (end.isPresent() && known.isActive(job.uid())) {
        known.forget(job.uid());
        tell(
            cronJob,
            "SawCompletedJob",
            "Saw completed job: %s, condition: %s".formatted(job.name(), end.get()));
        if (end.get().equals("Complete")) {
          known.succeeded(job);
        }
      }
    }
    for (ObjectNode ref : known.active()) {
      String uid = ref.path("uid").asText();
      boolean seen = own.stream().anyMatch(job -> job.uid().equals(uid));
      if (!seen && isGone(cronJob, ref)) {
        known.forget(uid);
        tell(cronJob, "MissingJob", "Active job went missing: " + ref.path("name").asText());
      }
    }
  }

  /** The cache may not have seen a Job that has just been made. */
  private boolean isGone(ApiObject cronJob, ObjectNode ref) {
    try {
      ApiObject job =
          context.client().get(Resources.JOBS, cronJob.namespace(), ref.path("name").asText());
      return !job.uid().equals(ref.path("uid").asText());
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return true;
      }
      throw e;
    }
  }

  /** Removes the Jobs that are still at work. */
  void replace(ApiObject cronJob, CronJobRecord known) {
    for (ObjectNode ref : known.active()) {
      delete(cronJob, ref.path("name").asText(), ref.path("uid").asText());
      known.forget(ref.path("uid").asText());
    }
  }

  /** Removes finished Jobs beyond the history limits, the oldest first. */
  void trim(ApiObject cronJob, List<ApiObject> own) {
    JsonNode spec = cronJob.tree().path("spec");
    trim(cronJob, own, "Complete", spec.path("successfulJobsHistoryLimit"));
    trim(cronJob, own, "Failed", spec.path("failedJobsHistoryLimit"));
  }

  private void trim(ApiObject cronJob, List<ApiObject> own, String end, JsonNode limit) {
    if (!limit.isNumber()) {
      return;
    }
    List<ApiObject> ended =
        own.stream()
            .filter(job -> !job.isBeingDeleted())
            .filter(job -> CronJobRecord.end(job).equals(Optional.of(end)))
            .sorted(BY_START)
            .toList();
    ended.stream()
        .limit(Math.max(0, ended.size() - limit.asInt()))
        .forEach(job -> delete(cronJob, job.name(), job.uid()));
  }

  private void delete(ApiObject cronJob, String name, String uid) {
    try {
      context
          .client()
          .delete(
              Resources.JOBS,
              cronJob.namespace(),
              name,
              new DeleteOptions(
                  OptionalLong.empty(),
                  Optional.of(uid),
                  Optional.empty(),
                  Optional.of("Background")));
      tell(cronJob, "SuccessfulDelete", "Deleted job " + name);
    } catch (ApiException e) {
      if (!e.isNotFound() && !e.isConflict()) {
        context
            .recorder()
            .warning(cronJob, "FailedDelete", "Error deleting job: " + e.getMessage());
        throw e;
      }
    }
  }

  private void tell(ApiObject cronJob, String reason, String message) {
    context.recorder().normal(cronJob, reason, message);
  }
}
