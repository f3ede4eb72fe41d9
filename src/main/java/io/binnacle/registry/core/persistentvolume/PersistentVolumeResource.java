package io.binnacle.registry.core.persistentvolume;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.core.persistentvolumeclaim.ClaimRules;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;

/** The PersistentVolume kind. */
@Dependent
public final class PersistentVolumeResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("", "v1", "PersistentVolume", "persistentvolumes")
        .clusterScoped()
        .shortNames("pv")
        .status()
        .columns(
            Columns.named()
                .text(
                    "Capacity",
                    "How much it holds.",
                    o -> o.tree().at("/spec/capacity/storage").asText("0"))
                .text(
                    "Access Modes",
                    "How it can be mounted.",
                    o -> ClaimRules.shortModes(o.tree().at("/spec/accessModes")))
                .text(
                    "Reclaim Policy",
                    "What becomes of it after its claim.",
                    Columns.at("/spec/persistentVolumeReclaimPolicy"))
                .text("Status", "Whether it is claimed.", PersistentVolumeResource::phase)
                .text("Claim", "Whose it is.", PersistentVolumeResource::claim)
                .text(
                    "StorageClass",
                    "The class of its storage.",
                    Columns.at("/spec/storageClassName"))
                .text(
                    "VolumeAttributesClass",
                    "The class of its attributes.",
                    o -> orUnset(o.tree().at("/spec/volumeAttributesClassName")))
                .text("Reason", "Why it is in its state.", Columns.at("/status/reason"))
                .age()
                .wide(
                    "VolumeMode",
                    "Whether it is a file system or a device.",
                    o -> orUnset(o.tree().at("/spec/volumeMode")))
                .build())
        .strategy(new PersistentVolumeStrategy())
        .build();
  }

  private static Object phase(ApiObject volume) {
    return volume.isBeingDeleted() ? "Terminating" : volume.tree().at("/status/phase").asText();
  }

  private static Object claim(ApiObject volume) {
    JsonNode claim = volume.tree().at("/spec/claimRef");
    return claim.isObject()
        ? claim.path("namespace").asText() + "/" + claim.path("name").asText()
        : "";
  }

  private static String orUnset(JsonNode value) {
    return value.isTextual() ? value.asText() : "<unset>";
  }
}
