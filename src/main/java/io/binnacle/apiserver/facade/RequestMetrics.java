package io.binnacle.apiserver.facade;

import io.binnacle.apiserver.RequestInfo;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.MetricUnits;
import org.eclipse.microprofile.metrics.Tag;
import org.eclipse.microprofile.metrics.Timer;

/**
 * Counts requests and their durations under Kubernetes' metric names, by verb, resource and code.
 * The set of label values is bounded whatever clients send: names, namespaces and unknown resources
 * are no labels, and verbs and codes that are none are one.
 */
@ApplicationScoped
public class RequestMetrics {
  private static final Metadata REQUESTS =
      Metadata.builder()
          .withName("apiserver_request_total")
          .withDescription("Counter of apiserver requests broken out by verb, resource and code")
          .build();

  /** Its buckets are set in META-INF/microprofile-config.properties. */
  private static final Metadata DURATIONS =
      Metadata.builder()
          .withName("apiserver_request_duration_seconds")
          .withDescription("Response latency distribution in seconds by verb and resource")
          .withUnit(MetricUnits.SECONDS)
          .build();

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

  /** Kubernetes' metrics name requests by what they are in HTTP, authorization by its own verbs. */
  private static final Map<String, String> VERBS = Map.of("create", "POST", "update", "PUT");

  /**
   * @param code empty for the durations, which are told apart by less
   */
  private record Series(
      String verb,
      String group,
      String version,
      String resource,
      String subresource,
      String scope,
      String code) {
    Tag[] tags() {
      List<Tag> tags = new ArrayList<>();
      tags.add(new Tag("verb", verb));
      tags.add(new Tag("group", group));
      tags.add(new Tag("version", version));
      tags.add(new Tag("resource", resource));
      tags.add(new Tag("subresource", subresource));
      tags.add(new Tag("scope", scope));
      tags.add(new Tag("component", "apiserver"));
      if (!code.isEmpty()) {
        tags.add(new Tag("code", code));
      }
      return tags.toArray(Tag[]::new);
    }
  }

  @Inject
  public RequestMetrics(MetricRegistry registry) {
    this.registry = registry;
  }

  /** Notes the end of a request. A watch is counted when it begins. */
  public void record(RequestInfo info, boolean knownResource, int code, Duration duration) {
    Series timed =
        knownResource
            ? new Series(
                verb(info),
                info.apiGroup(),
                info.apiVersion(),
                info.resource(),
                info.subresource(),
                scope(info),
                "")
            : new Series(verb(info), "", "", "", "", "", "");
    Series counted =
        new Series(
            timed.verb,
            timed.group,
            timed.version,
            timed.resource,
            timed.subresource,
            timed.scope,
            code(code));
    counters.computeIfAbsent(counted, s -> registry.counter(REQUESTS, s.tags())).inc();
    timers.computeIfAbsent(timed, s -> registry.timer(DURATIONS, s.tags())).update(duration);
  }

  private static String verb(RequestInfo info) {
    // Any word may stand where a method does.
    return KNOWN_VERBS.contains(info.verb())
        ? VERBS.getOrDefault(info.verb(), info.verb().toUpperCase(Locale.ROOT))
        : "other";
  }

  private static String code(int code) {
    // What extensions answer with goes to the client as it is, and may be any number.
    return code >= 100 && code < 600 ? Integer.toString(code) : "other";
  }

  private static String scope(RequestInfo info) {
    if (!info.name().isEmpty()) {
      return "resource";
    }
    return info.namespace().isEmpty() ? "cluster" : "namespace";
  }
}
