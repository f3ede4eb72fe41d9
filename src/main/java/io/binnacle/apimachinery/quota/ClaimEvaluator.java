package io.binnacle.apimachinery.quota;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.resource.Quantity;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts persistent volume claims and the storage they ask for, also by storage class. */
final class ClaimEvaluator implements QuotaEvaluator {
  private static final String COUNT = "count/persistentvolumeclaims";
  private static final String CLAIMS = "persistentvolumeclaims";
  private static final String STORAGE = "requests.storage";
  private static final String CLASS_MARK = ".storageclass.storage.k8s.io/";
  private static final String CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";

  @Override
  public GroupResource resource() {
    return new GroupResource("", "persistentvolumeclaims");
  }

  @Override
  public boolean chargesUpdates() {
    return true;
  }

  @Override
  public boolean counts(String name) {
    return name.equals(COUNT)
        || name.equals(CLAIMS)
        || name.equals(STORAGE)
        || name.endsWith(CLASS_MARK + CLAIMS)
        || name.endsWith(CLASS_MARK + STORAGE);
  }

  @Override
  public boolean matches(QuotaScope scope, JsonNode claim) {
    if (!scope.name().equals("VolumeAttributesClass")) {
      return false;
    }
    return scope.matchesName(claim.path("spec").path("volumeAttributesClassName").asText());
  }

  @Override
  public ResourceList usage(JsonNode claim, Instant now) {
    Map<String, Quantity> usage = new HashMap<>();
    usage.put(COUNT, Quantity.ofCount(1));
    usage.put(CLAIMS, Quantity.ofCount(1));
    Quantity storage = storage(claim);
    if (storage != null) {
      usage.put(STORAGE, storage);
    }
    String storageClass = storageClass(claim);
    if (!storageClass.isEmpty()) {
      usage.put(storageClass + CLASS_MARK + CLAIMS, Quantity.ofCount(1));
      if (storage != null) {
        usage.put(storageClass + CLASS_MARK + STORAGE, storage);
      }
    }
    return new ResourceList(usage);
  }

  /** While a volume grows or after it could not, what was set aside for it may be the greater. */
  private static @Nullable Quantity storage(JsonNode claim) {
    return ResourceList.of(claim.path("spec").path("resources").path("requests"))
        .max(
            claim.path("spec").path("resources").path("requests").has("storage")
                ? ResourceList.of(claim.path("status").path("allocatedResources"))
                : ResourceList.EMPTY)
        .get("storage");
  }

  private static String storageClass(JsonNode claim) {
    String annotated = claim.path("metadata").path("annotations").path(CLASS_ANNOTATION).asText();
    return annotated.isEmpty() ? claim.path("spec").path("storageClassName").asText() : annotated;
  }
}
