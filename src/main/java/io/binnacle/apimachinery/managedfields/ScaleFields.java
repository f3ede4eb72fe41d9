package io.binnacle.apimachinery.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * The owners of an object's number of replicas as owners of its Scale document's, and back, so that
 * who scales through the subresource conflicts with who applies the object.
 */
public final class ScaleFields {
  private static final String SCALE_VERSION = "autoscaling/v1";
  private static final FieldSet SCALE_REPLICAS = FieldSet.of(FieldSet.path("spec", "replicas"));

  private final FieldSet replicas;

  /**
   * @param replicasPath where the object has its number of replicas, such as {@code spec.replicas}
   */
  public ScaleFields(String replicasPath) {
    String[] names =
        Arrays.stream(replicasPath.split("\\.")).filter(n -> !n.isEmpty()).toArray(String[]::new);
    replicas = FieldSet.of(FieldSet.path(names));
  }

  /** Gives a Scale document the owners that its object has. */
  public void toScale(ObjectNode object, ObjectNode scale) {
    ManagedFields owners = new ManagedFields();
    for (ManagedEntry entry : read(object).entries()) {
      if (ownsReplicas(entry)) {
        owners.put(ManagedEntry.of(scaleKey(entry), SCALE_VERSION, SCALE_REPLICAS, entry.time()));
      }
    }
    owners.writeTo(Trees.child(scale, "metadata"));
  }

  /**
   * Gives an object the owners that its Scale document came to have. As in Kubernetes, an entry
   * that arises this way has no time.
   *
   * @param object has the owners from before
   */
  public void toObject(ObjectNode scale, ObjectNode object) {
    ManagedFields before = read(object);
    ManagedFields scaleOwners = read(scale);
    ManagedFields owners = new ManagedFields();
    Set<ManagerKey> unchanged = new HashSet<>();
    for (ManagedEntry entry : before.entries()) {
      if (!ownsReplicas(entry)) {
        owners.put(entry);
      } else if (scaleOwners.get(scaleKey(entry)) != null) {
        owners.put(entry);
        unchanged.add(scaleKey(entry));
      } else {
        owners.putFields(entry, entry.fields().difference(replicas));
      }
    }
    String apiVersion = object.path("apiVersion").asText();
    for (ManagedEntry entry : scaleOwners.entries()) {
      if (!unchanged.contains(entry.key())
          && !entry.fields().intersection(SCALE_REPLICAS).isEmpty()) {
        ManagerKey key = objectKey(entry, apiVersion);
        ManagedEntry present = owners.get(key);
        owners.put(
            present == null
                ? ManagedEntry.of(key, apiVersion, replicas, null)
                : present.withFields(present.fields().union(replicas)));
      }
    }
    owners.writeTo(Trees.child(object, "metadata"));
  }

  private boolean ownsReplicas(ManagedEntry entry) {
    return !entry.fields().intersection(replicas).isEmpty();
  }

  private static ManagedFields read(ObjectNode object) {
    JsonNode list = object.path("metadata").path(ManagedFields.FIELD);
    return ManagedFields.read(list.isArray() ? list : Json.mapper().createArrayNode());
  }

  private static ManagerKey scaleKey(ManagedEntry entry) {
    return withVersion(entry.key(), SCALE_VERSION);
  }

  private static ManagerKey objectKey(ManagedEntry entry, String apiVersion) {
    return withVersion(entry.key(), apiVersion);
  }

  private static ManagerKey withVersion(ManagerKey key, String apiVersion) {
    return key.operation() == Operation.APPLY
        ? key
        : new ManagerKey(key.manager(), key.operation(), apiVersion, key.subresource());
  }
}
