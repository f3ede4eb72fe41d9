package io.binnacle.controller.localpath;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.volumes.LocalPath;
import io.binnacle.apimachinery.volumes.StorageClasses;
import io.binnacle.apimachinery.volumes.VolumeMatching;
import io.binnacle.client.DeleteOptions;
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
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Provisions for claims, gives volumes back: keys without a namespace are volumes. */
final class LocalPathReconciler implements Reconciler {
  private static final String PROVISIONER_ANNOTATION = "volume.kubernetes.io/storage-provisioner";

  private final ControllerContext context;
  private final String provisioner;
  private final SharedInformer claims;
  private final SharedInformer volumes;
  private final SharedInformer classes;
  private final SharedInformer nodes;

  LocalPathReconciler(ControllerContext context, String provisioner) {
    this.context = context;
    this.provisioner = provisioner;
    ListOptions all = ListOptions.allNamespaces();
    this.claims = context.informers().informer(Resources.PERSISTENT_VOLUME_CLAIMS, all);
    this.volumes = context.informers().informer(Resources.PERSISTENT_VOLUMES, all);
    this.classes = context.informers().informer(Resources.STORAGE_CLASSES, all);
    this.nodes = context.informers().informer(Resources.NODES, all);
  }

  @Override
  public List<Watch> watches() {
    return List.of(
        new Watch(claims, KeyMapper.self()),
        new Watch(volumes, KeyMapper.self()),
        new Watch(classes, (change, enqueue) -> enqueueWaiting(enqueue)),
        new Watch(nodes, this::mapNode));
  }

  private void enqueueWaiting(Consumer<ObjectKey> enqueue) {
    claims.lister().list("", LabelSelector.everything()).stream()
        .filter(this::isWanted)
        .forEach(claim -> enqueue.accept(claim.key()));
  }

  /** A node that comes may have room for volumes; one that is gone has taken its volumes along. */
  private void mapNode(Change change, Consumer<ObjectKey> enqueue) {
    ApiObject before = change.before();
    ApiObject after = change.after();
    if (after == null) {
      volumes.lister().list("", ofNode(change.object().name())).stream()
          .filter(ApiObject::isBeingDeleted)
          .forEach(volume -> enqueue.accept(volume.key()));
    } else if (before == null || !directory(before).equals(directory(after))) {
      enqueueWaiting(enqueue);
    }
  }

  private static LabelSelector ofNode(String name) {
    return LabelSelector.ofLabels(Map.of(LocalPath.NODE, name));
  }

  @Override
  public Result reconcile(ObjectKey key) {
    if (key.namespace().isEmpty()) {
      volumes.lister().get(key).filter(LocalPath::isMadeFrom).ifPresent(this::giveBack);
    } else {
      claims.lister().get(key).filter(this::isWanted).ifPresent(this::provision);
    }
    return Result.done();
  }

  /** Whether a volume is to be made for the claim. */
  private boolean isWanted(ApiObject claim) {
    return !claim.isBeingDeleted()
        && VolumeMatching.volumeName(claim).isEmpty()
        && claim.annotations().getOrDefault(PROVISIONER_ANNOTATION, "").equals(provisioner);
  }

  private void provision(ApiObject claim) {
    String name = "pvc-" + claim.uid();
    Optional<ApiObject> storageClass =
        classes.lister().get(ObjectKey.clusterScoped(VolumeMatching.storageClass(claim)));
    if (storageClass.isEmpty()
        || volumes.lister().get(ObjectKey.clusterScoped(name)).isPresent()) {
      return;
    }
    Optional<String> refusal = refusal(claim);
    if (refusal.isPresent()) {
      fail(claim, refusal.get());
      return;
    }
    Optional<ApiObject> node = node(claim, storageClass.get());
    if (node.isEmpty()) {
      return;
    }
    try {
      context
          .client()
          .create(
              Resources.PERSISTENT_VOLUMES,
              "",
              new LocalVolume(claim, storageClass.get(), node.get()).tree(name));
    } catch (ApiException e) {
      if (!e.isAlreadyExists()) {
        fail(claim, String.valueOf(e.getMessage()));
        throw e;
      }
    }
    context
        .recorder()
        .normal(claim, "ProvisioningSucceeded", "Successfully provisioned volume " + name);
  }

  /** What a directory cannot be. */
  private static Optional<String> refusal(ApiObject claim) {
    JsonNode spec = claim.tree().path("spec");
    if (spec.path("volumeMode").asText().equals("Block")) {
      return Optional.of("block volumes are not supported by " + LocalPath.PROVISIONER);
    }
    if (spec.path("selector").isObject()) {
      return Optional.of("claim Selector is not supported");
    }
    if (spec.path("dataSource").isObject() || spec.path("dataSourceRef").isObject()) {
      return Optional.of("claims with a data source are not supported");
    }
    return Optional.empty();
  }

  /** The node that the scheduler chose; any that has room for volumes where nobody waits for it. */
  private Optional<ApiObject> node(ApiObject claim, ApiObject storageClass) {
    String selected = claim.annotations().getOrDefault(VolumeMatching.SELECTED_NODE, "");
    if (selected.isEmpty()) {
      return StorageClasses.waitsForConsumer(storageClass) ? Optional.empty() : anyNode(claim);
    }
    Optional<ApiObject> node =
        nodes
            .lister()
            .get(ObjectKey.clusterScoped(selected))
            .filter(found -> !directory(found).isEmpty());
    if (node.isEmpty()) {
      fail(claim, "node " + selected + " has no directory for local volumes");
      reschedule(claim);
    }
    return node;
  }

  private Optional<ApiObject> anyNode(ApiObject claim) {
    Optional<ApiObject> node =
        nodes.lister().list("", LabelSelector.everything()).stream()
            .filter(found -> !directory(found).isEmpty() && !found.isBeingDeleted())
            .findFirst();
    if (node.isEmpty()) {
      fail(claim, "no node has a directory for local volumes");
    }
    return node;
  }

  private static String directory(ApiObject node) {
    return node.annotations().getOrDefault(LocalPath.DIRECTORY, "");
  }

  private void fail(ApiObject claim, String why) {
    context
        .recorder()
        .warning(
            claim,
            "ProvisioningFailed",
            "failed to provision volume with StorageClass \""
                + VolumeMatching.storageClass(claim)
                + "\": "
                + why);
  }

  /** Without its node the claim goes back to the scheduler, which chooses another. */
  private void reschedule(ApiObject claim) {
    ObjectNode tree = claim.copyTree();
    Trees.child(Trees.child(tree, "metadata"), "annotations").remove(VolumeMatching.SELECTED_NODE);
    context.client().update(Resources.PERSISTENT_VOLUME_CLAIMS, claim.namespace(), tree);
  }

  private void giveBack(ApiObject volume) {
    JsonNode tree = volume.tree();
    boolean released = tree.path("status").path("phase").asText().equals("Released");
    boolean delete =
        tree.path("spec").path("persistentVolumeReclaimPolicy").asText().equals("Delete");
    if (released && delete && !volume.isBeingDeleted()) {
      context
          .client()
          .delete(
              Resources.PERSISTENT_VOLUMES,
              "",
              volume.name(),
              DeleteOptions.defaults().onlyUid(volume.uid()));
    } else if (volume.isBeingDeleted() && volume.finalizers().contains(LocalPath.FINALIZER)) {
      String node = volume.labels().getOrDefault(LocalPath.NODE, "");
      if (nodes.lister().get(ObjectKey.clusterScoped(node)).isEmpty()) {
        // Nobody is left to delete the data.
        ObjectNode freed = volume.copyTree();
        Trees.removeIf(
            Trees.child(freed, "metadata").withArrayProperty("finalizers"),
            finalizer -> finalizer.asText().equals(LocalPath.FINALIZER));
        context.client().update(Resources.PERSISTENT_VOLUMES, "", freed);
      }
    }
  }
}
