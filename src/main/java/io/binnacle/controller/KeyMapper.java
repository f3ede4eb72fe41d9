package io.binnacle.controller;

import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import java.util.function.Consumer;

/**
 * Says which keys a change concerns. Called on the informer's thread, one change at a time; must be
 * quick: look up, enqueue, return.
 */
@FunctionalInterface
public interface KeyMapper {
  void map(Change change, Consumer<ObjectKey> enqueue);

  /** The object itself. */
  static KeyMapper self() {
    return (change, enqueue) -> enqueue.accept(change.object().key());
  }

  /** The object's namespace, as a key of a cluster-scoped object. */
  static KeyMapper namespace() {
    return (change, enqueue) ->
        enqueue.accept(ObjectKey.clusterScoped(change.object().namespace()));
  }

  /** The owner of the kind that manages the object, before and after. */
  static KeyMapper controllerOwner(String kind) {
    return (change, enqueue) -> {
      ApiObject before = change.before();
      if (before != null) {
        enqueueOwner(before, kind, enqueue);
      }
      ApiObject after = change.after();
      if (after != null) {
        enqueueOwner(after, kind, enqueue);
      }
    };
  }

  private static void enqueueOwner(ApiObject object, String kind, Consumer<ObjectKey> enqueue) {
    object
        .controllerOwner()
        .filter(owner -> owner.kind().equals(kind))
        .ifPresent(owner -> enqueue.accept(new ObjectKey(object.namespace(), owner.name())));
  }
}
