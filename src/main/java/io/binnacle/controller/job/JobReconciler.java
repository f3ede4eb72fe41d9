package io.binnacle.controller.job;

import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.controller.Change;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import io.binnacle.controller.Result;
import io.binnacle.controller.Watch;
import io.binnacle.controller.workload.Claims;
import io.binnacle.controller.workload.DependentMapper;
import io.binnacle.controller.workload.Expectations;
import io.binnacle.controller.workload.OwnerKind;
import io.binnacle.controller.workload.PodBatches;
import io.binnacle.controller.workload.PodTemplates;
import io.binnacle.controller.workload.StatusConditions;
import io.binnacle.controller.workload.StatusConditions.Condition;
import io.binnacle.controller.workload.Statuses;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Takes a job one step on: counts what has ended, makes or stops pods, says how it is. */
final class JobReconciler implements Reconciler {
  private static final OwnerKind KIND = new OwnerKind(Resources.JOBS, "Job");
  private static final String SELF = "kubernetes.io/job-controller";

  /** Pods that a job, there or gone, has not counted. */
  private static final String BY_TRACKING_JOB = "trackingJob";

  private final ControllerContext context;
  private final SharedInformer jobs;
  private final SharedInformer pods;
  private final Expectations expectations;
  private final FailureBackoff backoff = new FailureBackoff();
  private final Claims claims;
  private final JobScale scale;
  private final JobTracking tracking;

  JobReconciler(ControllerContext context) {
    this.context = context;
    this.jobs = context.informers().informer(Resources.JOBS, ListOptions.allNamespaces());
    this.pods = context.informers().informer(Resources.PODS, ListOptions.allNamespaces());
    pods.addIndexer(
        BY_TRACKING_JOB, pod -> trackingJob(pod).map(ObjectKey::toString).stream().toList());
    this.expectations = new Expectations(context.clock());
    this.claims =
        new Claims(context.client(), KIND, Resources.PODS, pods).withFinalizer(JobPods.FINALIZER);
    this.scale = new JobScale(new PodBatches(context, expectations), KIND, backoff);
    this.tracking = new JobTracking(context);
  }

  /** The job whose finalizer the pod has; of a pod that was orphaned its label still tells. */
  private static Optional<ObjectKey> trackingJob(ApiObject pod) {
    if (!JobPods.isTracked(pod)) {
      return Optional.empty();
    }
    return KIND.ownerOf(pod)
        .or(() ->
            Optional.ofNullable(pod.labels().get(JobPods.NAME_LABEL))
                .map(name -> new ObjectKey(pod.namespace(), name)));
  }

  @Override
  public List<Watch> watches() {
    return List.of(
        new Watch(jobs, this::mapJob),
        new Watch(
            pods, new DependentMapper(KIND, jobs.lister(), PodTemplates::selector, expectations)),
        new Watch(pods, this::mapTracking));
  }

  private void mapTracking(Change change, Consumer<ObjectKey> enqueue) {
    ApiObject pod = change.object();
    if (change.isDeletion() || !JobPods.isTracked(pod)) {
      tracking.seenReleased(pod);
    }
    trackingJob(pod).ifPresent(enqueue);
  }

  private void mapJob(Change change, Consumer<ObjectKey> enqueue) {
    if (change.isDeletion()) {
      backoff.forget(change.object().uid());
    }
    enqueue.accept(change.object().key());
  }

  @Override
  public Result reconcile(ObjectKey key) {
    Optional<ApiObject> found = jobs.lister().get(key);
    releaseOrphans(key, found);
    if (found.isEmpty()) {
      expectations.forget(key);
      return Result.done();
    }
    ApiObject job = found.get();
    if (!isOurs(job) || isFinished(job)) {
      return Result.done();
    }
    return reconcile(job);
  }

  /** Pods whose job is gone, or no longer theirs, are counted by nobody. */
  private void releaseOrphans(ObjectKey key, Optional<ApiObject> job) {
    List<ApiObject> tracked = pods.lister().byIndex(BY_TRACKING_JOB, key.toString());
    tracking.release(
        tracked.stream()
            .filter(
                pod -> job.filter(owner -> KIND.owns(owner, pod) || mayAdopt(owner, pod)).isEmpty())
            .toList());
  }

  private static boolean mayAdopt(ApiObject job, ApiObject pod) {
    return pod.controllerOwner().isEmpty()
        && !job.isBeingDeleted()
        && PodTemplates.selector(job).matches(pod.labels());
  }

  /** KEP-4368: another controller may have taken the job on. */
  private static boolean isOurs(ApiObject job) {
    return job.tree().path("spec").path("managedBy").asText(SELF).equals(SELF);
  }

  private static boolean isFinished(ApiObject job) {
    StatusConditions conditions = StatusConditions.of(job);
    return conditions.isTrue("Complete") || conditions.isTrue("Failed");
  }

  private Result reconcile(ApiObject job) {
    boolean seenAll = expectations.areFulfilled(job.key());
    Instant now = context.clock().instant();
    LabelSelector selector = PodTemplates.selector(job);
    List<ApiObject> own = claims.claim(job, selector);
    JobAccount account = new JobAccount(job, own, tracking::isTracked);
    backoff.ended(job, account.newlySucceeded(), account.newlyFailed());
    JobStatus status = new JobStatus(account, now);
    if (!status.hasStarted() && !account.spec().suspended()) {
      status.start();
    }
    Optional<Verdict> verdict = Verdict.of(account, now);
    JobScale.Outcome outcome = JobScale.Outcome.NOTHING;
    if (verdict.isPresent()) {
      status.announce(verdict.get());
      outcome = seenAll ? scale.stop(account) : outcome;
    } else if (seenAll && !job.isBeingDeleted()) {
      outcome = scale.adjust(account, now);
      status.suspend(account.spec().suspended()).ifPresent(news -> tellSuspension(job, news));
    }
    finish(account, status, own, verdict);
    outcome
        .refusal()
        .ifPresent(e -> {
          throw e;
        });
    return next(outcome.delay(), Verdict.untilDeadline(account, now));
  }

  private void finish(
      JobAccount account, JobStatus status, List<ApiObject> own, Optional<Verdict> verdict) {
    ApiObject written = tracking.count(account, status, own, verdict.isPresent());
    boolean quiet = account.active().isEmpty() && account.terminating().isEmpty();
    boolean ends = verdict.isPresent() && quiet && !status.hasUncounted();
    if (ends) {
      status.end(verdict.get());
    }
    Statuses.write(context.client(), Resources.JOBS, written, status.tree());
    if (ends) {
      tellEnd(account.job(), verdict.get());
      backoff.forget(account.job().uid());
    }
  }

  private void tellSuspension(ApiObject job, Condition news) {
    String reason = news.status().equals("True") ? "Suspended" : "Resumed";
    context.recorder().normal(job, reason, news.message());
  }

  private void tellEnd(ApiObject job, Verdict verdict) {
    if (verdict.success()) {
      context.recorder().normal(job, "Completed", "Job completed");
    } else {
      context.recorder().warning(job, verdict.reason(), verdict.message());
    }
  }

  private static Result next(Optional<Duration> afterFailure, Optional<Duration> deadline) {
    return Stream.of(afterFailure, deadline)
        .flatMap(Optional::stream)
        .filter(Duration::isPositive)
        .min(Duration::compareTo)
        .map(Result::after)
        .orElseGet(Result::done);
  }
}
