package io.binnacle.registry.core.podtemplate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.registry.core.persistentvolumeclaim.ClaimRules;
import java.util.List;

/** What the fields of volumes mean when they are left out. */
public final class VolumeDefaults {
  private static final int MODE = 0644;
  private static final int TOKEN_SECONDS = 3600;

  private VolumeDefaults() {}

  static void apply(ObjectNode volume) {
    if (hasNoSource(volume)) {
      volume.putObject("emptyDir");
    }
    for (String source : List.of("secret", "configMap", "downwardAPI", "projected")) {
      if (volume.path(source) instanceof ObjectNode files) {
        Trees.defaultNumber(files, "defaultMode", MODE);
      }
    }
    fieldReferences(volume.path("downwardAPI"));
    for (JsonNode source : volume.path("projected").path("sources")) {
      fieldReferences(source.path("downwardAPI"));
      if (source.path("serviceAccountToken") instanceof ObjectNode token) {
        Trees.defaultNumber(token, "expirationSeconds", TOKEN_SECONDS);
      }
    }
    if (volume.at("/ephemeral/volumeClaimTemplate/spec") instanceof ObjectNode claim) {
      ClaimRules.applySpecDefaults(claim);
    }
    if (volume.path("image") instanceof ObjectNode image) {
      Trees.defaultText(
          image, "pullPolicy", PodDefaults.pullPolicy(image.path("reference").asText()));
    }
    applyToSources(volume);
  }

  /** Defaults of the sources that a pod's volume and a PersistentVolume have in common. */
  public static void applyToSources(ObjectNode holder) {
    if (holder.path("hostPath") instanceof ObjectNode path && !path.hasNonNull("type")) {
      path.put("type", "");
    }
    remote(holder);
  }

  private static boolean hasNoSource(ObjectNode volume) {
    return volume.size() <= 1 && (volume.isEmpty() || volume.has("name"));
  }

  private static void fieldReferences(JsonNode downward) {
    for (JsonNode item : downward.path("items")) {
      if (item.path("fieldRef") instanceof ObjectNode field) {
        Trees.defaultText(field, "apiVersion", "v1");
      }
      if (item.path("resourceFieldRef") instanceof ObjectNode resource) {
        Trees.defaultText(resource, "divisor", "0");
      }
    }
  }

  private static void remote(ObjectNode volume) {
    if (volume.path("iscsi") instanceof ObjectNode iscsi) {
      Trees.defaultText(iscsi, "iscsiInterface", "default");
    }
    if (volume.path("rbd") instanceof ObjectNode rbd) {
      Trees.defaultText(rbd, "pool", "rbd");
      Trees.defaultText(rbd, "user", "admin");
      Trees.defaultText(rbd, "keyring", "/etc/ceph/keyring");
    }
    if (volume.path("azureDisk") instanceof ObjectNode disk) {
      Trees.defaultText(disk, "cachingMode", "ReadWrite");
      Trees.defaultText(disk, "kind", "Shared");
      Trees.defaultText(disk, "fsType", "ext4");
      Trees.defaultFlag(disk, "readOnly", false);
    }
    if (volume.path("scaleIO") instanceof ObjectNode scale) {
      Trees.defaultText(scale, "storageMode", "ThinProvisioned");
      Trees.defaultText(scale, "fsType", "xfs");
    }
  }
}
