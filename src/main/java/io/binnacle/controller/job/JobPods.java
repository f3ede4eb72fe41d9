package io.binnacle.controller.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.controller.Pods;
import io.binnacle.controller.workload.OwnerKind;
import io.binnacle.controller.workload.PodBatches;
import io.binnacle.controller.workload.PodTemplates;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** What a job reads from its pods, and how it makes them. */
final class JobPods {
  static final String FINALIZER = "batch.kubernetes.io/job-tracking";
  static final String NAME_LABEL = "batch.kubernetes.io/job-name";

  private static final String INDEX = "batch.kubernetes.io/job-completion-index";
  private static final String FAILURES = "batch.kubernetes.io/job-index-failure-count";
  private static final String INDEX_VARIABLE = "JOB_COMPLETION_INDEX";
  private static final int NAME_LENGTH = 63;

  private JobPods() {}

  /** Whether it has not been counted for good. */
  static boolean isTracked(ApiObject pod) {
    return pod.finalizers().contains(FINALIZER);
  }

  static boolean hasSucceeded(ApiObject pod) {
    return Pods.phase(pod).equals("Succeeded");
  }

  /**
   * Whether it counts as failed. One that is being deleted does at once, unless the job waits for
   * its end: it may never get there, such as when its node is gone.
   */
  static boolean hasFailed(ApiObject pod, JobSpec spec) {
    return Pods.phase(pod).equals("Failed")
        || (!spec.replaceFailedOnly() && pod.isBeingDeleted() && !hasSucceeded(pod));
  }

  /** The completion index, -1 where it has none. */
  static int index(ApiObject pod) {
    return number(pod, INDEX, -1);
  }

  /** How often its index had failed before it. */
  static int failuresBefore(ApiObject pod) {
    return number(pod, FAILURES, 0);
  }

  private static int number(ApiObject pod, String annotation, int absent) {
    try {
      return Integer.parseInt(pod.annotations().getOrDefault(annotation, ""));
    } catch (NumberFormatException e) {
      return absent;
    }
  }

  /** When its last container ended; its deletion or creation where none has. */
  static Instant finished(ApiObject pod) {
    Stream<JsonNode> ends =
        pod.tree()
            .path("status")
            .path("containerStatuses")
            .valueStream()
            .map(status -> status.path("state").path("terminated").path("finishedAt"));
    return ends.filter(JsonNode::isTextual)
        .map(end -> Instant.parse(end.asText()))
        .max(Instant::compareTo)
        .or(pod::deletionTimestamp)
        .or(pod::creationTimestamp)
        .orElse(Instant.EPOCH);
  }

  /** A pod of a job whose pods are all alike. */
  static ObjectNode pod(ApiObject job, OwnerKind kind) {
    ObjectNode pod = PodBatches.fromTemplate(job, kind, PodTemplates.of(job));
    Trees.child(pod, "metadata").withArrayProperty("finalizers").add(FINALIZER);
    return pod;
  }

  /**
   * The pod for an index.
   *
   * @param failures how often the index has failed, where that is limited
   */
  static ObjectNode pod(ApiObject job, OwnerKind kind, int index, Optional<Integer> failures) {
    ObjectNode pod = pod(job, kind);
    ObjectNode metadata = Trees.child(pod, "metadata");
    String base = job.name() + "-" + index;
    metadata.put("generateName", base + "-");
    Trees.child(metadata, "annotations").put(INDEX, Integer.toString(index));
    Trees.child(metadata, "labels").put(INDEX, Integer.toString(index));
    failures.ifPresent(
        count -> Trees.child(metadata, "annotations").put(FAILURES, Integer.toString(count)));
    ObjectNode spec = Trees.child(pod, "spec");
    if (base.length() <= NAME_LENGTH) {
      spec.put("hostname", base);
    }
    for (String list : new String[] {"initContainers", "containers"}) {
      Trees.objects(spec.path(list)).forEach(JobPods::tellIndex);
    }
    return pod;
  }

  private static void tellIndex(ObjectNode container) {
    ArrayNode variables = container.withArrayProperty("env");
    for (JsonNode variable : variables) {
      if (variable.path("name").asText().equals(INDEX_VARIABLE)) {
        return;
      }
    }
    ObjectNode variable = Json.object().put("name", INDEX_VARIABLE);
    variable
        .putObject("valueFrom")
        .putObject("fieldRef")
        .put("fieldPath", "metadata.labels['" + INDEX + "']");
    variables.add(variable);
  }
}
