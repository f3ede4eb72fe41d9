package io.binnacle.controller.persistentvolume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.volumes.VolumeMatching;
import io.binnacle.client.ApiClient;
import io.binnacle.client.Resources;
import io.binnacle.controller.workload.Statuses;

/** Writes what ties a claim to a volume, step by step; what is written already is left. */
final class Binding {
  private final ApiClient client;

  Binding(ApiClient client) {
    this.client = client;
  }

  static boolean isCompleted(ApiObject claim) {
    return claim.annotations().containsKey(VolumeMatching.COMPLETED);
  }

  void bind(ApiObject claim, ApiObject volume) {
    ApiObject bound = reserve(claim, volume);
    setPhase(bound, "Bound");
    ApiObject written = complete(claim, bound);
    ObjectNode status = Json.object().put("phase", "Bound");
    JsonNode spec = bound.tree().path("spec");
    status.set("accessModes", spec.path("accessModes").deepCopy());
    status.set("capacity", spec.path("capacity").deepCopy());
    Statuses.write(client, Resources.PERSISTENT_VOLUME_CLAIMS, written, status);
  }

  private ApiObject reserve(ApiObject claim, ApiObject volume) {
    return update(volume, VolumeMatching.reserve(claim, volume));
  }

  private ApiObject update(ApiObject volume, ObjectNode tree) {
    return Trees.same(tree, volume.tree())
        ? volume
        : client.update(Resources.PERSISTENT_VOLUMES, "", tree);
  }

  private ApiObject complete(ApiObject claim, ApiObject volume) {
    ObjectNode tree = claim.copyTree();
    ObjectNode spec = Trees.child(tree, "spec");
    if (spec.path("volumeName").asText().isEmpty()) {
      spec.put("volumeName", volume.name());
      annotate(tree, VolumeMatching.BY_CONTROLLER);
    }
    annotate(tree, VolumeMatching.COMPLETED);
    return Trees.same(tree, claim.tree())
        ? claim
        : client.update(Resources.PERSISTENT_VOLUME_CLAIMS, claim.namespace(), tree);
  }

  private static void annotate(ObjectNode tree, String annotation) {
    Trees.child(Trees.child(tree, "metadata"), "annotations").put(annotation, "yes");
  }

  void setPhase(ApiObject volume, String phase) {
    JsonNode known = volume.tree().path("status");
    ObjectNode status = known instanceof ObjectNode object ? object.deepCopy() : Json.object();
    status.put("phase", phase);
    Statuses.write(client, Resources.PERSISTENT_VOLUMES, volume, status);
  }

  /** Why a volume cannot be given back. */
  void fail(ApiObject volume, String message) {
    ObjectNode status = Json.object().put("phase", "Failed").put("message", message);
    Statuses.write(client, Resources.PERSISTENT_VOLUMES, volume, status);
  }

  /** Gives the claim the class, which it had none of. */
  void setClass(ApiObject claim, String storageClass) {
    ObjectNode tree = claim.copyTree();
    Trees.child(tree, "spec").put("storageClassName", storageClass);
    client.update(Resources.PERSISTENT_VOLUME_CLAIMS, claim.namespace(), tree);
  }

  /** Names the provisioner that shall make a volume for the claim. */
  void setProvisioner(ApiObject claim, String provisioner) {
    ObjectNode tree = claim.copyTree();
    ObjectNode annotations = Trees.child(Trees.child(tree, "metadata"), "annotations");
    annotations.put("volume.beta.kubernetes.io/storage-provisioner", provisioner);
    annotations.put("volume.kubernetes.io/storage-provisioner", provisioner);
    if (!Trees.same(tree, claim.tree())) {
      client.update(Resources.PERSISTENT_VOLUME_CLAIMS, claim.namespace(), tree);
    }
  }

  /** The claim's phase alone: without a volume it has neither modes nor capacity. */
  void setClaimPhase(ApiObject claim, String phase) {
    Statuses.write(
        client, Resources.PERSISTENT_VOLUME_CLAIMS, claim, Json.object().put("phase", phase));
  }
}
