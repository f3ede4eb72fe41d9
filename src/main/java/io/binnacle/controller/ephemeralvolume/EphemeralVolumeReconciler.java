package io.binnacle.controller.ephemeralvolume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.volumes.PodClaim;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.controller.Change;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.KeyMapper;
import io.binnacle.controller.OwnerReferences;
import io.binnacle.controller.Pods;
import io.binnacle.controller.Reconciler;
import io.binnacle.controller.Result;
import io.binnacle.controller.Watch;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Keys are pods. */
final class EphemeralVolumeReconciler implements Reconciler {
  private final ControllerContext context;
  private final SharedInformer pods;
  private final SharedInformer claims;

  EphemeralVolumeReconciler(ControllerContext context) {
    this.context = context;
    ListOptions all = ListOptions.allNamespaces();
    this.pods = context.informers().informer(Resources.PODS, all);
    this.claims = context.informers().informer(Resources.PERSISTENT_VOLUME_CLAIMS, all);
  }

  @Override
  public List<Watch> watches() {
    return List.of(
        new Watch(pods, EphemeralVolumeReconciler::mapPod),
        new Watch(claims, KeyMapper.controllerOwner("Pod")));
  }

  private static void mapPod(Change change, Consumer<ObjectKey> enqueue) {
    if (PodClaim.of(change.object()).stream().anyMatch(PodClaim::ephemeral)) {
      enqueue.accept(change.object().key());
    }
  }

  @Override
  public Result reconcile(ObjectKey key) {
    Optional<ApiObject> found = pods.lister().get(key);
    if (found.isPresent() && !found.get().isBeingDeleted() && !Pods.isTerminal(found.get())) {
      PodClaim.of(found.get()).stream()
          .filter(PodClaim::ephemeral)
          .forEach(claim -> ensure(found.get(), claim));
    }
    return Result.done();
  }

  private void ensure(ApiObject pod, PodClaim wanted) {
    Optional<ApiObject> claim = claims.lister().get(wanted.key());
    if (claim.isPresent()) {
      if (!wanted.isFor(pod, claim.get())) {
        warn(pod, wanted, wanted.foreign(pod));
      }
      return;
    }
    try {
      context
          .client()
          .create(Resources.PERSISTENT_VOLUME_CLAIMS, pod.namespace(), tree(pod, wanted));
    } catch (ApiException e) {
      if (!e.isAlreadyExists()) {
        warn(pod, wanted, String.valueOf(e.getMessage()));
        throw e;
      }
    }
  }

  private void warn(ApiObject pod, PodClaim wanted, String why) {
    context
        .recorder()
        .warning(pod, "FailedBinding", "ephemeral volume " + wanted.volume() + ": " + why);
  }

  private static ObjectNode tree(ApiObject pod, PodClaim wanted) {
    ObjectNode claim = Json.object();
    claim.put("apiVersion", "v1").put("kind", "PersistentVolumeClaim");
    ObjectNode metadata = claim.putObject("metadata");
    metadata.put("name", wanted.key().name()).put("namespace", pod.namespace());
    metadata.putArray("ownerReferences").add(OwnerReferences.controller(pod, "v1", "Pod"));
    for (JsonNode volume : pod.tree().path("spec").path("volumes")) {
      if (volume.path("name").asText().equals(wanted.volume())) {
        JsonNode template = volume.path("ephemeral").path("volumeClaimTemplate");
        for (String field : List.of("labels", "annotations")) {
          if (template.path("metadata").path(field).isObject()) {
            metadata.set(field, template.path("metadata").path(field).deepCopy());
          }
        }
        claim.set("spec", template.path("spec").deepCopy());
      }
    }
    return claim;
  }
}
