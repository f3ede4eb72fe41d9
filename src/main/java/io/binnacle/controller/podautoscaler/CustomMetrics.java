package io.binnacle.controller.podautoscaler;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.resource.Quantity;
import io.binnacle.client.ApiClient;
import io.binnacle.controller.ApiDiscovery;
import io.binnacle.controller.ApiDiscovery.DiscoveredResource;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Metrics of pods and other objects, and of what is outside of the cluster, as the APIs
 * custom.metrics.k8s.io and external.metrics.k8s.io tell them: whoever serves those registers an
 * APIService. Values are in thousandths.
 */
final class CustomMetrics {
  private static final String CUSTOM = "custom.metrics.k8s.io";
  private static final String EXTERNAL = "/apis/external.metrics.k8s.io/v1beta1";
  private static final Duration WINDOW = Duration.ofMinutes(1);

  /** Newest first; the first that is served is asked. */
  private static final List<String> CUSTOM_VERSIONS = List.of("v1beta2", "v1beta1");

  /**
   * A metric.
   *
   * @param selector which of its series count
   */
  record Metric(String name, LabelSelector selector) {
    static Metric of(JsonNode metric) {
      JsonNode selector = metric.path("selector");
      return new Metric(
          metric.path("name").asText(),
          selector.isObject() ? LabelSelector.ofStructured(selector) : LabelSelector.everything());
    }
  }

  private final ApiClient client;
  private final ApiDiscovery discovery;

  CustomMetrics(ApiClient client) {
    this.client = client;
    this.discovery = new ApiDiscovery(client);
  }

  /**
   * The metric of each pod that has it, by the pod's name.
   *
   * @throws ApiException where it cannot be had
   */
  Map<String, PodUsage.Sample> ofPods(String namespace, String pods, Metric metric) {
    Map<String, PodUsage.Sample> samples = new HashMap<>();
    for (JsonNode item : custom(namespace, "pods/*/" + segment(metric.name()), pods, metric)) {
      JsonNode time = item.path("timestamp");
      samples.put(
          item.path("describedObject").path("name").asText(),
          new PodUsage.Sample(
              milli(item),
              time.isTextual() ? Instant.parse(time.asText()) : Instant.EPOCH,
              WINDOW));
    }
    return samples;
  }

  /**
   * The metric of one object.
   *
   * @param reference with apiVersion, kind and name
   * @throws ApiException where it cannot be had
   */
  long ofObject(String namespace, JsonNode reference, Metric metric) {
    String kind = reference.path("kind").asText();
    String name = segment(reference.path("name").asText());
    String what =
        kind.equals("Namespace")
            ? "metrics/" + segment(metric.name())
            : resource(reference) + "/" + name + "/" + segment(metric.name());
    return milli(custom(namespace, what, "", metric).get(0));
  }

  /**
   * The sum of all series of the metric.
   *
   * @throws ApiException where it cannot be had
   */
  long external(String namespace, Metric metric) {
    String path =
        "%s/namespaces/%s/%s%s"
            .formatted(
                EXTERNAL,
                segment(namespace),
                segment(metric.name()),
                query("labelSelector", metric.selector().toString(), "", ""));
    JsonNode items = read(path, "external");
    long sum = 0;
    for (JsonNode item : items) {
      sum += milli(item);
    }
    return sum;
  }

  private JsonNode custom(String namespace, String what, String labels, Metric metric) {
    String path =
        "/apis/%s/%s/namespaces/%s/%s%s"
            .formatted(
                CUSTOM,
                version(),
                segment(namespace),
                what,
                query(
                    "labelSelector", labels, "metricLabelSelector", metric.selector().toString()));
    return read(path, "custom");
  }

  private JsonNode read(String path, String api) {
    JsonNode items;
    try {
      items = client.getRaw(path).path("items");
    } catch (ApiException e) {
      throw ApiException.serviceUnavailable(
          "unable to fetch metrics from %s metrics API: %s".formatted(api, e.getMessage()));
    }
    if (items.isEmpty()) {
      throw ApiException.internal("no metrics returned from " + api + " metrics API");
    }
    return items;
  }

  /** Asked each time: who serves it may come and go. */
  private String version() {
    Set<String> served = new HashSet<>();
    for (JsonNode group : client.getRaw("/apis").path("groups")) {
      if (group.path("name").asText().equals(CUSTOM)) {
        group.path("versions").forEach(version -> served.add(version.path("version").asText()));
      }
    }
    return CUSTOM_VERSIONS.stream()
        .filter(served::contains)
        .findFirst()
        .orElseThrow(() ->
            ApiException.serviceUnavailable(
                "unable to fetch metrics from custom metrics API: no custom metrics API ("
                    + CUSTOM
                    + ") registered"));
  }

  /** As paths name it: with its group, where it has one. */
  private String resource(JsonNode reference) {
    String apiVersion = reference.path("apiVersion").asText();
    String group = apiVersion.contains("/") ? apiVersion.replaceFirst("/.*", "") : "";
    String kind = reference.path("kind").asText();
    for (DiscoveredResource found : discovery.discover().resources()) {
      if (found.kind().equals(kind) && found.resource().group().equals(group)) {
        return found.resource().resource() + (group.isEmpty() ? "" : "." + group);
      }
    }
    throw ApiException.badRequest(
        "no matches for kind \"%s\" in group \"%s\"".formatted(kind, group));
  }

  private static long milli(JsonNode item) {
    return Quantity.parse(item.path("value").asText()).milliValue();
  }

  private static String query(String first, String value, String second, String other) {
    StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
    if (!value.isEmpty()) {
      query.add(first + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
    }
    if (!other.isEmpty()) {
      query.add(second + "=" + URLEncoder.encode(other, StandardCharsets.UTF_8));
    }
    return query.toString();
  }

  private static String segment(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
