package io.binnacle.controller.podautoscaler;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.errors.ApiException;
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
import io.binnacle.controller.workload.Scales;
import io.binnacle.controller.workload.Statuses;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Looks every few seconds what an autoscaler's target needs, and scales it. */
final class PodAutoscalerReconciler implements Reconciler {
  private final ControllerContext context;
  private final PodAutoscalerConfiguration configuration;
  private final SharedInformer autoscalers;
  private final SharedInformer pods;
  private final Scales scales;
  private final MetricEvaluation metrics;
  private final Map<String, ScalingHistory> histories = new ConcurrentHashMap<>();

  PodAutoscalerReconciler(ControllerContext context, PodAutoscalerConfiguration configuration) {
    this.context = context;
    this.configuration = configuration;
    ListOptions all = ListOptions.allNamespaces();
    this.autoscalers = context.informers().informer(Resources.HORIZONTAL_POD_AUTOSCALERS, all);
    this.pods = context.informers().informer(Resources.PODS, all);
    this.scales = new Scales(context.client());
    this.metrics =
        new MetricEvaluation(
            new PodUsage(context.client()), new CustomMetrics(context.client()), configuration);
  }

  @Override
  public List<Watch> watches() {
    return List.of(new Watch(autoscalers, this::map));
  }

  /** What the autoscaler writes about itself is no reason to look again before its time. */
  private void map(Change change, Consumer<ObjectKey> enqueue) {
    ApiObject before = change.before();
    if (change.isDeletion()) {
      histories.remove(change.object().uid());
    } else if (before == null || before.generation() != change.object().generation()) {
      enqueue.accept(change.object().key());
    }
  }

  @Override
  public Result reconcile(ObjectKey key) {
    Optional<ApiObject> found =
        autoscalers.lister().get(key).filter(autoscaler -> !autoscaler.isBeingDeleted());
    if (found.isEmpty()) {
      return Result.done();
    }
    Autoscaling autoscaling = new Autoscaling(found.get(), context.clock().instant());
    try {
      scale(autoscaling);
    } catch (ApiException e) {
      tell(autoscaling, autoscaling.scaleFailed(String.valueOf(e.getMessage())));
    }
    Statuses.write(
        context.client(), Resources.HORIZONTAL_POD_AUTOSCALERS, found.get(), autoscaling.status());
    return Result.after(configuration.syncPeriod());
  }

  private void scale(Autoscaling autoscaling) {
    Scales.Target target = autoscaling.target();
    Optional<Scales.Scale> found = scales.find(target);
    if (found.isEmpty()) {
      tell(
          autoscaling,
          autoscaling.scaleFailed(
              "%s \"%s\" cannot be scaled or is not there"
                  .formatted(target.kind(), target.name())));
      return;
    }
    Scales.Scale scale = found.get();
    autoscaling.scaleRead(scale.current(), scale.wanted());
    if (scale.wanted() == 0) {
      autoscaling.disabled();
      return;
    }
    Optional<Integer> outOfBounds = autoscaling.bounded(scale.wanted());
    int desired = outOfBounds.isPresent() ? outOfBounds.get() : recommend(autoscaling, scale);
    if (desired != scale.wanted()) {
      rescale(autoscaling, scale, desired);
    }
    autoscaling.desired(desired);
  }

  private void rescale(Autoscaling autoscaling, Scales.Scale scale, int desired) {
    scales.set(autoscaling.target(), scale, desired);
    Instant now = context.clock().instant();
    history(autoscaling).changed(now, desired - scale.wanted());
    autoscaling.rescaled(desired);
    context
        .recorder()
        .normal(
            autoscaling.object(),
            "SuccessfulRescale",
            "New size: %d; reason: %s".formatted(desired, autoscaling.reason()));
  }

  private ScalingHistory history(Autoscaling autoscaling) {
    return histories.computeIfAbsent(autoscaling.object().uid(), uid -> new ScalingHistory());
  }

  /** What the metrics ask for, as far as behaviour and bounds allow. */
  private int recommend(Autoscaling autoscaling, Scales.Scale scale) {
    int current = scale.wanted();
    ScalingBehavior behavior = new ScalingBehavior(autoscaling.object(), configuration);
    Optional<Integer> asked = evaluate(autoscaling, scale, behavior);
    if (asked.isEmpty()) {
      return current;
    }
    Instant now = context.clock().instant();
    ScalingHistory history = history(autoscaling);
    int stable = behavior.stabilize(history, current, asked.get(), now);
    history.recommended(now, asked.get());
    autoscaling.stabilized(asked.get(), stable);
    return autoscaling.limited(
        stable,
        behavior.lowerLimit(history, current, now),
        behavior.upperLimit(history, current, now));
  }

  /** The highest of what the metrics ask for; empty where they cannot be relied on. */
  private Optional<Integer> evaluate(
      Autoscaling autoscaling, Scales.Scale scale, ScalingBehavior behavior) {
    if (scale.selector().isEmpty()) {
      autoscaling.noSelector();
      return Optional.empty();
    }
    LabelSelector selector = LabelSelector.parse(scale.selector());
    MetricEvaluation.Subject subject =
        new MetricEvaluation.Subject(
            autoscaling.object().namespace(),
            scale.selector(),
            pods.lister().list(autoscaling.object().namespace(), selector),
            scale.wanted(),
            scale.current(),
            behavior.tolerance());
    Instant now = context.clock().instant();
    int most = -1;
    Optional<MetricFailure> failure = Optional.empty();
    for (JsonNode metric : autoscaling.metrics()) {
      try {
        MetricEvaluation.Result result = metrics.evaluate(metric, subject, now);
        autoscaling.measured(result, result.replicas() > most);
        most = Math.max(most, result.replicas());
      } catch (MetricFailure e) {
        failure = failure.or(() -> Optional.of(e));
      }
    }
    // A metric that fails might have asked for more: then it does not shrink.
    if (failure.isPresent() && most < scale.wanted()) {
      tell(autoscaling, autoscaling.metricFailed(failure.get()));
      return Optional.empty();
    }
    autoscaling.metricsRead();
    return Optional.of(most);
  }

  private void tell(Autoscaling autoscaling, Autoscaling.Trouble trouble) {
    context.recorder().warning(autoscaling.object(), trouble.reason(), trouble.message());
  }
}
