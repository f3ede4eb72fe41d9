package io.binnacle.controller.replication;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.OwnerReferences;
import io.binnacle.controller.Parallel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Creates and deletes pods. Creations go in batches of one, two, four and so on as long as all
 * succeed, so that a thousand replicas that quota refuses do not mean a thousand requests.
 */
final class ReplicaWriter {
  /** What one reconciliation writes at the most; the rest comes with the next. */
  private static final int BURST = 500;

  private final ControllerContext context;
  private final Expectations expectations;

  ReplicaWriter(ControllerContext context, Expectations expectations) {
    this.context = context;
    this.expectations = expectations;
  }

  /** Brings the pods to the wanted number; answers the first refusal. */
  Optional<ApiException> scale(ApiObject controller, List<ApiObject> pods) {
    int missing = ReplicaStatus.wanted(controller) - pods.size();
    if (missing > 0) {
      return create(controller, Math.min(missing, BURST));
    }
    if (missing < 0) {
      int surplus = Math.min(-missing, BURST);
      return delete(controller, DeletionOrder.victims(pods, surplus, context.clock().instant()));
    }
    return Optional.empty();
  }

  private Optional<ApiException> create(ApiObject controller, int count) {
    ObjectKey key = controller.key();
    expectations.expectCreations(key, count);
    int left = count;
    for (int batch = 1; left > 0; batch *= 2) {
      int size = Math.min(batch, left);
      List<ApiException> refusals =
          Parallel.forEach(
              context.executor(),
              IntStream.range(0, size).boxed().toList(),
              index -> createPod(controller));
      left -= size;
      if (!refusals.isEmpty()) {
        // Neither those refused nor those never tried will be seen.
        for (int i = 0; i < refusals.size() + left; i++) {
          expectations.creationObserved(key);
        }
        return refusals.stream().filter(refusal -> !isNamespaceTerminating(refusal)).findFirst();
      }
    }
    return Optional.empty();
  }

  private void createPod(ApiObject controller) {
    try {
      ApiObject pod =
          context.client().create(Resources.PODS, controller.namespace(), newPod(controller));
      context.recorder().normal(controller, "SuccessfulCreate", "Created pod: " + pod.name());
    } catch (ApiException e) {
      if (!isNamespaceTerminating(e)) {
        context.recorder().warning(controller, "FailedCreate", "Error creating: " + e.getMessage());
      }
      throw e;
    }
  }

  /** Nothing more can be created there, and nothing needs to be. */
  private static boolean isNamespaceTerminating(ApiException e) {
    for (JsonNode cause : e.status().path("details").path("causes")) {
      if (cause.path("reason").asText().equals("NamespaceTerminating")) {
        return true;
      }
    }
    return false;
  }

  private static ObjectNode newPod(ApiObject controller) {
    JsonNode template = controller.tree().path("spec").path("template");
    ObjectNode pod = Json.object().put("apiVersion", "v1").put("kind", "Pod");
    ObjectNode metadata = pod.putObject("metadata");
    metadata.put("generateName", controller.name() + "-");
    for (String field : List.of("labels", "annotations", "finalizers")) {
      JsonNode value = template.path("metadata").path(field);
      if (!value.isEmpty()) {
        metadata.set(field, value.deepCopy());
      }
    }
    metadata
        .putArray("ownerReferences")
        .add(OwnerReferences.controller(controller, "v1", ReplicationReconciler.KIND));
    pod.set("spec", template.path("spec").deepCopy());
    return pod;
  }

  private Optional<ApiException> delete(ApiObject controller, List<ApiObject> victims) {
    ObjectKey key = controller.key();
    List<String> uids = new ArrayList<>();
    victims.forEach(pod -> uids.add(pod.uid()));
    expectations.expectDeletions(key, uids);
    return Parallel.forEach(context.executor(), victims, pod -> deletePod(controller, pod)).stream()
        .findFirst();
  }

  private void deletePod(ApiObject controller, ApiObject pod) {
    try {
      context
          .client()
          .delete(
              Resources.PODS,
              pod.namespace(),
              pod.name(),
              DeleteOptions.defaults().onlyUid(pod.uid()));
      context.recorder().normal(controller, "SuccessfulDelete", "Deleted pod: " + pod.name());
    } catch (ApiException e) {
      expectations.deletionObserved(controller.key(), pod.uid());
      if (!e.isNotFound()) {
        context.recorder().warning(controller, "FailedDelete", "Error deleting: " + e.getMessage());
        throw e;
      }
    }
  }
}
