package io.binnacle.controller.persistentvolume;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.controller.Change;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.KeyMapper;
import io.binnacle.controller.Reconciler;
import io.binnacle.controller.Result;
import io.binnacle.controller.Watch;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Takes a claim or a volume on: keys without a namespace are volumes. */
final class BinderReconciler implements Reconciler {
  private final ControllerContext context;
  private final SharedInformer volumes;
  private final SharedInformer claims;
  private final SharedInformer classes;
  private final Binding binding;

  BinderReconciler(ControllerContext context) {
    this.context = context;
    ListOptions all = ListOptions.allNamespaces();
    this.volumes = context.informers().informer(Resources.PERSISTENT_VOLUMES, all);
    this.claims = context.informers().informer(Resources.PERSISTENT_VOLUME_CLAIMS, all);
    this.classes = context.informers().informer(Resources.STORAGE_CLASSES, all);
    this.binding = new Binding(context.client());
  }

  @Override
  public List<Watch> watches() {
    return List.of(
        new Watch(claims, this::mapClaim),
        new Watch(volumes, this::mapVolume),
        new Watch(classes, KeyMapper.self()));
  }

  private void mapClaim(Change change, Consumer<ObjectKey> enqueue) {
    enqueue.accept(change.object().key());
    String volume = change.object().tree().path("spec").path("volumeName").asText();
    if (!volume.isEmpty()) {
      enqueue.accept(ObjectKey.clusterScoped(volume));
    }
  }

  /** A volume concerns its claim; a free one all claims that wait. */
  private void mapVolume(Change change, Consumer<ObjectKey> enqueue) {
    ApiObject volume = change.object();
    enqueue.accept(volume.key());
    if (!Volumes.isFree(volume)) {
      JsonNode ref = Volumes.claimRef(volume);
      enqueue.accept(new ObjectKey(ref.path("namespace").asText(), ref.path("name").asText()));
      return;
    }
    claims.lister().list("", LabelSelector.everything()).stream()
        .filter(claim -> !Binding.isCompleted(claim))
        .forEach(claim -> enqueue.accept(claim.key()));
  }

  @Override
  public Result reconcile(ObjectKey key) {
    if (key.namespace().isEmpty()) {
      volumes.lister().get(key).ifPresent(this::reconcileVolume);
    } else {
      claims.lister().get(key).ifPresent(this::reconcileClaim);
    }
    return Result.done();
  }

  private void reconcileClaim(ApiObject claim) {
    String name = claim.tree().path("spec").path("volumeName").asText();
    Optional<ApiObject> named =
        name.isEmpty() ? Optional.empty() : volumes.lister().get(ObjectKey.clusterScoped(name));
    boolean mine =
        named
            .filter(volume -> Volumes.isFree(volume) || Volumes.isReserved(claim, volume))
            .isPresent();
    if (mine) {
      binding.bind(claim, named.get());
    } else if (Binding.isCompleted(claim)) {
      lose(claim);
    } else if (name.isEmpty() && !claim.isBeingDeleted() && !waitsForConsumer(claim)) {
      choose(claim);
    } else {
      binding.setClaimPhase(claim, "Pending");
    }
  }

  private void lose(ApiObject claim) {
    if (!claim.tree().path("status").path("phase").asText().equals("Lost")) {
      context
          .recorder()
          .warning(
              claim,
              "ClaimLost",
              "Bound claim has lost its PersistentVolume. Data on the volume is lost!");
    }
    binding.setClaimPhase(claim, "Lost");
  }

  /** Where the pod runs decides which volumes are in reach. */
  private boolean waitsForConsumer(ApiObject claim) {
    boolean waits =
        classes
            .lister()
            .get(ObjectKey.clusterScoped(Volumes.storageClass(claim)))
            .filter(found ->
                found.tree().path("volumeBindingMode").asText().equals("WaitForFirstConsumer"))
            .isPresent();
    boolean chosen = claim.annotations().containsKey("volume.kubernetes.io/selected-node");
    if (waits && !chosen) {
      context
          .recorder()
          .normal(
              claim,
              "WaitForFirstConsumer",
              "waiting for first consumer to be created before binding");
    }
    return waits && !chosen;
  }

  private void choose(ApiObject claim) {
    Optional<ApiObject> best =
        Volumes.best(claim, volumes.lister().list("", LabelSelector.everything()));
    if (best.isPresent()) {
      binding.bind(claim, best.get());
      return;
    }
    if (Volumes.storageClass(claim).isEmpty()) {
      context
          .recorder()
          .normal(
              claim,
              "FailedBinding",
              "no persistent volumes available for this claim and no storage class is set");
    }
    binding.setClaimPhase(claim, "Pending");
  }

  private void reconcileVolume(ApiObject volume) {
    JsonNode ref = Volumes.claimRef(volume);
    if (ref.path("uid").asText().isEmpty()) {
      binding.setPhase(volume, "Available");
      return;
    }
    ObjectKey key = new ObjectKey(ref.path("namespace").asText(), ref.path("name").asText());
    Optional<ApiObject> claim =
        claims.lister().get(key).filter(found -> Volumes.isReserved(found, volume));
    if (claim.isEmpty()) {
      // What is on it is kept for whoever looks after it.
      binding.setPhase(volume, "Released");
    } else if (claim.get().tree().path("spec").path("volumeName").asText().equals(volume.name())) {
      binding.setPhase(volume, "Bound");
    }
  }
}
