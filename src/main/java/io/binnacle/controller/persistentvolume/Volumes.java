package io.binnacle.controller.persistentvolume;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.resource.Quantity;
import io.binnacle.apimachinery.runtime.Trees;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;

/** Which volume is fit for a claim. */
final class Volumes {
  private static final String CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";

  private Volumes() {}

  /** The smallest volume that is fit and free; one that is reserved for the claim goes first. */
  static Optional<ApiObject> best(ApiObject claim, Collection<ApiObject> volumes) {
    return volumes.stream()
        .filter(volume -> !volume.isBeingDeleted() && isFit(claim, volume))
        .filter(volume -> isFree(volume) || isReserved(claim, volume))
        .min(
            Comparator.<ApiObject, Boolean>comparing(volume -> isFree(volume))
                .thenComparing(Volumes::capacity)
                .thenComparing(ApiObject::name));
  }

  private static boolean isFit(ApiObject claim, ApiObject volume) {
    JsonNode asked = claim.tree().path("spec");
    JsonNode offered = volume.tree().path("spec");
    Set<String> modes = Set.copyOf(Trees.texts(offered.path("accessModes")));
    Quantity size =
        Quantity.parse(asked.path("resources").path("requests").path("storage").asText("0"));
    return storageClass(claim).equals(storageClass(volume))
        && mode(asked).equals(mode(offered))
        && modes.containsAll(Trees.texts(asked.path("accessModes")))
        && capacity(volume).compareTo(size) >= 0
        && LabelSelector.ofStructured(asked.path("selector")).matches(volume.labels());
  }

  static String storageClass(ApiObject object) {
    String annotated = object.annotations().getOrDefault(CLASS_ANNOTATION, "");
    return annotated.isEmpty()
        ? object.tree().path("spec").path("storageClassName").asText()
        : annotated;
  }

  private static String mode(JsonNode spec) {
    return spec.path("volumeMode").asText("Filesystem");
  }

  private static Quantity capacity(ApiObject volume) {
    return Quantity.parse(volume.tree().path("spec").path("capacity").path("storage").asText("0"));
  }

  static JsonNode claimRef(ApiObject volume) {
    return volume.tree().path("spec").path("claimRef");
  }

  static boolean isFree(ApiObject volume) {
    return !claimRef(volume).isObject();
  }

  /** Whether the volume is meant for the claim: by its name at least, and by no other's uid. */
  static boolean isReserved(ApiObject claim, ApiObject volume) {
    JsonNode ref = claimRef(volume);
    String uid = ref.path("uid").asText();
    return ref.path("namespace").asText().equals(claim.namespace())
        && ref.path("name").asText().equals(claim.name())
        && (uid.isEmpty() || uid.equals(claim.uid()));
  }
}
