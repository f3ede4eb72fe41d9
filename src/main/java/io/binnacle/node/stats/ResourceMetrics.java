package io.binnacle.node.stats;

import java.io.IOException;
import java.time.Instant;
import java.util.Locale;

/** Resource use as the kubelet's {@code /metrics/resource} shows it, in Prometheus' text format. */
public final class ResourceMetrics {
  private final UsageSampler sampler;

  public ResourceMetrics(UsageSampler sampler) {
    this.sampler = sampler;
  }

  /**
   * @throws IOException where the host cannot be measured
   */
  public String text() throws IOException {
    Snapshot snapshot = sampler.snapshot();
    StringBuilder text = new StringBuilder();
    head(
        text,
        "container_cpu_usage_seconds_total",
        "Cumulative cpu time consumed by the container in core-seconds",
        "counter");
    forContainers(
        text,
        snapshot,
        "container_cpu_usage_seconds_total",
        container -> container.usage().cpuNanoseconds() / 1e9);
    head(
        text,
        "container_memory_working_set_bytes",
        "Current working set of the container in bytes",
        "gauge");
    forContainers(
        text,
        snapshot,
        "container_memory_working_set_bytes",
        container -> container.usage().workingSetBytes());
    head(
        text,
        "container_start_time_seconds",
        "Start time of the container since unix epoch in seconds",
        "gauge");
    forContainers(
        text,
        snapshot,
        "container_start_time_seconds",
        container -> container.startedAt().toEpochMilli() / 1e3);
    head(
        text,
        "node_cpu_usage_seconds_total",
        "Cumulative cpu time consumed by the node in core-seconds",
        "counter");
    line(
        text,
        "node_cpu_usage_seconds_total",
        "",
        snapshot.node().cpuNanoseconds() / 1e9,
        snapshot.node().at());
    head(
        text, "node_memory_working_set_bytes", "Current working set of the node in bytes", "gauge");
    line(
        text,
        "node_memory_working_set_bytes",
        "",
        snapshot.node().workingSetBytes(),
        snapshot.node().at());
    forPods(text, snapshot);
    head(
        text,
        "resource_scrape_error",
        "1 if there was an error while getting container metrics, 0 otherwise",
        "gauge");
    text.append("resource_scrape_error 0\n");
    return text.toString();
  }

  /** The value of a metric of one container. */
  private interface ContainerValue {
    double of(Snapshot.ContainerUse container);
  }

  private static void forContainers(
      StringBuilder text, Snapshot snapshot, String name, ContainerValue value) {
    for (Snapshot.PodUse pod : snapshot.pods()) {
      for (Snapshot.ContainerUse container : pod.containers()) {
        String labels =
            "container=\"%s\",namespace=\"%s\",pod=\"%s\""
                .formatted(container.name(), pod.pod().namespace(), pod.pod().name());
        line(text, name, labels, value.of(container), container.usage().at());
      }
    }
  }

  private static void forPods(StringBuilder text, Snapshot snapshot) {
    head(
        text,
        "pod_cpu_usage_seconds_total",
        "Cumulative cpu time consumed by the pod in core-seconds",
        "counter");
    for (Snapshot.PodUse pod : snapshot.pods()) {
      line(
          text,
          "pod_cpu_usage_seconds_total",
          labels(pod),
          pod.usage().cpuNanoseconds() / 1e9,
          pod.usage().at());
    }
    head(text, "pod_memory_working_set_bytes", "Current working set of the pod in bytes", "gauge");
    for (Snapshot.PodUse pod : snapshot.pods()) {
      line(
          text,
          "pod_memory_working_set_bytes",
          labels(pod),
          pod.usage().workingSetBytes(),
          pod.usage().at());
    }
  }

  private static String labels(Snapshot.PodUse pod) {
    return "namespace=\"%s\",pod=\"%s\"".formatted(pod.pod().namespace(), pod.pod().name());
  }

  private static void head(StringBuilder text, String name, String help, String type) {
    text.append("# HELP ").append(name).append(" [STABLE] ").append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private static void line(
      StringBuilder text, String name, String labels, double value, Instant at) {
    text.append(name);
    if (!labels.isEmpty()) {
      text.append('{').append(labels).append('}');
    }
    String number =
        value == Math.rint(value)
            ? Long.toString((long) value)
            : String.format(Locale.ROOT, "%.6f", value);
    text.append(' ').append(number).append(' ').append(at.toEpochMilli()).append('\n');
  }
}
