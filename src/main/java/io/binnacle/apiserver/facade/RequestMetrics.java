package io.binnacle.apiserver.facade;

import io.binnacle.apiserver.RequestInfo;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.eclipse.microprofile.metrics.Timer;

/**
 * Counts requests and their durations under Kubernetes' metric names, by verb, resource and code.
 * The set of label values is bounded: names, namespaces and unknown resources are no labels.
 */
@ApplicationScoped
public class RequestMetrics {
  private static final String REQUESTS = "apiserver_request_total";
  private static final String DURATIONS = "apiserver_request_duration_seconds";

  private static final Set<String> KNOWN_VERBS =
      Set.of(
          "get",
          "list",
          "watch",
          "create",
          "update",
          "patch",
          "delete",
          "deletecollection",
          "post",
          "put",
          "head",
          "options");

  private final MetricRegistry registry;
  private final Map<Series, Counter> counters = new ConcurrentHashMap<>();
  private final Map<Series, Timer> timers = new ConcurrentHashMap<>();

  private record Series(String verb, String group, String resource, String subresource, int code) {
    Tag[] tags() {
      return code == 0
          ? new Tag[] {
            new Tag("verb", verb),
            new Tag("group", group),
            new Tag("resource", resource),
            new Tag("subresource", subresource)
          }
          : new Tag[] {
            new Tag("verb", verb),
            new Tag("group", group),
            new Tag("resource", resource),
            new Tag("subresource", subresource),
            new Tag("code", Integer.toString(code))
          };
    }
  }

  @Inject
  public RequestMetrics(MetricRegistry registry) {
    this.registry = registry;
  }

  /** Notes the end of a request. A watch is counted when it begins. */
  public void record(RequestInfo info, boolean knownResource, int code, Duration duration) {
    String resource = knownResource ? info.resource() : "";
    String group = knownResource ? info.apiGroup() : "";
    String subresource = knownResource ? info.subresource() : "";
    // Any word may stand where a method does.
    String verb = KNOWN_VERBS.contains(info.verb()) ? info.verb() : "other";
    Series counted = new Series(verb, group, resource, subresource, code);
    Series timed = new Series(verb, group, resource, subresource, 0);
    counters.computeIfAbsent(counted, s -> registry.counter(REQUESTS, s.tags())).inc();
    timers.computeIfAbsent(timed, s -> registry.timer(DURATIONS, s.tags())).update(duration);
  }
}
