package io.binnacle.controller.cronjob;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.client.Timestamps;
import io.binnacle.controller.Pods;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The status of a CronJob in the making: what it has started and what became of it. */
final class CronJobRecord {
  private final ObjectNode status;
  private final List<ObjectNode> active;

  CronJobRecord(ApiObject cronJob) {
    this.status =
        cronJob.tree().path("status") instanceof ObjectNode known
            ? known.deepCopy()
            : Json.object();
    this.active = new ArrayList<>(Trees.objects(status.path("active")));
  }

  /** The condition that ended the job. */
  static Optional<String> end(ApiObject job) {
    return List.of("Complete", "Failed").stream()
        .filter(type -> Pods.condition(job, type).path("status").asText().equals("True"))
        .findFirst();
  }

  List<ObjectNode> active() {
    return List.copyOf(active);
  }

  boolean isActive(String uid) {
    return active.stream().anyMatch(ref -> ref.path("uid").asText().equals(uid));
  }

  void forget(String uid) {
    active.removeIf(ref -> ref.path("uid").asText().equals(uid));
  }

  void started(ApiObject job, Instant scheduled) {
    active.add(
        Json.object()
            .put("kind", "Job")
            .put("namespace", job.namespace())
            .put("name", job.name())
            .put("uid", job.uid())
            .put("apiVersion", "batch/v1")
            .put("resourceVersion", job.resourceVersion()));
    status.put("lastScheduleTime", Timestamps.seconds(scheduled));
  }

  /** A success, if it is the newest so far. */
  void succeeded(ApiObject job) {
    JsonNode time = job.tree().path("status").path("completionTime");
    Optional<Instant> known = instant(status.path("lastSuccessfulTime"));
    instant(time)
        .filter(done -> known.isEmpty() || done.isAfter(known.get()))
        .ifPresent(done -> status.put("lastSuccessfulTime", Timestamps.seconds(done)));
  }

  Optional<Instant> lastScheduled() {
    return instant(status.path("lastScheduleTime"));
  }

  private static Optional<Instant> instant(JsonNode time) {
    return time.isTextual() ? Optional.of(Instant.parse(time.asText())) : Optional.empty();
  }

  ObjectNode tree() {
    status.remove("active");
    if (!active.isEmpty()) {
      ArrayNode list = status.putArray("active");
      active.forEach(list::add);
    }
    return status;
  }
}
