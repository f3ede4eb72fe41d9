package io.binnacle.controller.persistentvolume;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.volumes.StorageClasses;
import io.binnacle.apimachinery.volumes.VolumeMatching;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.controller.Change;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import io.binnacle.controller.Result;
import io.binnacle.controller.Watch;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Takes a claim or a volume on: keys without a namespace are volumes. */
final class BinderReconciler implements Reconciler {
  private static final String PROVISIONER_ANNOTATION = "volume.kubernetes.io/storage-provisioner";

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
        new Watch(classes, (change, enqueue) -> enqueueWaiting(enqueue)));
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
    if (!VolumeMatching.isFree(volume)) {
      JsonNode ref = VolumeMatching.claimRef(volume);
      enqueue.accept(new ObjectKey(ref.path("namespace").asText(), ref.path("name").asText()));
      return;
    }
    enqueueWaiting(enqueue);
  }

  /** A class may be what claims wait for, by its name or as the default, and so may a volume. */
  private void enqueueWaiting(Consumer<ObjectKey> enqueue) {
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
            .filter(
                volume -> VolumeMatching.isFree(volume) || VolumeMatching.isReserved(claim, volume))
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
        storageClass(claim).filter(StorageClasses::waitsForConsumer).isPresent()
            && !claim.annotations().containsKey(VolumeMatching.SELECTED_NODE);
    if (waits) {
      context
          .recorder()
          .normal(
              claim,
              "WaitForFirstConsumer",
              "waiting for first consumer to be created before binding");
    }
    return waits;
  }

  private Optional<ApiObject> storageClass(ApiObject claim) {
    return classes.lister().get(ObjectKey.clusterScoped(VolumeMatching.storageClass(claim)));
  }

  /** A claim of a node's choice waits for the very volume: the scheduler reserves or provisions. */
  private void choose(ApiObject claim) {
    Optional<ApiObject> best =
        VolumeMatching.best(claim, volumes.lister().list("", LabelSelector.everything()));
    boolean chosen = claim.annotations().containsKey(VolumeMatching.SELECTED_NODE);
    if (best.isPresent() && !(chosen && VolumeMatching.isFree(best.get()))) {
      binding.bind(claim, best.get());
      return;
    }
    if (takesDefault(claim)) {
      return;
    }
    Optional<ApiObject> storageClass = storageClass(claim);
    if (storageClass.isPresent()) {
      if (StorageClasses.isProvisioned(storageClass.get())) {
        provision(claim, StorageClasses.provisioner(storageClass.get()));
        return;
      }
    } else if (VolumeMatching.storageClass(claim).isEmpty()) {
      context
          .recorder()
          .normal(
              claim,
              "FailedBinding",
              "no persistent volumes available for this claim and no storage class is set");
    } else {
      context
          .recorder()
          .warning(
              claim,
              "ProvisioningFailed",
              "storageclass.storage.k8s.io \""
                  + VolumeMatching.storageClass(claim)
                  + "\" not found");
    }
    binding.setClaimPhase(claim, "Pending");
  }

  /**
   * A claim that says nothing of a class gets the default one as soon as there is one (KEP-3333).
   */
  private boolean takesDefault(ApiObject claim) {
    boolean says = claim.tree().path("spec").hasNonNull("storageClassName");
    if (says || !VolumeMatching.storageClass(claim).isEmpty()) {
      return false;
    }
    Optional<ApiObject> byDefault =
        StorageClasses.defaultOf(classes.lister().list("", LabelSelector.everything()));
    byDefault.ifPresent(found -> binding.setClass(claim, found.name()));
    return byDefault.isPresent();
  }

  private void provision(ApiObject claim, String provisioner) {
    if (claim.annotations().containsKey(PROVISIONER_ANNOTATION)) {
      context
          .recorder()
          .normal(
              claim,
              "ExternalProvisioning",
              "Waiting for a volume to be created either by the external provisioner '"
                  + provisioner
                  + "' or manually by the system administrator. If volume creation is delayed,"
                  + " please verify that the provisioner is running and correctly registered.");
      binding.setClaimPhase(claim, "Pending");
    } else {
      binding.setProvisioner(claim, provisioner);
    }
  }

  private void reconcileVolume(ApiObject volume) {
    JsonNode ref = VolumeMatching.claimRef(volume);
    if (ref.path("uid").asText().isEmpty()) {
      binding.setPhase(volume, "Available");
      return;
    }
    ObjectKey key = new ObjectKey(ref.path("namespace").asText(), ref.path("name").asText());
    Optional<ApiObject> claim =
        claims.lister().get(key).filter(found -> VolumeMatching.isReserved(found, volume));
    if (claim.isEmpty()) {
      release(volume);
    } else if (claim.get().tree().path("spec").path("volumeName").asText().equals(volume.name())) {
      binding.setPhase(volume, "Bound");
    }
  }

  /**
   * What is on it is kept for whoever looks after it; who has provisioned it deletes it, if that is
   * its policy.
   */
  private void release(ApiObject volume) {
    boolean delete =
        volume.tree().path("spec").path("persistentVolumeReclaimPolicy").asText().equals("Delete");
    if (!delete || volume.annotations().containsKey("pv.kubernetes.io/provisioned-by")) {
      binding.setPhase(volume, "Released");
      return;
    }
    String why =
        "error getting deleter volume plugin for volume \""
            + volume.name()
            + "\": no volume plugin matched";
    if (!volume.tree().path("status").path("phase").asText().equals("Failed")) {
      context.recorder().warning(volume, "VolumeFailedDelete", why);
    }
    binding.fail(volume, why);
  }
}
