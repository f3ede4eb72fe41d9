package io.binnacle.apimachinery.volumes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.labels.NodeAffinities;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.resource.Quantity;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;

/** Which volume is fit for a claim, and which belong to each other. */
public final class VolumeMatching {
  /** The annotations that binding leaves, and the one by which a node is chosen for a claim. */
  public static final String BY_CONTROLLER = "pv.kubernetes.io/bound-by-controller";

  public static final String COMPLETED = "pv.kubernetes.io/bind-completed";
  public static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";

  private static final String CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";

  private VolumeMatching() {}

  /** The smallest volume that is fit and free; one that is reserved for the claim goes first. */
  public static Optional<ApiObject> best(ApiObject claim, Collection<ApiObject> volumes) {
    return volumes.stream()
        .filter(volume -> !volume.isBeingDeleted() && isFit(claim, volume))
        .filter(volume -> isFree(volume) || isReserved(claim, volume))
        .min(
            Comparator.<ApiObject, Boolean>comparing(volume -> isFree(volume))
                .thenComparing(VolumeMatching::capacity)
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

  public static String storageClass(ApiObject object) {
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

  public static JsonNode claimRef(ApiObject volume) {
    return volume.tree().path("spec").path("claimRef");
  }

  public static boolean isFree(ApiObject volume) {
    return !claimRef(volume).isObject();
  }

  /** Whether the volume is meant for the claim: by its name at least, and by no other's uid. */
  public static boolean isReserved(ApiObject claim, ApiObject volume) {
    JsonNode ref = claimRef(volume);
    String uid = ref.path("uid").asText();
    return ref.path("namespace").asText().equals(claim.namespace())
        && ref.path("name").asText().equals(claim.name())
        && (uid.isEmpty() || uid.equals(claim.uid()));
  }

  /** Whether the claim has its volume for good. */
  public static boolean isBound(ApiObject claim) {
    return !volumeName(claim).isEmpty() && claim.annotations().containsKey(COMPLETED);
  }

  /** The volume that the claim names, empty where it names none. */
  public static String volumeName(ApiObject claim) {
    return claim.tree().path("spec").path("volumeName").asText();
  }

  /** Whether the volume can be reached from the node. */
  public static boolean isReachable(ApiObject volume, ApiObject node) {
    JsonNode required = volume.tree().path("spec").path("nodeAffinity").path("required");
    return !required.isObject() || NodeAffinities.anyTerm(required.path("nodeSelectorTerms"), node);
  }

  /** The volume as it is once it is kept for the claim. */
  public static ObjectNode reserve(ApiObject claim, ApiObject volume) {
    ObjectNode tree = volume.copyTree();
    if (isFree(volume)) {
      Trees.child(Trees.child(tree, "metadata"), "annotations").put(BY_CONTROLLER, "yes");
    }
    if (!claimRef(volume).path("uid").asText().equals(claim.uid())) {
      Trees.child(tree, "spec").set("claimRef", reference(claim));
    }
    return tree;
  }

  /** What a volume names its claim by. */
  public static ObjectNode reference(ApiObject claim) {
    return Json.object()
        .put("kind", "PersistentVolumeClaim")
        .put("namespace", claim.namespace())
        .put("name", claim.name())
        .put("uid", claim.uid())
        .put("apiVersion", "v1")
        .put("resourceVersion", claim.resourceVersion());
  }
}
