package io.binnacle.controller.namespace;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.KeyMapper;
import io.binnacle.controller.Reconciler;
import io.binnacle.controller.Result;
import io.binnacle.controller.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Empties a terminating namespace, says what keeps it, and takes the finalizer away at the end. */
final class NamespaceReconciler implements Reconciler {
  private static final String FINALIZER = "kubernetes";

  /** Something is on its way out, such as a pod in its grace period. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private final ControllerContext context;
  private final SharedInformer namespaces;
  private final NamespaceContent content;

  NamespaceReconciler(ControllerContext context) {
    this.context = context;
    this.namespaces =
        context.informers().informer(Resources.NAMESPACES, ListOptions.allNamespaces());
    this.content = new NamespaceContent(context);
  }

  @Override
  public List<Watch> watches() {
    return List.of(new Watch(namespaces, KeyMapper.self()));
  }

  @Override
  public Result reconcile(ObjectKey key) {
    Optional<ApiObject> found = namespaces.lister().get(key);
    if (found.isEmpty() || !found.get().isBeingDeleted()) {
      return Result.done();
    }
    ApiObject namespace;
    try {
      // The cache may be behind this controller's own last write.
      namespace = context.client().get(Resources.NAMESPACES, "", key.name());
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return Result.done();
      }
      throw e;
    }
    if (!namespace.uid().equals(found.get().uid()) || !finalizers(namespace).contains(FINALIZER)) {
      return Result.done();
    }
    Emptied emptied = content.delete(key.name());
    ApiObject current = writeStatus(namespace, emptied);
    if (emptied.isComplete()) {
      finish(current);
      return Result.done();
    }
    emptied
        .deletionFailure()
        .ifPresent(failure -> {
          throw failure;
        });
    return Result.after(LOOK_AGAIN);
  }

  private ApiObject writeStatus(ApiObject namespace, Emptied emptied) {
    ObjectNode status = NamespaceConditions.status(namespace, emptied, context.clock().instant());
    if (status.equals(namespace.tree().path("status"))) {
      return namespace;
    }
    ObjectNode tree = namespace.copyTree();
    tree.set("status", status);
    return context.client().updateStatus(Resources.NAMESPACES, "", tree);
  }

  private void finish(ApiObject namespace) {
    ObjectNode tree = namespace.copyTree();
    ArrayNode left = tree.withObjectProperty("spec").putArray("finalizers");
    finalizers(namespace).stream()
        .filter(finalizer -> !finalizer.equals(FINALIZER))
        .forEach(left::add);
    context
        .client()
        .updateSubresource(Resources.NAMESPACES, "", namespace.name(), "finalize", tree);
  }

  private static List<String> finalizers(ApiObject namespace) {
    List<String> finalizers = new ArrayList<>();
    namespace
        .tree()
        .path("spec")
        .path("finalizers")
        .forEach(finalizer -> finalizers.add(finalizer.asText()));
    return finalizers;
  }
}
