package io.binnacle.controller.volumeprotection;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.client.SharedInformer;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import io.binnacle.controller.Result;
import io.binnacle.controller.Watch;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Gives objects of a kind a finalizer, and takes it from those that are to go and may. */
final class Protection implements Reconciler {
  /** What is protected, and how. */
  record Kind(GroupVersionResource resource, String finalizer) {}

  private final ControllerContext context;
  private final Kind kind;
  private final SharedInformer protectedObjects;
  private final Predicate<ApiObject> inUse;
  private final List<Watch> watches;

  Protection(
      ControllerContext context,
      Kind kind,
      SharedInformer protectedObjects,
      Predicate<ApiObject> inUse,
      List<Watch> watches) {
    this.context = context;
    this.kind = kind;
    this.protectedObjects = protectedObjects;
    this.inUse = inUse;
    this.watches = List.copyOf(watches);
  }

  @Override
  public List<Watch> watches() {
    return watches;
  }

  @Override
  public Result reconcile(ObjectKey key) {
    Optional<ApiObject> found = protectedObjects.lister().get(key);
    if (found.isPresent()) {
      ApiObject object = found.get();
      boolean has = object.finalizers().contains(kind.finalizer());
      if (!object.isBeingDeleted() && !has) {
        write(object, true);
      } else if (object.isBeingDeleted() && has && !inUse.test(object)) {
        write(object, false);
      }
    }
    return Result.done();
  }

  private void write(ApiObject object, boolean add) {
    ObjectNode tree = object.copyTree();
    ArrayNode finalizers = Trees.child(tree, "metadata").withArrayProperty("finalizers");
    if (add) {
      finalizers.add(kind.finalizer());
    } else {
      Trees.removeIf(finalizers, entry -> entry.asText().equals(kind.finalizer()));
    }
    context.client().update(kind.resource(), object.namespace(), tree);
  }
}
