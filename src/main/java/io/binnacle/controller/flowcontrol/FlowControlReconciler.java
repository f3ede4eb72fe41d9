package io.binnacle.controller.flowcontrol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.flowcontrol.BootstrapConfiguration;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.controller.Change;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.KeyMapper;
import io.binnacle.controller.Reconciler;
import io.binnacle.controller.Result;
import io.binnacle.controller.Watch;
import io.binnacle.controller.workload.StatusConditions;
import io.binnacle.controller.workload.Statuses;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Keys are names: of a level, of a schema, or of both. */
final class FlowControlReconciler implements Reconciler {
  private final ControllerContext context;
  private final SharedInformer levels;
  private final SharedInformer schemas;

  FlowControlReconciler(ControllerContext context) {
    this.context = context;
    ListOptions all = ListOptions.allNamespaces();
    this.levels = context.informers().informer(Resources.PRIORITY_LEVEL_CONFIGURATIONS, all);
    this.schemas = context.informers().informer(Resources.FLOW_SCHEMAS, all);
  }

  @Override
  public List<Watch> watches() {
    return List.of(new Watch(levels, this::mapLevel), new Watch(schemas, KeyMapper.self()));
  }

  /** Levels that come and go matter to the schemas that lead to them. */
  private void mapLevel(Change change, Consumer<ObjectKey> enqueue) {
    ApiObject level = change.object();
    enqueue.accept(level.key());
    schemas.lister().list("", LabelSelector.everything()).stream()
        .filter(schema -> level(schema).equals(level.name()))
        .forEach(schema -> enqueue.accept(schema.key()));
  }

  @Override
  public List<ObjectKey> initialKeys() {
    return Stream.of(BootstrapConfiguration.levels(), BootstrapConfiguration.schemas())
        .flatMap(Collection::stream)
        .map(object -> ObjectKey.clusterScoped(object.at("/metadata/name").asText()))
        .distinct()
        .toList();
  }

  @Override
  public Result reconcile(ObjectKey key) {
    levels.lister().get(key).ifPresent(this::keepLevel);
    schemas.lister().get(key).ifPresent(this::keepSchema);
    create(Resources.PRIORITY_LEVEL_CONFIGURATIONS, levels, BootstrapConfiguration.levels(), key);
    create(Resources.FLOW_SCHEMAS, schemas, BootstrapConfiguration.schemas(), key);
    return Result.done();
  }

  private void keepLevel(ApiObject level) {
    Optional<ObjectNode> spec =
        BootstrapConfiguration.levelSpec(level.name(), level.tree().path("spec"));
    keep(Resources.PRIORITY_LEVEL_CONFIGURATIONS, level, spec);
  }

  private void keepSchema(ApiObject schema) {
    Optional<ObjectNode> spec = BootstrapConfiguration.schemaSpec(schema.name());
    keep(Resources.FLOW_SCHEMAS, schema, spec).ifPresent(this::setDangling);
  }

  /** Answers the object as it is then, empty when it goes. */
  private Optional<ApiObject> keep(
      GroupVersionResource resource, ApiObject object, Optional<ObjectNode> spec) {
    if (object.isBeingDeleted()) {
      return Optional.empty();
    }
    if (spec.isEmpty()) {
      return unlessRetired(resource, object);
    }
    ObjectNode applied = AutoUpdate.applied(object, spec.get());
    return Optional.of(
        Trees.same(applied, object.tree())
            ? object
            : context.client().update(resource, "", applied));
  }

  /** An object that once was among these goes, unless somebody has taken it over. */
  private Optional<ApiObject> unlessRetired(GroupVersionResource resource, ApiObject object) {
    if (!AutoUpdate.stated(object).orElse(false)) {
      return Optional.of(object);
    }
    DeleteOptions same = DeleteOptions.defaults().onlyUid(object.uid());
    context.client().delete(resource, "", object.name(), same);
    return Optional.empty();
  }

  /** The cache may be behind: then it is there already, which creation finds out. */
  private void create(
      GroupVersionResource resource,
      SharedInformer informer,
      Collection<ObjectNode> wanted,
      ObjectKey key) {
    if (informer.lister().get(key).isPresent()) {
      return;
    }
    for (ObjectNode object : wanted) {
      if (object.at("/metadata/name").asText().equals(key.name())) {
        try {
          context.client().create(resource, "", object);
        } catch (ApiException e) {
          if (!e.isAlreadyExists()) {
            throw e;
          }
        }
      }
    }
  }

  private static String level(ApiObject schema) {
    return schema.tree().at("/spec/priorityLevelConfiguration/name").asText();
  }

  private void setDangling(ApiObject schema) {
    String level = level(schema);
    boolean found = levels.lister().get(ObjectKey.clusterScoped(level)).isPresent();
    String references =
        "This FlowSchema references the PriorityLevelConfiguration object named \"" + level + "\"";
    StatusConditions.Condition condition =
        found
            ? new StatusConditions.Condition(
                "Dangling", "False", "Found", references + " and it exists")
            : new StatusConditions.Condition(
                "Dangling", "True", "NotFound", references + " but there is no such object");
    StatusConditions conditions = StatusConditions.of(schema);
    conditions.put(condition, context.clock().instant());
    ObjectNode status = Trees.child(schema.copyTree(), "status");
    conditions.writeTo(status);
    Statuses.write(context.client(), Resources.FLOW_SCHEMAS, schema, status);
  }
}
