package io.binnacle.controller.podautoscaler;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.resource.Quantity;
import io.binnacle.client.ApiClient;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What pods use of a resource, by the metrics API, and what they have requested of it. */
final class PodUsage {
  private static final String PATH = "/apis/metrics.k8s.io/v1beta1/namespaces/%s/pods";
  private static final Duration WINDOW = Duration.ofMinutes(1);

  /**
   * A measurement.
   *
   * @param milli the use in thousandths
   * @param taken when it was taken
   * @param window the time before that over which it is an average
   */
  record Sample(long milli, Instant taken, Duration window) {}

  private final ApiClient client;

  PodUsage(ApiClient client) {
    this.client = client;
  }

  /**
   * The use of each of the pods that has one.
   *
   * @param container the one container that counts, or empty for all
   * @throws ApiException where the metrics API does not answer
   */
  Map<String, Sample> of(
      String namespace, List<ApiObject> pods, String resource, String container) {
    Map<String, JsonNode> measured = new HashMap<>();
    for (JsonNode item : client.getRaw(PATH.formatted(namespace)).path("items")) {
      measured.put(item.path("metadata").path("name").asText(), item);
    }
    Map<String, Sample> samples = new HashMap<>();
    for (ApiObject pod : pods) {
      JsonNode item = measured.get(pod.name());
      if (item != null) {
        sample(item, resource, container, pod.name(), samples);
      }
    }
    return samples;
  }

  private static void sample(
      JsonNode item, String resource, String container, String pod, Map<String, Sample> samples) {
    long milli = 0;
    boolean found = false;
    for (JsonNode entry : item.path("containers")) {
      JsonNode usage = entry.path("usage").path(resource);
      if ((container.isEmpty() || container.equals(entry.path("name").asText()))
          && usage.isTextual()) {
        milli += Quantity.parse(usage.asText()).milliValue();
        found = true;
      }
    }
    if (found) {
      JsonNode time = item.path("timestamp");
      Instant taken = time.isTextual() ? Instant.parse(time.asText()) : Instant.EPOCH;
      samples.put(pod, new Sample(milli, taken, WINDOW));
    }
  }

  /**
   * What the pod has requested, in thousandths.
   *
   * @throws MetricFailure where a container that counts has requested nothing
   */
  static long requested(ApiObject pod, String resource, String container) throws MetricFailure {
    long milli = 0;
    for (JsonNode entry : pod.tree().path("spec").path("containers")) {
      String name = entry.path("name").asText();
      if (!container.isEmpty() && !container.equals(name)) {
        continue;
      }
      JsonNode request = entry.path("resources").path("requests").path(resource);
      if (request.isMissingNode()) {
        throw new MetricFailure(
            "FailedGetResourceMetric",
            "missing request for %s in container %s of Pod %s"
                .formatted(resource, name, pod.name()));
      }
      milli += Quantity.parse(request.asText()).milliValue();
    }
    return milli;
  }
}
