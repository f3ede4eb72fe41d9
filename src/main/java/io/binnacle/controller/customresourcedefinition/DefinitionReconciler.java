package io.binnacle.controller.customresourcedefinition;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.Conditions;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.controller.Change;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import io.binnacle.controller.Result;
import io.binnacle.controller.Watch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Accepts names, establishes, and at the end cleans up. */
final class DefinitionReconciler implements Reconciler {
  static final String CLEANUP_FINALIZER = "customresourcecleanup.apiextensions.k8s.io";

  /** An object's finalizers are somebody else's to take away. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private final ControllerContext context;
  private final SharedInformer definitions;
  private final Instances instances;

  DefinitionReconciler(ControllerContext context) {
    this.context = context;
    this.definitions =
        context
            .informers()
            .informer(Resources.CUSTOM_RESOURCE_DEFINITIONS, ListOptions.allNamespaces());
    this.instances = new Instances(context);
  }

  @Override
  public List<Watch> watches() {
    return List.of(new Watch(definitions, this::map));
  }

  /** Who changes or goes may free a name that another one of its group waits for. */
  private void map(Change change, Consumer<ObjectKey> enqueue) {
    enqueue.accept(change.object().key());
    String group = Definitions.group(change.object());
    definitions.lister().list("", LabelSelector.everything()).stream()
        .filter(other -> Definitions.group(other).equals(group))
        .filter(other -> !Conditions.isTrue(other.tree(), "NamesAccepted"))
        .forEach(other -> enqueue.accept(other.key()));
  }

  @Override
  public Result reconcile(ObjectKey key) {
    if (definitions.lister().get(key).isEmpty()) {
      return Result.done();
    }
    Optional<ApiObject> current = read(key);
    if (current.isEmpty()) {
      return Result.done();
    }
    ApiObject definition = current.get();
    if (definition.isBeingDeleted()) {
      return definition.finalizers().contains(CLEANUP_FINALIZER)
          ? cleanUp(definition)
          : Result.done();
    }
    List<ApiObject> others =
        definitions.lister().list("", LabelSelector.everything()).stream()
            .filter(other -> Definitions.group(other).equals(Definitions.group(definition)))
            .filter(other -> !other.name().equals(definition.name()))
            .toList();
    ObjectNode status = NameConditions.status(definition, others, context.clock().instant());
    write(definition, status);
    return Result.done();
  }

  /** The cache may be behind this controller's own last write. */
  private Optional<ApiObject> read(ObjectKey key) {
    try {
      return Optional.of(
          context.client().get(Resources.CUSTOM_RESOURCE_DEFINITIONS, "", key.name()));
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private ApiObject write(ApiObject definition, ObjectNode status) {
    if (Trees.same(status, definition.tree().path("status"))) {
      return definition;
    }
    ObjectNode tree = definition.copyTree();
    tree.set("status", status);
    return context.client().updateStatus(Resources.CUSTOM_RESOURCE_DEFINITIONS, "", tree);
  }

  private Result cleanUp(ApiObject definition) {
    ApiObject told =
        terminating(
            definition,
            "True",
            "InstanceDeletionInProgress",
            "CustomResource deletion is in progress");
    if (!instances.delete(told)) {
      return Result.after(LOOK_AGAIN);
    }
    ApiObject done =
        terminating(told, "False", "InstanceDeletionCompleted", "removed all instances");
    ObjectNode tree = done.copyTree();
    Trees.removeIf(
        tree.withObjectProperty("metadata").withArrayProperty("finalizers"),
        finalizer -> finalizer.asText().equals(CLEANUP_FINALIZER));
    context.client().update(Resources.CUSTOM_RESOURCE_DEFINITIONS, "", tree);
    return Result.done();
  }

  private ApiObject terminating(ApiObject definition, String value, String reason, String message) {
    ObjectNode status = Definitions.status(definition);
    Conditions.set(
        status,
        new Conditions.Condition("Terminating", value, reason, message),
        context.clock().instant());
    return write(definition, status);
  }
}
