package io.binnacle.controller.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Failures by index, for jobs that limit them (KEP-3850). How often an index has failed stands in
 * its pods alone, so the last failed pod of an index is kept until another has taken the number
 * over.
 */
final class IndexFailures {
  /**
   * Failed pods.
   *
   * @param counting those whose failures count
   * @param ignored those whose do not
   */
  record Ended(List<ApiObject> counting, List<ApiObject> ignored) {}

  private record Failure(ApiObject pod, int count) {}

  private final Map<Integer, Failure> last = new HashMap<>();
  private final Set<String> held = new HashSet<>();
  private final IndexSet failed;

  /**
   * Works it out.
   *
   * @param pods all of the job
   * @param ended those that have failed and are not yet counted
   */
  IndexFailures(JobSpec spec, JsonNode status, List<ApiObject> pods, Ended ended) {
    FailurePolicy policy = new FailurePolicy(spec);
    this.failed =
        IndexSet.parse(
            status.path("failedIndexes").asText(), spec.completions().orElse(Integer.MAX_VALUE));
    if (!spec.limitsIndexes()) {
      return;
    }
    int limit = spec.backoffLimitPerIndex().orElse(0);
    for (ApiObject pod : ended.counting()) {
      int count = JobPods.failuresBefore(pod) + 1;
      note(pod, count);
      if (count > limit || policy.match(pod).action() == FailurePolicy.Action.FAIL_INDEX) {
        failed.add(JobPods.index(pod));
      }
    }
    ended.ignored().forEach(pod -> note(pod, JobPods.failuresBefore(pod)));
    hold(pods);
  }

  private void note(ApiObject pod, int count) {
    last.merge(
        JobPods.index(pod), new Failure(pod, count), (a, b) -> a.count() >= b.count() ? a : b);
  }

  private void hold(List<ApiObject> pods) {
    last.forEach((index, failure) -> {
      boolean taken =
          pods.stream()
              .filter(pod -> JobPods.index(pod) == index && !pod.equals(failure.pod()))
              .anyMatch(pod -> JobPods.failuresBefore(pod) >= failure.count());
      if (!taken && !failed.contains(index)) {
        held.add(failure.pod().uid());
      }
    });
  }

  IndexSet failed() {
    return failed;
  }

  /** Whether the pod has to stay, as the one that knows how often its index has failed. */
  boolean isHeld(ApiObject pod) {
    return held.contains(pod.uid());
  }

  /** What the next pod of the index is told. */
  int count(int index) {
    Failure failure = last.get(index);
    return failure == null ? 0 : failure.count();
  }

  /** How long the index still waits after its failures. */
  Duration remaining(int index, Instant now) {
    return Stream.ofNullable(last.get(index))
        .map(failure ->
            FailureBackoff.remaining(failure.count(), JobPods.finished(failure.pod()), now))
        .findFirst()
        .orElse(Duration.ZERO);
  }
}
