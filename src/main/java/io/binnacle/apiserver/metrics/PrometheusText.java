package io.binnacle.apiserver.metrics;

import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Gauge;
import org.eclipse.microprofile.metrics.Histogram;
import org.eclipse.microprofile.metrics.Metric;
import org.eclipse.microprofile.metrics.MetricID;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Snapshot;
import org.eclipse.microprofile.metrics.Timer;

/** Writes MicroProfile metric registries in the Prometheus text format, version 0.0.4. */
final class PrometheusText {
  private static final double SECOND_IN_NANOS = 1e9;

  private final StringBuilder text = new StringBuilder(16 * 1024);
  private String lastName = "";

  /** Appends a registry, in the order of names. */
  PrometheusText append(MetricRegistry registry) {
    new TreeMap<>(registry.getMetrics()).forEach((id, metric) -> append(registry, id, metric));
    return this;
  }

  private void append(MetricRegistry registry, MetricID id, Metric metric) {
    String name = id.getName().replaceAll("[^a-zA-Z0-9_:]", "_");
    switch (metric) {
      case Counter counter -> {
        head(registry, id, name, "counter");
        sample(name, id.getTags(), "", counter.getCount());
      }
      case Gauge<?> gauge -> {
        if (gauge.getValue() instanceof Number number) {
          head(registry, id, name, rises(name) ? "counter" : "gauge");
          sample(name, id.getTags(), "", number.doubleValue());
        }
      }
      case Timer timer -> {
        distribution(registry, id, name, timer.getSnapshot(), timer.getCount(), SECOND_IN_NANOS);
        sample(name + "_count", id.getTags(), "", timer.getCount());
        sample(name + "_sum", id.getTags(), "", timer.getElapsedTime().toNanos() / SECOND_IN_NANOS);
      }
      case Histogram histogram -> {
        distribution(registry, id, name, histogram.getSnapshot(), histogram.getCount(), 1);
        sample(name + "_count", id.getTags(), "", histogram.getCount());
        sample(name + "_sum", id.getTags(), "", histogram.getSum());
      }
      default -> {
        // Metric types that a later specification may add have no text form here.
      }
    }
  }

  private void head(MetricRegistry registry, MetricID id, String name, String type) {
    if (name.equals(lastName)) {
      return;
    }
    lastName = name;
    String help = registry.getMetadata(id.getName()).description().orElse("");
    if (!help.isEmpty()) {
      text.append("# HELP ").append(name).append(' ').append(help.replace("\n", " ")).append('\n');
    }
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  /**
   * Somebody else's counter is a gauge to MicroProfile; Prometheus' naming tells which those are.
   */
  private static boolean rises(String name) {
    return name.endsWith("_total") || name.endsWith("_sum") || name.endsWith("_count");
  }

  /** Buckets where the configuration asks for some, quantiles otherwise. */
  private void distribution(
      MetricRegistry registry,
      MetricID id,
      String name,
      Snapshot snapshot,
      long count,
      double scale) {
    Snapshot.HistogramBucket[] buckets = snapshot.bucketValues();
    if (buckets.length == 0) {
      head(registry, id, name, "summary");
      quantiles(name, id, snapshot, scale);
      return;
    }
    head(registry, id, name, "histogram");
    for (Snapshot.HistogramBucket bucket : buckets) {
      String limit = "le=\"" + number(bucket.getBucket() / scale) + "\"";
      sample(name + "_bucket", id.getTags(), limit, bucket.getCount());
    }
    sample(name + "_bucket", id.getTags(), "le=\"+Inf\"", count);
  }

  private void quantiles(String name, MetricID id, Snapshot snapshot, double scale) {
    for (Snapshot.PercentileValue value : snapshot.percentileValues()) {
      sample(
          name,
          id.getTags(),
          "quantile=\"" + value.getPercentile() + "\"",
          value.getValue() / scale);
    }
  }

  private void sample(String name, Map<String, String> tags, String more, double value) {
    text.append(name);
    StringBuilder labels = new StringBuilder();
    tags.forEach((key, tag) -> {
      if (!key.startsWith("mp_")) {
        labels
            .append(labels.isEmpty() ? "" : ",")
            .append(key)
            .append("=\"")
            .append(escape(tag))
            .append('"');
      }
    });
    if (!more.isEmpty()) {
      labels.append(labels.isEmpty() ? "" : ",").append(more);
    }
    if (!labels.isEmpty()) {
      text.append('{').append(labels).append('}');
    }
    text.append(' ').append(number(value)).append('\n');
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  private static String escape(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
