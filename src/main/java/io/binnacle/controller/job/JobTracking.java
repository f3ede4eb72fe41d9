package io.binnacle.controller.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.PatchType;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Parallel;
import io.binnacle.controller.workload.Statuses;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts ended pods exactly once: their uids are written into the status, then their finalizers are
 * removed, then the uids become numbers. A crash between any two of these loses nothing.
 */
final class JobTracking {
  /** The status must not grow without bounds; the rest comes with the next reconciliation. */
  private static final int MOST_UNCOUNTED = 500;

  private final ControllerContext context;

  /** Pods that have lost their finalizer, though the cache may still show it. */
  private final Set<String> released = ConcurrentHashMap.newKeySet();

  JobTracking(ControllerContext context) {
    this.context = context;
  }

  /** Whether the pod has not been counted for good. */
  boolean isTracked(ApiObject pod) {
    return JobPods.isTracked(pod) && !released.contains(pod.uid());
  }

  /** The cache shows the pod without its finalizer, or not at all any more. */
  void seenReleased(ApiObject pod) {
    released.remove(pod.uid());
  }

  /**
   * Counts.
   *
   * @param decided whether the job has come to its end: then no pod is kept for another's sake
   * @return the job as it has been written
   * @throws ApiException where a finalizer could not be removed
   */
  ApiObject count(JobAccount account, JobStatus status, List<ApiObject> pods, boolean decided) {
    List<ApiObject> done = new ArrayList<>(released(account, decided));
    int room = MOST_UNCOUNTED - status.uncounted().size();
    for (ApiObject pod : account.newlySucceeded()) {
      if (room-- > 0) {
        status.addSucceeded(pod);
        done.add(pod);
      }
    }
    for (ApiObject pod : account.newlyFailed()) {
      boolean held = !decided && account.indexFailures().isHeld(pod);
      if (!held && room-- > 0) {
        status.addFailed(pod);
        done.add(pod);
      }
    }
    Set<String> uncounted = new HashSet<>(status.uncounted());
    pods.stream().filter(pod -> uncounted.contains(pod.uid())).forEach(done::add);
    ApiObject written =
        Statuses.write(context.client(), Resources.JOBS, account.job(), status.tree());
    release(done);
    uncounted.removeIf(account::isTracked);
    done.forEach(pod -> uncounted.add(pod.uid()));
    status.count(uncounted);
    return written;
  }

  /** Failed pods that do not count and are needed no more. */
  private static List<ApiObject> released(JobAccount account, boolean decided) {
    return account.ignored().stream()
        .filter(pod -> decided || !account.indexFailures().isHeld(pod))
        .toList();
  }

  /** Removes the finalizers. */
  void release(List<ApiObject> pods) {
    List<ApiObject> tracked = pods.stream().distinct().filter(this::isTracked).toList();
    List<ApiException> refusals =
        Parallel.forEach(context.executor(), tracked, this::removeFinalizer);
    if (!refusals.isEmpty()) {
      throw refusals.getFirst();
    }
  }

  private void removeFinalizer(ApiObject pod) {
    ObjectNode patch = Json.object();
    ObjectNode metadata = patch.putObject("metadata").put("uid", pod.uid());
    metadata.putArray("$deleteFromPrimitiveList/finalizers").add(JobPods.FINALIZER);
    try {
      context
          .client()
          .patch(Resources.PODS, pod.namespace(), pod.name(), "", PatchType.STRATEGIC, patch);
      released.add(pod.uid());
    } catch (ApiException e) {
      // Gone, or another of its name is there: either way there is nothing to release.
      if (!e.isNotFound() && !e.isConflict()) {
        throw e;
      }
    }
  }
}
