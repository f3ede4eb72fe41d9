package io.binnacle.registry.core.persistentvolumeclaim;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;

/** The PersistentVolumeClaim kind. */
@Dependent
public final class PersistentVolumeClaimResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims")
        .shortNames("pvc")
        .status()
        .columns(
            Columns.named()
                .text("Status", "Whether it has its volume.", PersistentVolumeClaimResource::phase)
                .text("Volume", "The volume it has.", Columns.at("/spec/volumeName"))
                .text("Capacity", "How much it holds.", o -> bound(o) ? storage(o) : "")
                .text(
                    "Access Modes",
                    "How it can be mounted.",
                    o -> bound(o) ? ClaimRules.shortModes(o.tree().at("/status/accessModes")) : "")
                .text(
                    "StorageClass",
                    "The class of its storage.",
                    Columns.at("/spec/storageClassName"))
                .text(
                    "VolumeAttributesClass",
                    "The class of its volume's attributes.",
                    o -> orUnset(o.tree().at("/spec/volumeAttributesClassName")))
                .age()
                .wide(
                    "VolumeMode",
                    "Whether it is a file system or a device.",
                    o -> orUnset(o.tree().at("/spec/volumeMode")))
                .build())
        .strategy(new PersistentVolumeClaimStrategy())
        .build();
  }

  private static boolean bound(ApiObject claim) {
    return !claim.tree().at("/spec/volumeName").asText().isEmpty();
  }

  private static Object storage(ApiObject claim) {
    return claim.tree().at("/status/capacity/storage").asText("0");
  }

  private static Object phase(ApiObject claim) {
    return claim.isBeingDeleted() ? "Terminating" : claim.tree().at("/status/phase").asText();
  }

  private static String orUnset(JsonNode value) {
    return value.isTextual() ? value.asText() : "<unset>";
  }
}
