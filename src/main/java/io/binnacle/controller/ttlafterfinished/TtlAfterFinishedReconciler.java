package io.binnacle.controller.ttlafterfinished;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.KeyMapper;
import io.binnacle.controller.Pods;
import io.binnacle.controller.Reconciler;
import io.binnacle.controller.Result;
import io.binnacle.controller.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Removes a Job, and with it its pods, once its time has passed. */
final class TtlAfterFinishedReconciler implements Reconciler {
  private final ControllerContext context;
  private final SharedInformer jobs;

  TtlAfterFinishedReconciler(ControllerContext context) {
    this.context = context;
    this.jobs = context.informers().informer(Resources.JOBS, ListOptions.allNamespaces());
  }

  @Override
  public List<Watch> watches() {
    return List.of(new Watch(jobs, KeyMapper.self()));
  }

  @Override
  public Result reconcile(ObjectKey key) {
    Optional<ApiObject> job = jobs.lister().get(key).filter(found -> !found.isBeingDeleted());
    Optional<Duration> left = job.flatMap(this::left);
    if (left.isEmpty()) {
      return Result.done();
    }
    if (left.get().isPositive()) {
      return Result.after(left.get());
    }
    job.ifPresent(this::delete);
    return Result.done();
  }

  /** How long the job stays; empty as long as it has not finished, and where it stays for good. */
  private Optional<Duration> left(ApiObject job) {
    JsonNode seconds = job.tree().path("spec").path("ttlSecondsAfterFinished");
    if (!seconds.isNumber()) {
      return Optional.empty();
    }
    Instant now = context.clock().instant();
    return List.of("Complete", "Failed").stream()
        .map(type -> Pods.condition(job, type))
        .filter(condition -> condition.path("status").asText().equals("True"))
        .map(condition -> Instant.parse(condition.path("lastTransitionTime").asText()))
        .map(end -> Duration.between(now, end.plusSeconds(seconds.asLong())))
        .findFirst();
  }

  private void delete(ApiObject job) {
    try {
      // Not if the job has changed: somebody may have given it more time.
      context
          .client()
          .delete(
              Resources.JOBS,
              job.namespace(),
              job.name(),
              new DeleteOptions(
                  OptionalLong.empty(),
                  Optional.of(job.uid()),
                  Optional.of(job.resourceVersion()),
                  Optional.of("Foreground")));
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }
}
