package io.binnacle.app;

import java.util.function.Supplier;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/**
 * Publishes figures that somebody else keeps: they are asked for when somebody reads the metrics.
 * Suppliers are called on any thread and must be quick.
 */
record Gauges(MetricRegistry registry) {
  /**
   * @param name of Prometheus' form; one that ends in {@code _total}, {@code _sum} or {@code
   *     _count} only ever rises
   */
  void add(String name, String help, Supplier<? extends Number> figure, Tag... tags) {
    Metadata metadata = Metadata.builder().withName(name).withDescription(help).build();
    registry.gauge(metadata, figure::get, tags);
  }
}
