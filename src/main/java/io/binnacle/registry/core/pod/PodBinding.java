package io.binnacle.registry.core.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.generic.GuaranteedUpdate;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Assigns a pod to a node, once. It is the one way to do so: an update cannot change a pod's node.
 */
public final class PodBinding {
  public static final GroupVersionKind KIND = new GroupVersionKind("", "v1", "Binding");

  static final GroupResource PODS = new GroupResource("", "pods");
  private static final GroupResource BINDING = new GroupResource("", "pods/binding");

  private final GuaranteedUpdate updates;
  private final Clock clock;

  public PodBinding(GuaranteedUpdate updates, Clock clock) {
    this.updates = updates;
    this.clock = clock;
  }

  /** The stage gives a Status. */
  public CompletionStage<ObjectNode> bind(ObjectKey pod, JsonNode binding, boolean dryRun) {
    validate(binding);
    return updates
        .update(PODS, pod, dryRun, object -> assign(object, binding))
        .thenApply(_ -> success());
  }

  private static void validate(JsonNode binding) {
    List<FieldError> errors = new ArrayList<>();
    FieldPath target = FieldPath.of("target");
    String kind = binding.at("/target/kind").asText();
    if (!kind.isEmpty() && !kind.equals("Node")) {
      errors.add(FieldError.notSupported(target.child("kind"), kind, List.of("Node", "<empty>")));
    }
    if (binding.at("/target/name").asText().isEmpty()) {
      errors.add(FieldError.required(target.child("name"), ""));
    }
    if (!errors.isEmpty()) {
      throw ApiException.invalid("", KIND.kind(), binding.at("/metadata/name").asText(), errors);
    }
  }

  private void assign(ObjectNode pod, JsonNode binding) {
    String name = pod.at("/metadata/name").asText();
    ObjectNode spec = Trees.child(pod, "spec");
    String uid = binding.at("/metadata/uid").asText();
    if (!uid.isEmpty() && !uid.equals(pod.at("/metadata/uid").asText())) {
      throw ApiException.conflict(
          BINDING,
          name,
          "Precondition failed: UID in precondition: "
              + uid
              + ", UID in object meta: "
              + pod.at("/metadata/uid").asText());
    }
    if (pod.path("metadata").hasNonNull("deletionTimestamp")) {
      throw ApiException.conflict(
          BINDING, name, "pod " + name + " is being deleted, cannot be assigned to a host");
    }
    String assigned = spec.path("nodeName").asText();
    if (!assigned.isEmpty()) {
      throw ApiException.conflict(
          BINDING, name, "pod " + name + " is already assigned to node \"" + assigned + "\"");
    }
    if (!spec.path("schedulingGates").isEmpty()) {
      throw ApiException.conflict(
          BINDING, name, "pod " + name + " has non-empty .spec.schedulingGates");
    }
    spec.put("nodeName", binding.at("/target/name").asText());
    copyAll(binding.at("/metadata/annotations"), pod, "annotations");
    copyAll(binding.at("/metadata/labels"), pod, "labels");
    markScheduled(Trees.child(pod, "status"));
    ObjectNode metadata = Trees.child(pod, "metadata");
    metadata.put("generation", metadata.path("generation").asLong() + 1);
  }

  private static void copyAll(JsonNode from, ObjectNode pod, String field) {
    if (!from.isEmpty()) {
      Trees.child(Trees.child(pod, "metadata"), field).setAll((ObjectNode) from.deepCopy());
    }
  }

  private void markScheduled(ObjectNode status) {
    ObjectNode scheduled = null;
    for (ObjectNode condition : Trees.objects(status.path("conditions"))) {
      if (condition.path("type").asText().equals("PodScheduled")) {
        scheduled = condition;
      }
    }
    if (scheduled == null) {
      scheduled = status.withArray("/conditions").addObject().put("type", "PodScheduled");
    }
    scheduled.put("status", "True");
    scheduled.putNull("lastProbeTime");
    scheduled.put("lastTransitionTime", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    scheduled.remove(List.of("reason", "message"));
  }

  static ObjectNode success() {
    ObjectNode status = Json.object();
    status.put("kind", "Status");
    status.put("apiVersion", "v1");
    status.putObject("metadata");
    status.put("status", "Success");
    status.put("code", 201);
    return status;
  }
}
