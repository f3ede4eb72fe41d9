package io.binnacle.apiserver.watch;

import io.binnacle.apimachinery.meta.GroupVersionResource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/**
 * The figures of watches over HTTP, by resource, under Kubernetes' metric names. Safe for any
 * thread.
 */
public final class WatchMetrics {
  private static final Metadata OPEN =
      metadata(
          "apiserver_longrunning_requests",
          "Gauge of all active long-running apiserver requests broken out by verb and resource");
  private static final Metadata EVENTS =
      metadata("apiserver_watch_events_total", "Number of events sent in watch clients");
  private static final Metadata TERMINATED =
      metadata(
          "apiserver_terminated_watchers_total",
          "Counter of watchers closed since their clients did not keep up");

  private final MetricRegistry registry;
  private final Map<GroupVersionResource, Series> series = new ConcurrentHashMap<>();

  /** The figures of one resource's watches. */
  record Series(AtomicInteger open, Counter events, Counter terminated) {
    void opened() {
      open.incrementAndGet();
    }

    void closed() {
      open.decrementAndGet();
    }
  }

  public WatchMetrics(MetricRegistry registry) {
    this.registry = registry;
  }

  private static Metadata metadata(String name, String help) {
    return Metadata.builder().withName(name).withDescription(help).build();
  }

  Series of(GroupVersionResource resource) {
    return series.computeIfAbsent(resource, this::register);
  }

  private Series register(GroupVersionResource resource) {
    Tag group = new Tag("group", resource.group());
    Tag version = new Tag("version", resource.version());
    Tag name = new Tag("resource", resource.resource());
    AtomicInteger open = new AtomicInteger();
    registry.gauge(OPEN, open::get, new Tag("verb", "WATCH"), group, version, name);
    return new Series(
        open,
        registry.counter(EVENTS, group, version, name),
        registry.counter(TERMINATED, group, version, name));
  }
}
