package io.binnacle.controller.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.controller.Pods;
import io.binnacle.controller.workload.StatusConditions;
import io.binnacle.controller.workload.StatusConditions.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a job comes to. It is passed before the job is finished: pods are stopped first and have to
 * be gone (KEP-3939).
 *
 * @param success whether the job has done what it is for
 */
record Verdict(boolean success, String reason, String message) {
  private static final String FAILURE_TARGET = "FailureTarget";
  private static final String SUCCESS_CRITERIA = "SuccessCriteriaMet";

  /** The condition that announces the end. */
  Condition announcement() {
    return new Condition(success ? SUCCESS_CRITERIA : FAILURE_TARGET, "True", reason, message);
  }

  /** The condition that is the end. */
  Condition end() {
    return new Condition(success ? "Complete" : "Failed", "True", reason, message);
  }

  /** The verdict that has been passed before, or is due now; empty while the job goes on. */
  static Optional<Verdict> of(JobAccount account, Instant now) {
    return announced(account.job()).or(() -> failure(account, now)).or(() -> success(account));
  }

  private static Optional<Verdict> announced(ApiObject job) {
    StatusConditions conditions = StatusConditions.of(job);
    for (String type : List.of(FAILURE_TARGET, SUCCESS_CRITERIA)) {
      if (conditions.isTrue(type)) {
        return conditions
            .get(type)
            .map(known ->
                new Verdict(
                    type.equals(SUCCESS_CRITERIA),
                    known.path("reason").asText(),
                    known.path("message").asText()));
      }
    }
    return Optional.empty();
  }

  private static Optional<Verdict> failure(JobAccount account, Instant now) {
    JobSpec spec = account.spec();
    if (account.jobFailure().isPresent()) {
      return failed("PodFailurePolicy", account.jobFailure().get());
    }
    OptionalInt met = SuccessPolicy.met(spec, account.succeededIndexes());
    if (met.isPresent()) {
      return Optional.of(
          new Verdict(true, "SuccessPolicy", "Matched rules at index " + met.getAsInt()));
    }
    if (account.failedCount() > spec.backoffLimit() || restartsTooOften(account)) {
      return failed("BackoffLimitExceeded", "Job has reached the specified backoff limit");
    }
    if (untilDeadline(account, now).filter(left -> !left.isPositive()).isPresent()) {
      return failed("DeadlineExceeded", "Job was active longer than specified deadline");
    }
    return indexFailure(account);
  }

  private static Optional<Verdict> failed(String reason, String message) {
    return Optional.of(new Verdict(false, reason, message));
  }

  /** How long the job may still be active. */
  static Optional<Duration> untilDeadline(JobAccount account, Instant now) {
    JsonNode start = account.job().tree().path("status").path("startTime");
    if (account.spec().suspended() || !start.isTextual()) {
      return Optional.empty();
    }
    return account
        .spec()
        .activeDeadline()
        .map(deadline -> Duration.between(now, Instant.parse(start.asText()).plus(deadline)));
  }

  /** Containers that are restarted in their pods count as failures, too. */
  private static boolean restartsTooOften(JobAccount account) {
    JsonNode template = account.spec().tree().path("template").path("spec");
    if (!template.path("restartPolicy").asText().equals("OnFailure")) {
      return false;
    }
    int restarts = account.active().stream().mapToInt(Pods::restarts).sum();
    int limit = account.spec().backoffLimit();
    return limit == 0 ? restarts > 0 : restarts >= limit;
  }

  private static Optional<Verdict> indexFailure(JobAccount account) {
    JobSpec spec = account.spec();
    if (!spec.limitsIndexes()) {
      return Optional.empty();
    }
    int failed = account.indexFailures().failed().size();
    if (spec.maxFailedIndexes().isPresent() && failed > spec.maxFailedIndexes().getAsInt()) {
      return failed(
          "MaxFailedIndexesExceeded",
          "Job has exceeded the specified maximal number of failed indexes");
    }
    return failed > 0 && failed + account.succeededCount() >= spec.completions().orElse(0)
        ? failed("FailedIndexes", "Job has failed indexes")
        : Optional.empty();
  }

  private static Optional<Verdict> success(JobAccount account) {
    int succeeded = account.succeededCount();
    OptionalInt completions = account.spec().completions();
    boolean complete =
        completions.isPresent()
            ? succeeded >= completions.getAsInt()
            : succeeded > 0 && account.active().isEmpty();
    return complete
        ? Optional.of(
            new Verdict(true, "CompletionsReached", "Reached expected number of succeeded pods"))
        : Optional.empty();
  }
}
