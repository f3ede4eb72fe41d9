package io.binnacle.apimachinery.volumes;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import java.util.ArrayList;
import java.util.List;

/**
 * A claim that a volume of a pod is.
 *
 * @param volume the volume's name in the pod
 * @param key of the claim
 * @param ephemeral whether it is made for the pod, and is the pod's alone (KEP-1698)
 */
public record PodClaim(String volume, ObjectKey key, boolean ephemeral) {

  /** The claims of a pod, in the order of its volumes. */
  public static List<PodClaim> of(ApiObject pod) {
    List<PodClaim> claims = new ArrayList<>();
    for (JsonNode volume : pod.tree().path("spec").path("volumes")) {
      String name = volume.path("name").asText();
      JsonNode claim = volume.path("persistentVolumeClaim").path("claimName");
      if (claim.isTextual()) {
        claims.add(new PodClaim(name, new ObjectKey(pod.namespace(), claim.asText()), false));
      } else if (volume.path("ephemeral").isObject()) {
        ObjectKey key = new ObjectKey(pod.namespace(), pod.name() + "-" + name);
        claims.add(new PodClaim(name, key, true));
      }
    }
    return claims;
  }

  /** Why the pod may not use a claim that was not made for it. */
  public String foreign(ApiObject pod) {
    return "PVC " + key + " was not created for pod " + pod.key() + " (pod is not owner)";
  }

  /**
   * Whether the pod may use the claim found: one that is made for a pod must be this pod's, or a
   * claim that only happens to have its name would be taken for it.
   */
  public boolean isFor(ApiObject pod, ApiObject claim) {
    return !ephemeral
        || claim.controllerOwner().filter(owner -> owner.uid().equals(pod.uid())).isPresent();
  }
}
