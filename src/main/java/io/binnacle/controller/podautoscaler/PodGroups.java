package io.binnacle.controller.podautoscaler;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.controller.Pods;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Pods sorted by what their use is worth: that of ready ones counts, that of starting ones would
 * mislead, and of some there is none. Made once for a metric.
 */
final class PodGroups {
  final List<ApiObject> ready = new ArrayList<>();
  final List<ApiObject> unready = new ArrayList<>();
  final List<ApiObject> missing = new ArrayList<>();

  static PodGroups of(
      List<ApiObject> pods,
      Map<String, PodUsage.Sample> samples,
      boolean processor,
      PodAutoscalerConfiguration configuration,
      Instant now) {
    PodGroups groups = new PodGroups();
    for (ApiObject pod : pods) {
      PodUsage.Sample sample = samples.get(pod.name());
      if (pod.isBeingDeleted() || Pods.phase(pod).equals("Failed")) {
        continue;
      }
      if (Pods.phase(pod).equals("Pending")) {
        groups.unready.add(pod);
      } else if (sample == null) {
        groups.missing.add(pod);
      } else if (processor && isStarting(pod, sample, configuration, now)) {
        groups.unready.add(pod);
      } else {
        groups.ready.add(pod);
      }
    }
    return groups;
  }

  /** Whether the processor use may be that of the start. */
  private static boolean isStarting(
      ApiObject pod,
      PodUsage.Sample sample,
      PodAutoscalerConfiguration configuration,
      Instant now) {
    JsonNode condition = Pods.condition(pod, "Ready");
    JsonNode started = pod.tree().path("status").path("startTime");
    if (!started.isTextual() || !condition.path("lastTransitionTime").isTextual()) {
      return true;
    }
    Instant start = Instant.parse(started.asText());
    Instant since = Instant.parse(condition.path("lastTransitionTime").asText());
    boolean notReady = condition.path("status").asText().equals("False");
    if (start.plus(configuration.cpuInitializationPeriod()).isAfter(now)) {
      return notReady || sample.taken().isBefore(since.plus(sample.window()));
    }
    return notReady && start.plus(configuration.initialReadinessDelay()).isAfter(since);
  }
}
