package io.binnacle.controller.attachdetach;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * A persistent volume that a CSI driver provides.
 *
 * @param name of the PersistentVolume
 * @param shared whether several nodes may have it at a time
 */
record CsiVolume(String name, String driver, String handle, boolean shared) {
  private static final Set<String> SHARED = Set.of("ReadWriteMany", "ReadOnlyMany");

  /** Empty for a volume of another sort. */
  static Optional<CsiVolume> of(ApiObject volume) {
    JsonNode csi = volume.tree().path("spec").path("csi");
    if (!csi.isObject()) {
      return Optional.empty();
    }
    boolean shared =
        volume
            .tree()
            .path("spec")
            .path("accessModes")
            .valueStream()
            .anyMatch(mode -> SHARED.contains(mode.asText()));
    return Optional.of(
        new CsiVolume(
            volume.name(), csi.path("driver").asText(), csi.path("volumeHandle").asText(), shared));
  }

  /** What node agents call it in their Node's status. */
  String uniqueName() {
    return "kubernetes.io/csi/" + driver + "^" + handle;
  }

  /**
   * The VolumeAttachment for a node. Node agents look for the name that Kubernetes forms.
   *
   * @see <a href="https://kubernetes-csi.github.io/docs/external-attacher.html">external
   *     attacher</a>
   */
  String attachmentName(String node) {
    try {
      byte[] text = (handle + driver + node).getBytes(StandardCharsets.UTF_8);
      return "csi-" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
