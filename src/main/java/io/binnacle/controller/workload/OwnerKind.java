package io.binnacle.controller.workload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.controller.OwnerReferences;
import java.util.Optional;

/** A kind whose objects own others as their controller. */
public record OwnerKind(GroupVersionResource resource, String kind) {
  /** The entry of {@code metadata.ownerReferences} of what the owner manages. */
  public ObjectNode reference(ApiObject owner) {
    return OwnerReferences.controller(owner, resource.groupVersion().apiVersion(), kind);
  }

  /** The object of this kind that manages the dependent. */
  public Optional<ObjectKey> ownerOf(ApiObject dependent) {
    return dependent
        .controllerOwner()
        .filter(owner ->
            owner.kind().equals(kind)
                && owner.apiVersion().equals(resource.groupVersion().apiVersion()))
        .map(owner -> new ObjectKey(dependent.namespace(), owner.name()));
  }

  public boolean owns(ApiObject owner, ApiObject dependent) {
    return dependent.controllerOwner().filter(ref -> ref.uid().equals(owner.uid())).isPresent();
  }
}
