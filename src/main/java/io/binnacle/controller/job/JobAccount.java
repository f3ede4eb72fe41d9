package io.binnacle.controller.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.controller.Pods;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A job's pods sorted by what they mean for it: at work, on their way out, ended and counted
 * before, ended and new. Made anew in each reconciliation and not changed afterwards.
 */
final class JobAccount {
  private final ApiObject job;
  private final JobSpec spec;
  private final List<ApiObject> active = new ArrayList<>();
  private final List<ApiObject> terminating = new ArrayList<>();
  private final List<ApiObject> succeeded = new ArrayList<>();
  private final List<ApiObject> failed = new ArrayList<>();
  private final List<ApiObject> ignored = new ArrayList<>();
  private final Set<String> tracked = new HashSet<>();
  private final Set<String> uncountedSucceeded;
  private final Set<String> uncountedFailed;
  private final IndexSet succeededIndexes;
  private final IndexFailures indexFailures;
  private Optional<String> jobFailure = Optional.empty();

  /**
   * Sorts the pods.
   *
   * @param isTracked whether a pod has not been counted for good
   */
  JobAccount(ApiObject job, List<ApiObject> pods, Predicate<ApiObject> isTracked) {
    this.job = job;
    this.spec = JobSpec.of(job);
    JsonNode status = job.tree().path("status");
    JsonNode uncounted = status.path("uncountedTerminatedPods");
    this.uncountedSucceeded = new LinkedHashSet<>(Trees.texts(uncounted.path("succeeded")));
    this.uncountedFailed = new LinkedHashSet<>(Trees.texts(uncounted.path("failed")));
    this.succeededIndexes =
        IndexSet.parse(
            status.path("completedIndexes").asText(), spec.completions().orElse(Integer.MAX_VALUE));
    FailurePolicy policy = new FailurePolicy(spec);
    pods.forEach(pod -> add(pod, isTracked.test(pod), policy));
    this.indexFailures =
        new IndexFailures(spec, status, pods, new IndexFailures.Ended(failed, ignored));
  }

  private void add(ApiObject pod, boolean waits, FailurePolicy policy) {
    if (Pods.isActive(pod)) {
      active.add(pod);
    } else if (Pods.isTerminating(pod)) {
      terminating.add(pod);
    }
    if (!waits) {
      return;
    }
    tracked.add(pod.uid());
    if (uncountedSucceeded.contains(pod.uid()) || uncountedFailed.contains(pod.uid())) {
      return;
    }
    if (JobPods.hasSucceeded(pod)) {
      succeeded.add(pod);
      if (spec.indexed() && isValid(JobPods.index(pod))) {
        succeededIndexes.add(JobPods.index(pod));
      }
    } else if (JobPods.hasFailed(pod, spec)) {
      addFailed(pod, policy.match(pod));
    }
  }

  private void addFailed(ApiObject pod, FailurePolicy.Match match) {
    switch (match.action()) {
      case IGNORE -> ignored.add(pod);
      case FAIL_JOB -> {
        failed.add(pod);
        jobFailure = jobFailure.or(() -> Optional.of(match.message()));
      }
      default -> failed.add(pod);
    }
  }

  boolean isValid(int index) {
    return index >= 0 && index < spec.completions().orElse(0);
  }

  ApiObject job() {
    return job;
  }

  JobSpec spec() {
    return spec;
  }

  List<ApiObject> active() {
    return active;
  }

  List<ApiObject> terminating() {
    return terminating;
  }

  /** Succeeded and not yet written down. */
  List<ApiObject> newlySucceeded() {
    return succeeded;
  }

  /** Failed, in a way that counts, and not yet written down. */
  List<ApiObject> newlyFailed() {
    return failed;
  }

  /** Failed in a way that does not count. */
  List<ApiObject> ignored() {
    return ignored;
  }

  /** Whether the pod still waits to be counted for good. */
  boolean isTracked(String uid) {
    return tracked.contains(uid);
  }

  Set<String> uncountedSucceeded() {
    return uncountedSucceeded;
  }

  Set<String> uncountedFailed() {
    return uncountedFailed;
  }

  IndexSet succeededIndexes() {
    return succeededIndexes;
  }

  IndexFailures indexFailures() {
    return indexFailures;
  }

  /** Why a failed pod fails the whole job. */
  Optional<String> jobFailure() {
    return jobFailure;
  }

  int succeededCount() {
    return spec.indexed()
        ? succeededIndexes.size()
        : counted("succeeded") + uncountedSucceeded.size() + succeeded.size();
  }

  int failedCount() {
    return counted("failed") + uncountedFailed.size() + failed.size();
  }

  int counted(String field) {
    return job.tree().path("status").path(field).asInt();
  }
}
