package io.binnacle.scheduler;

import io.binnacle.scheduler.cache.CacheSnapshot;
import io.binnacle.scheduler.cache.SchedulerCache;
import io.binnacle.scheduler.framework.ClusterEvent;
import io.binnacle.scheduler.framework.ClusterLookups;
import io.binnacle.scheduler.framework.Diagnosis;
import io.binnacle.scheduler.framework.Framework;
import io.binnacle.scheduler.framework.PodInfo;
import io.binnacle.scheduler.framework.PostFilterResult;
import io.binnacle.scheduler.framework.QueuedPodInfo;
import io.binnacle.scheduler.framework.SchedulingContext;
import io.binnacle.scheduler.framework.Status;
import io.binnacle.scheduler.queue.SchedulingQueue;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * One attempt after the other: decides in memory, assumes the pod on its node and leaves the
 * binding to another thread; or finds out why no node fits, says so, and gives the pod back to the
 * queue. For the scheduling thread alone; what it leaves to the executor says so itself.
 */
final class SchedulingCycle {
  private static final Logger LOG = System.getLogger(SchedulingCycle.class.getName());
  private static final String UNSCHEDULABLE = "Unschedulable";
  private static final String SCHEDULER_ERROR = "SchedulerError";

  private final Parts parts;
  private final ClusterAccess cluster;
  private final SchedulerRuntime runtime;
  private final ClusterLookups lookups;
  private final BindingCycle binding;
  private final AttemptCounters attempts = new AttemptCounters();
  private final PodStatusWriter statuses;
  private final CacheSnapshot snapshot = new CacheSnapshot();

  /** What the cycle works with. */
  record Parts(
      Profiles profiles,
      SchedulerCache cache,
      SchedulingQueue queue,
      NominatedPods nominated,
      SchedulingAlgorithm algorithm) {}

  SchedulingCycle(
      Parts parts,
      ClusterAccess cluster,
      SchedulerRuntime runtime,
      ClusterLookups lookups,
      BindingCycle binding) {
    this.parts = parts;
    this.cluster = cluster;
    this.runtime = runtime;
    this.lookups = lookups;
    this.binding = binding;
    this.statuses = new PodStatusWriter(cluster, runtime.clock());
  }

  AttemptCounters attempts() {
    return attempts;
  }

  /** Attempts one pod. A failure of a plugin is that pod's failure. */
  void attempt(QueuedPodInfo queued) {
    PodInfo pod = queued.pod();
    Framework framework = parts.profiles().named(pod.schedulerName()).orElse(null);
    if (framework == null || pod.isTerminating() || parts.cache().holds(pod)) {
      parts.queue().done(pod);
      return;
    }
    parts.cache().update(snapshot);
    SchedulingContext context = new SchedulingContext(pod, snapshot, lookups);
    try {
      switch (parts.algorithm().schedule(framework, context)) {
        case SchedulingAlgorithm.Outcome.Chosen chosen ->
            take(framework, context, queued, chosen.nodeName());
        case SchedulingAlgorithm.Outcome.NoFit noFit ->
            giveUp(framework, context, queued, noFit.diagnosis());
        case SchedulingAlgorithm.Outcome.Failed failed -> fail(queued, failed.message());
      }
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "Scheduling of pod " + pod.key() + " failed", e);
      fail(queued, "internal error: " + e.getClass().getSimpleName());
    }
  }

  private void take(
      Framework framework, SchedulingContext context, QueuedPodInfo queued, String nodeName) {
    PodInfo pod = queued.pod();
    parts.cache().assumePod(pod, nodeName);
    Status reserved = framework.reserve(context, nodeName);
    if (!reserved.isSuccess()) {
      parts.cache().forgetPod(pod);
      refuse(queued, reserved);
      return;
    }
    CompletionStage<Status> permission = framework.permit(context, nodeName);
    runtime.executor().execute(() -> bind(framework, context, queued, nodeName, permission));
  }

  /** Runs on the executor. */
  private void bind(
      Framework framework,
      SchedulingContext context,
      QueuedPodInfo queued,
      String nodeName,
      CompletionStage<Status> permission) {
    PodInfo pod = queued.pod();
    BindingCycle.Outcome outcome;
    try {
      outcome = binding.run(framework, context, nodeName, permission);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "Binding of pod " + pod.key() + " failed", e);
      outcome = new BindingCycle.Outcome.Failed("binding failed: " + e.getClass().getSimpleName());
    }
    if (outcome instanceof BindingCycle.Outcome.Bound) {
      parts.cache().finishBinding(pod);
      parts.nominated().remove(pod);
      parts.queue().done(pod);
      attempts.ended(AttemptCounters.Result.SCHEDULED);
      cluster
          .recorder()
          .normal(
              pod.object(), "Scheduled", "Successfully assigned " + pod.key() + " to " + nodeName);
      return;
    }
    framework.unreserve(context, nodeName);
    parts.cache().forgetPod(pod);
    // The room that the pod did not take may be what others wait for.
    parts.queue().moveAllOn(ClusterEvent.ASSIGNED_POD_DELETE);
    switch (outcome) {
      case BindingCycle.Outcome.Bound bound -> {}
      case BindingCycle.Outcome.Gone gone -> parts.queue().done(pod);
      case BindingCycle.Outcome.Refused refused -> refuse(queued, refused.status());
      case BindingCycle.Outcome.Failed failed -> fail(queued, failed.message());
    }
  }

  private void refuse(QueuedPodInfo queued, Status status) {
    switch (status) {
      case Status.Unschedulable unschedulable -> {
        attempts.ended(AttemptCounters.Result.UNSCHEDULABLE);
        parts.queue().addUnschedulable(queued, Set.of());
        tell(queued.pod(), UNSCHEDULABLE, String.join(", ", unschedulable.reasons()), "");
      }
      case Status.Failed failed -> fail(queued, failed.message());
      case Status.Success success -> fail(queued, "refused for no reason");
      case Status.Skip skip -> fail(queued, "refused for no reason");
    }
  }

  private void fail(QueuedPodInfo queued, String message) {
    attempts.ended(AttemptCounters.Result.ERROR);
    parts.queue().addBackOff(queued);
    tell(queued.pod(), SCHEDULER_ERROR, message, "");
  }

  private void giveUp(
      Framework framework, SchedulingContext context, QueuedPodInfo queued, Diagnosis diagnosis) {
    PodInfo pod = queued.pod();
    attempts.ended(AttemptCounters.Result.UNSCHEDULABLE);
    switch (framework.postFilter(context, diagnosis, parts.nominated().respectedBy(framework))) {
      case PostFilterResult.NoWay noWay -> {
        parts.queue().addUnschedulable(queued, diagnosis.plugins());
        String message = diagnosis.message();
        tell(
            pod,
            UNSCHEDULABLE,
            noWay.message().isEmpty() ? message : message + " " + noWay.message(),
            "");
      }
      case PostFilterResult.Preempt preempt -> {
        parts.nominated().add(pod, preempt.nodeName());
        parts.queue().addUnschedulable(queued, diagnosis.plugins());
        tell(pod, UNSCHEDULABLE, diagnosis.message(), preempt.nodeName());
        runtime
            .executor()
            .execute(() -> statuses.evict(pod, preempt.nodeName(), preempt.victims()));
      }
    }
  }

  private void tell(PodInfo pod, String reason, String message, String nominatedNodeName) {
    cluster.recorder().warning(pod.object(), "FailedScheduling", message);
    runtime
        .executor()
        .execute(() -> statuses.notScheduled(pod, reason, message, nominatedNodeName));
  }
}
