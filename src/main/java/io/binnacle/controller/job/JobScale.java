package io.binnacle.controller.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.controller.workload.DeletionOrder;
import io.binnacle.controller.workload.OwnerKind;
import io.binnacle.controller.workload.PodBatches;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Brings as many pods to work as a job wants now: either makes some or deletes some. */
final class JobScale {
  /** What one reconciliation writes at the most; the rest comes with the next. */
  private static final int BURST = 500;

  /**
   * What came of it.
   *
   * @param delay when pods that have to wait after failures can be made
   */
  record Outcome(Optional<Duration> delay, Optional<ApiException> refusal) {
    static final Outcome NOTHING = new Outcome(Optional.empty(), Optional.empty());

    static Outcome of(Optional<ApiException> refusal) {
      return new Outcome(Optional.empty(), refusal);
    }
  }

  private final PodBatches batches;
  private final OwnerKind kind;
  private final FailureBackoff backoff;

  JobScale(PodBatches batches, OwnerKind kind, FailureBackoff backoff) {
    this.batches = batches;
    this.kind = kind;
    this.backoff = backoff;
  }

  /** Stops all that works. */
  Outcome stop(JobAccount account) {
    return delete(account, account.active());
  }

  Outcome adjust(JobAccount account, Instant now) {
    if (account.spec().suspended()) {
      return stop(account);
    }
    List<ApiObject> victims = surplus(account, now);
    if (!victims.isEmpty()) {
      return delete(account, victims);
    }
    int occupied = account.active().size();
    if (account.spec().replaceFailedOnly()) {
      occupied += account.terminating().size();
    }
    int missing = Math.min(wanted(account) - occupied, BURST);
    return missing > 0 ? create(account, missing, now) : Outcome.NOTHING;
  }

  private static int wanted(JobAccount account) {
    JobSpec spec = account.spec();
    if (spec.completions().isEmpty()) {
      // After the first success no more are begun, but those at work may end.
      return account.succeededCount() > 0 ? account.active().size() : spec.parallelism();
    }
    int open = spec.completions().getAsInt() - account.succeededCount();
    if (spec.limitsIndexes()) {
      open -= account.indexFailures().failed().size();
    }
    return Math.clamp(open, 0, Math.max(spec.parallelism(), 0));
  }

  private List<ApiObject> surplus(JobAccount account, Instant now) {
    List<ApiObject> rest = new ArrayList<>(account.active());
    List<ApiObject> victims = new ArrayList<>();
    if (account.spec().indexed()) {
      victims.addAll(misplaced(account));
      rest.removeAll(victims);
    }
    int most = account.active().size() - wanted(account) - victims.size();
    if (most > 0) {
      victims.addAll(DeletionOrder.victims(rest, rest, most, now));
    }
    return victims.stream().limit(BURST).toList();
  }

  /** Pods with an index that another has, that is done, or that there is not. */
  private static List<ApiObject> misplaced(JobAccount account) {
    List<ApiObject> misplaced = new ArrayList<>();
    Set<Integer> taken = new HashSet<>();
    for (ApiObject pod : account.active()) {
      int index = JobPods.index(pod);
      if (!account.isValid(index)
          || account.succeededIndexes().contains(index)
          || !taken.add(index)) {
        misplaced.add(pod);
      }
    }
    return misplaced;
  }

  private Outcome delete(JobAccount account, List<ApiObject> victims) {
    return victims.isEmpty() ? Outcome.NOTHING : Outcome.of(batches.delete(account.job(), victims));
  }

  private Outcome create(JobAccount account, int missing, Instant now) {
    ApiObject job = account.job();
    if (!account.spec().indexed()) {
      Duration wait = backoff.remaining(job, now);
      return wait.isPositive()
          ? new Outcome(Optional.of(wait), Optional.empty())
          : Outcome.of(batches.create(job, Collections.nCopies(missing, JobPods.pod(job, kind))));
    }
    if (!account.spec().limitsIndexes()) {
      Duration wait = backoff.remaining(job, now);
      if (wait.isPositive()) {
        return new Outcome(Optional.of(wait), Optional.empty());
      }
    }
    return createIndexed(account, missing, now);
  }

  private Outcome createIndexed(JobAccount account, int missing, Instant now) {
    List<ObjectNode> pods = new ArrayList<>();
    Optional<Duration> wait = Optional.empty();
    Set<Integer> taken = taken(account);
    boolean limited = account.spec().limitsIndexes();
    for (int i = 0; i < account.spec().completions().orElse(0) && pods.size() < missing; i++) {
      if (taken.contains(i)
          || account.succeededIndexes().contains(i)
          || account.indexFailures().failed().contains(i)) {
        continue;
      }
      Duration remaining = account.indexFailures().remaining(i, now);
      if (limited && remaining.isPositive()) {
        wait =
            wait.filter(shortest -> shortest.compareTo(remaining) < 0)
                .or(() -> Optional.of(remaining));
        continue;
      }
      Optional<Integer> failures =
          limited ? Optional.of(account.indexFailures().count(i)) : Optional.empty();
      pods.add(JobPods.pod(account.job(), kind, i, failures));
    }
    Optional<ApiException> refusal =
        pods.isEmpty() ? Optional.empty() : batches.create(account.job(), pods);
    return new Outcome(wait, refusal);
  }

  private static Set<Integer> taken(JobAccount account) {
    Set<Integer> taken = new HashSet<>();
    account.active().forEach(pod -> taken.add(JobPods.index(pod)));
    if (account.spec().replaceFailedOnly()) {
      account.terminating().forEach(pod -> taken.add(JobPods.index(pod)));
    }
    return taken;
  }
}
