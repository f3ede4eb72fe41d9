package io.binnacle.controller.job;

import io.binnacle.apimachinery.meta.ApiObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How long a job waits after failures before it makes more pods: ten seconds, then twice as long
 * each time. Kept in memory: after a restart a job tries at once. Safe for any thread.
 */
final class FailureBackoff {
  private static final Duration FIRST = Duration.ofSeconds(10);
  private static final Duration MOST = Duration.ofMinutes(10);
  private static final int MOST_DOUBLINGS = 10;

  /**
   * What is known of a job.
   *
   * @param seen the pods that are in it and may be shown again until they are counted
   */
  private record Failures(int count, Instant last, Set<String> seen) {
    private static final Failures NONE = new Failures(0, Instant.EPOCH, Set.of());
  }

  private final Map<String, Failures> failures = new HashMap<>();

  /** Takes up pods that have ended since the last time; a success makes up for what was before. */
  synchronized void ended(ApiObject job, List<ApiObject> succeeded, List<ApiObject> failed) {
    Failures known = failures.getOrDefault(job.uid(), Failures.NONE);
    int count = known.count();
    Instant last = known.last();
    List<ApiObject> inOrder =
        Stream.concat(succeeded.stream(), failed.stream())
            .sorted(Comparator.comparing(JobPods::finished))
            .toList();
    for (ApiObject pod : inOrder) {
      if (!known.seen().contains(pod.uid())) {
        count = succeeded.contains(pod) ? 0 : count + 1;
        last = JobPods.finished(pod);
      }
    }
    Set<String> seen = inOrder.stream().map(ApiObject::uid).collect(Collectors.toSet());
    failures.put(job.uid(), new Failures(count, last, seen));
  }

  /** How long there is still to wait. */
  synchronized Duration remaining(ApiObject job, Instant now) {
    Failures known = failures.get(job.uid());
    return known == null ? Duration.ZERO : remaining(known.count(), known.last(), now);
  }

  /** The same after so many failures, the last of them then. */
  static Duration remaining(int count, Instant last, Instant now) {
    if (count == 0) {
      return Duration.ZERO;
    }
    Duration doubled = FIRST.multipliedBy(1L << Math.min(count - 1, MOST_DOUBLINGS));
    Duration wait = doubled.compareTo(MOST) > 0 ? MOST : doubled;
    Duration left = Duration.between(now, last.plus(wait));
    return left.isNegative() ? Duration.ZERO : left;
  }

  synchronized void forget(String uid) {
    failures.remove(uid);
  }
}
