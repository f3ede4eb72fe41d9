package io.binnacle.controller.statefulset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.errors.StatusReason;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.client.Lister;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.OwnerReferences;
import io.binnacle.controller.workload.OwnerKind;
import java.util.Optional;

/**
 * The claims that a stateful set makes for its pods. They stay when a pod goes; by its retention
 * policy (KEP-1847) they go with the set, or with a pod that is scaled away, which is said by owner
 * references.
 */
final class StatefulClaims {
  private static final String POD = "Pod";

  private final ControllerContext context;
  private final OwnerKind kind;
  private final Lister claims;

  StatefulClaims(ControllerContext context, OwnerKind kind, Lister claims) {
    this.context = context;
    this.kind = kind;
    this.claims = claims;
  }

  static String name(ApiObject set, JsonNode template, int ordinal) {
    return template.path("metadata").path("name").asText() + "-" + StatefulPods.name(set, ordinal);
  }

  private static JsonNode templates(ApiObject set) {
    return set.tree().path("spec").path("volumeClaimTemplates");
  }

  /**
   * Makes the claims that are missing.
   *
   * @throws ApiException where one is refused, or an old one is on its way out
   */
  void create(ApiObject set, int ordinal) {
    for (JsonNode template : templates(set)) {
      String name = name(set, template, ordinal);
      Optional<ApiObject> known = claims.get(new ObjectKey(set.namespace(), name));
      if (known.isEmpty()) {
        create(set, template, ordinal);
      } else if (known.get().isBeingDeleted()) {
        throw ApiException.of(StatusReason.CONFLICT, "pvc " + name + " is being deleted");
      }
    }
  }

  private void create(ApiObject set, JsonNode template, int ordinal) {
    ObjectNode claim = template.deepCopy();
    claim.remove("status");
    claim.put("apiVersion", "v1").put("kind", "PersistentVolumeClaim");
    String name = name(set, template, ordinal);
    ObjectNode metadata = Trees.child(claim, "metadata");
    metadata.put("name", name).put("namespace", set.namespace());
    Trees.textMap(set.tree().path("spec").path("selector").path("matchLabels"))
        .forEach(Trees.child(metadata, "labels")::put);
    String what =
        "create Claim %s Pod %s in StatefulSet %s"
            .formatted(name, StatefulPods.name(set, ordinal), set.name());
    try {
      context.client().create(Resources.PERSISTENT_VOLUME_CLAIMS, set.namespace(), claim);
      context.recorder().normal(set, "SuccessfulCreate", what + " success");
    } catch (ApiException e) {
      if (!e.isAlreadyExists()) {
        context.recorder().warning(set, "FailedCreate", what + " failed error: " + e.getMessage());
        throw e;
      }
    }
  }

  /** Makes the owners of the pod's claims say what the retention policy asks for. */
  void retain(ApiObject set, ApiObject pod, int ordinal, boolean scaledAway) {
    for (JsonNode template : templates(set)) {
      ObjectKey key = new ObjectKey(set.namespace(), name(set, template, ordinal));
      claims
          .get(key)
          .filter(claim -> !claim.isBeingDeleted())
          .ifPresent(claim -> retain(set, pod, scaledAway, claim));
    }
  }

  private void retain(ApiObject set, ApiObject pod, boolean scaledAway, ApiObject claim) {
    ObjectNode tree = claim.copyTree();
    ArrayNode owners = Trees.child(tree, "metadata").withArrayProperty("ownerReferences");
    Trees.removeIf(owners, owner -> isOurs(set, pod, owner));
    if (owners.valueStream().noneMatch(owner -> owner.path("controller").asBoolean())) {
      wantedOwner(set, pod, scaledAway).ifPresent(owners::add);
    }
    if (owners.isEmpty()) {
      Trees.child(tree, "metadata").remove("ownerReferences");
    }
    if (!Trees.same(tree, claim.tree())) {
      context.client().update(Resources.PERSISTENT_VOLUME_CLAIMS, claim.namespace(), tree);
    }
  }

  private boolean isOurs(ApiObject set, ApiObject pod, JsonNode owner) {
    String ownerKind = owner.path("kind").asText();
    String name = owner.path("name").asText();
    return (ownerKind.equals(kind.kind()) && name.equals(set.name()))
        || (ownerKind.equals(POD) && name.equals(pod.name()));
  }

  private Optional<ObjectNode> wantedOwner(ApiObject set, ApiObject pod, boolean scaledAway) {
    JsonNode policy = set.tree().path("spec").path("persistentVolumeClaimRetentionPolicy");
    boolean whenScaled = policy.path("whenScaled").asText().equals("Delete");
    boolean whenDeleted = policy.path("whenDeleted").asText().equals("Delete");
    if (scaledAway && whenScaled) {
      return Optional.of(OwnerReferences.controller(pod, "v1", POD));
    }
    return whenDeleted ? Optional.of(kind.reference(set)) : Optional.empty();
  }
}
