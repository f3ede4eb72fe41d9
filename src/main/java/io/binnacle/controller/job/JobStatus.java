package io.binnacle.controller.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.Timestamps;
import io.binnacle.controller.Pods;
import io.binnacle.controller.workload.StatusConditions;
import io.binnacle.controller.workload.StatusConditions.Condition;
import io.binnacle.controller.workload.Statuses;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A job's status in the making: first with the ended pods that still have to be counted, then with
 * those counted that need it no more. Not thread-safe.
 */
final class JobStatus {
  private final JobAccount account;
  private final Instant now;
  private final StatusConditions conditions;
  private final Set<String> succeeded;
  private final Set<String> failed;
  private int countedSucceeded;
  private int countedFailed;
  private Optional<String> startTime;
  private Optional<Instant> completion = Optional.empty();
  private boolean ended;

  JobStatus(JobAccount account, Instant now) {
    this.account = account;
    this.now = now;
    this.conditions = StatusConditions.of(account.job());
    this.succeeded = new LinkedHashSet<>(account.uncountedSucceeded());
    this.failed = new LinkedHashSet<>(account.uncountedFailed());
    this.countedSucceeded = account.counted("succeeded");
    this.countedFailed = account.counted("failed");
    JsonNode start = account.job().tree().path("status").path("startTime");
    this.startTime = start.isTextual() ? Optional.of(start.asText()) : Optional.empty();
  }

  boolean hasStarted() {
    return startTime.isPresent();
  }

  void start() {
    startTime = Optional.of(Timestamps.seconds(now));
  }

  /**
   * Notes whether the job is suspended; resuming starts its clock anew.
   *
   * @return the condition, where it is news
   */
  Optional<Condition> suspend(boolean suspended) {
    boolean known = conditions.isTrue("Suspended");
    if (suspended == known) {
      return Optional.empty();
    }
    Condition condition =
        suspended
            ? new Condition("Suspended", "True", "JobSuspended", "Job suspended")
            : new Condition("Suspended", "False", "JobResumed", "Job resumed");
    put(condition);
    if (!suspended) {
      start();
    }
    return Optional.of(condition);
  }

  void announce(Verdict verdict) {
    if (!conditions.isTrue(verdict.announcement().type())) {
      put(verdict.announcement());
    }
  }

  void end(Verdict verdict) {
    put(verdict.end());
    ended = true;
    if (verdict.success()) {
      completion = Optional.of(now);
    }
  }

  private void put(Condition condition) {
    conditions.put(condition, now).put("lastProbeTime", Timestamps.seconds(now));
  }

  /** Notes a pod that has ended and whose finalizer is still to be removed. */
  void addSucceeded(ApiObject pod) {
    if (!account.spec().indexed()) {
      succeeded.add(pod.uid());
    }
  }

  void addFailed(ApiObject pod) {
    failed.add(pod.uid());
  }

  Collection<String> uncounted() {
    Set<String> all = new LinkedHashSet<>(succeeded);
    all.addAll(failed);
    return all;
  }

  /** Counts what has lost its finalizer: it cannot be met a second time. */
  void count(Set<String> released) {
    countedSucceeded += take(succeeded, released);
    countedFailed += take(failed, released);
  }

  private static int take(Set<String> uncounted, Set<String> released) {
    int before = uncounted.size();
    uncounted.removeAll(released);
    return before - uncounted.size();
  }

  boolean hasUncounted() {
    return !succeeded.isEmpty() || !failed.isEmpty();
  }

  ObjectNode tree() {
    ObjectNode status = Json.object();
    conditions.writeTo(status);
    startTime.ifPresent(time -> status.put("startTime", time));
    completion.ifPresent(time -> status.put("completionTime", Timestamps.seconds(time)));
    Statuses.putCount(status, "active", ended ? 0 : account.active().size());
    status.put("ready", ended ? 0 : account.active().stream().filter(Pods::isReady).count());
    status.put("terminating", account.terminating().size());
    Statuses.putCount(
        status,
        "succeeded",
        account.spec().indexed() ? account.succeededIndexes().size() : countedSucceeded);
    Statuses.putCount(status, "failed", countedFailed);
    putIndexes(status);
    ObjectNode uncounted = status.putObject("uncountedTerminatedPods");
    putUids(uncounted, "succeeded", succeeded);
    putUids(uncounted, "failed", failed);
    return status;
  }

  private void putIndexes(ObjectNode status) {
    if (account.spec().indexed() && account.succeededIndexes().size() > 0) {
      status.put("completedIndexes", account.succeededIndexes().toString());
    }
    if (account.spec().limitsIndexes()) {
      status.put("failedIndexes", account.indexFailures().failed().toString());
    }
  }

  private static void putUids(ObjectNode uncounted, String field, Set<String> uids) {
    if (!uids.isEmpty()) {
      uids.forEach(uncounted.withArrayProperty(field)::add);
    }
  }
}
