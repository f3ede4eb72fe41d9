package io.binnacle.app;

import io.binnacle.scheduler.AttemptCounters;
import io.binnacle.scheduler.AttemptCounters.Result;
import io.binnacle.scheduler.Scheduler;
import java.util.Locale;
import org.eclipse.microprofile.metrics.Tag;

/** The scheduler's figures as metrics, under Kubernetes' names. */
final class SchedulerMetrics {
  private static final String PENDING = "scheduler_pending_pods";
  private static final String PENDING_HELP =
      "Number of pending pods, by the queue type: active, in back-off, unschedulable or gated";

  private SchedulerMetrics() {}

  static void publish(Scheduler scheduler, Gauges gauges) {
    gauges.add(PENDING, PENDING_HELP, () -> scheduler.pending().active(), queue("active"));
    gauges.add(PENDING, PENDING_HELP, () -> scheduler.pending().backOff(), queue("backoff"));
    gauges.add(
        PENDING, PENDING_HELP, () -> scheduler.pending().unschedulable(), queue("unschedulable"));
    gauges.add(PENDING, PENDING_HELP, () -> scheduler.pending().gated(), queue("gated"));
    AttemptCounters attempts = scheduler.attempts();
    for (Result result : Result.values()) {
      gauges.add(
          "scheduler_schedule_attempts_total",
          "Number of attempts to schedule pods, by the result",
          () -> attempts.count(result),
          new Tag("result", result.name().toLowerCase(Locale.ROOT)));
    }
  }

  private static Tag queue(String name) {
    return new Tag("queue", name);
  }
}
