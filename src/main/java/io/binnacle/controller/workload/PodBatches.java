package io.binnacle.controller.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Parallel;
import java.util.List;
import java.util.Optional;

/** Creates and deletes many pods of an owner, with the events and the expectations of it. */
public final class PodBatches {
  private final ControllerContext context;
  private final Expectations expectations;

  public PodBatches(ControllerContext context, Expectations expectations) {
    this.context = context;
    this.expectations = expectations;
  }

  /** A pod from the owner's template, named by the server. */
  public static ObjectNode fromTemplate(ApiObject owner, OwnerKind kind, JsonNode template) {
    ObjectNode pod = PodTemplates.pod(template);
    ObjectNode metadata = (ObjectNode) pod.get("metadata");
    metadata.put("generateName", owner.name() + "-");
    metadata.putArray("ownerReferences").add(kind.reference(owner));
    return pod;
  }

  /** Creates pods until one is refused; answers the first refusal that says something is wrong. */
  public Optional<ApiException> create(ApiObject owner, List<ObjectNode> pods) {
    ObjectKey key = owner.key();
    expectations.expectCreations(key, pods.size());
    SlowStart.Outcome outcome =
        SlowStart.forEach(context.executor(), pods, pod -> createPod(owner, pod));
    // Neither those refused nor those never tried will be seen.
    for (int i = 0; i < outcome.undone(); i++) {
      expectations.creationObserved(key);
    }
    return outcome.refusals().stream()
        .filter(refusal -> !isNamespaceTerminating(refusal))
        .findFirst();
  }

  private void createPod(ApiObject owner, ObjectNode tree) {
    try {
      ApiObject pod = context.client().create(Resources.PODS, owner.namespace(), tree);
      context.recorder().normal(owner, "SuccessfulCreate", "Created pod: " + pod.name());
    } catch (ApiException e) {
      if (!isNamespaceTerminating(e)) {
        context.recorder().warning(owner, "FailedCreate", "Error creating: " + e.getMessage());
      }
      throw e;
    }
  }

  /** Whether nothing more can be created there, and nothing needs to be. */
  public static boolean isNamespaceTerminating(ApiException refusal) {
    for (JsonNode cause : refusal.status().path("details").path("causes")) {
      if (cause.path("reason").asText().equals("NamespaceTerminating")) {
        return true;
      }
    }
    return false;
  }

  /** Deletes the pods; answers the first refusal. */
  public Optional<ApiException> delete(ApiObject owner, List<ApiObject> victims) {
    expectations.expectDeletions(owner.key(), victims.stream().map(ApiObject::uid).toList());
    return Parallel.forEach(context.executor(), victims, pod -> deletePod(owner, pod)).stream()
        .findFirst();
  }

  private void deletePod(ApiObject owner, ApiObject pod) {
    try {
      context
          .client()
          .delete(
              Resources.PODS,
              pod.namespace(),
              pod.name(),
              DeleteOptions.defaults().onlyUid(pod.uid()));
      context.recorder().normal(owner, "SuccessfulDelete", "Deleted pod: " + pod.name());
    } catch (ApiException e) {
      expectations.deletionObserved(owner.key(), pod.uid());
      if (!e.isNotFound()) {
        context.recorder().warning(owner, "FailedDelete", "Error deleting: " + e.getMessage());
        throw e;
      }
    }
  }
}
