package io.binnacle.controller.replication;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.OwnerReference;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.ApiClient;
import io.binnacle.client.Lister;
import io.binnacle.client.PatchType;
import io.binnacle.client.Resources;
import io.binnacle.controller.OwnerReferences;
import io.binnacle.controller.Pods;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which pods belong to a replication controller: those that name it as their controller and are
 * selected. Selected orphans are adopted, own pods that are no longer selected are released.
 */
final class PodClaims {
  /** The index of pods by the uid of their controller; orphans are under {@link #orphansOf}. */
  static final String BY_CONTROLLER = "controllerUid";

  private final ApiClient client;
  private final Lister pods;

  PodClaims(ApiClient client, Lister pods) {
    this.client = client;
    this.pods = pods;
  }

  static List<String> indexValues(ApiObject pod) {
    return List.of(
        pod.controllerOwner().map(OwnerReference::uid).orElseGet(() -> orphansOf(pod.namespace())));
  }

  private static String orphansOf(String namespace) {
    return "orphans of " + namespace;
  }

  /** The active pods of the controller. */
  List<ApiObject> claim(ApiObject owner, LabelSelector selector) {
    List<ApiObject> claimed = new ArrayList<>();
    for (ApiObject pod : pods.byIndex(BY_CONTROLLER, owner.uid())) {
      if (!Pods.isActive(pod)) {
        continue;
      }
      if (selector.matches(pod.labels())) {
        claimed.add(pod);
      } else if (!owner.isBeingDeleted()) {
        release(owner, pod);
      }
    }
    if (!owner.isBeingDeleted()) {
      adoptOrphans(owner, selector, claimed);
    }
    return claimed;
  }

  private void adoptOrphans(ApiObject owner, LabelSelector selector, List<ApiObject> claimed) {
    boolean checked = false;
    for (ApiObject pod : pods.byIndex(BY_CONTROLLER, orphansOf(owner.namespace()))) {
      if (Pods.isActive(pod) && selector.matches(pod.labels())) {
        if (!checked && !isStillThere(owner)) {
          return;
        }
        checked = true;
        adopt(owner, pod).ifPresent(claimed::add);
      }
    }
  }

  /** The cache may be behind: a pod must not be given to an owner that is being deleted. */
  private boolean isStillThere(ApiObject owner) {
    ApiObject fresh =
        client.get(Resources.REPLICATION_CONTROLLERS, owner.namespace(), owner.name());
    return fresh.uid().equals(owner.uid()) && !fresh.isBeingDeleted();
  }

  private Optional<ApiObject> adopt(ApiObject owner, ApiObject pod) {
    ObjectNode patch = Json.object();
    ObjectNode metadata = patch.putObject("metadata").put("uid", pod.uid());
    metadata
        .putArray("ownerReferences")
        .add(OwnerReferences.controller(owner, "v1", ReplicationReconciler.KIND));
    return patch(pod, patch);
  }

  private void release(ApiObject owner, ApiObject pod) {
    ObjectNode patch = Json.object();
    ObjectNode metadata = patch.putObject("metadata").put("uid", pod.uid());
    metadata
        .putArray("ownerReferences")
        .addObject()
        .put("$patch", "delete")
        .put("uid", owner.uid());
    patch(pod, patch);
  }

  /** Empty when the pod is gone, or another of its name is there. */
  private Optional<ApiObject> patch(ApiObject pod, ObjectNode patch) {
    try {
      return Optional.of(
          client.patch(
              Resources.PODS, pod.namespace(), pod.name(), "", PatchType.STRATEGIC, patch));
    } catch (ApiException e) {
      if (e.isNotFound() || e.isConflict()) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
