package io.binnacle.app;

import io.binnacle.client.QueueCounters;
import java.util.Map;
import org.eclipse.microprofile.metrics.Tag;

/** The controllers' work queues as metrics, under the names of Kubernetes' work queues. */
final class WorkQueueMetrics {
  private static final double NANOS = 1e9;

  private WorkQueueMetrics() {}

  /**
   * @param queues by the controller's name
   */
  static void publish(Map<String, QueueCounters> queues, Gauges gauges) {
    queues.forEach((name, counters) -> publish(new Tag("name", name), counters, gauges));
  }

  private static void publish(Tag name, QueueCounters queue, Gauges gauges) {
    gauges.add("workqueue_depth", "Current depth of workqueue", queue::depth, name);
    gauges.add(
        "workqueue_adds_total", "Total number of adds handled by workqueue", queue::adds, name);
    gauges.add(
        "workqueue_retries_total",
        "Total number of retries handled by workqueue",
        queue::retries,
        name);
    gauges.add(
        "workqueue_queue_duration_seconds_count",
        "Items that were taken from workqueue",
        queue::takes,
        name);
    gauges.add(
        "workqueue_queue_duration_seconds_sum",
        "How long in seconds items stayed in workqueue before they were taken",
        () -> queue.waited().toNanos() / NANOS,
        name);
    gauges.add(
        "workqueue_work_duration_seconds_count",
        "Items from workqueue whose processing ended",
        queue::completions,
        name);
    gauges.add(
        "workqueue_work_duration_seconds_sum",
        "How long in seconds processing items from workqueue took",
        () -> queue.worked().toNanos() / NANOS,
        name);
  }
}
