package io.binnacle.controller.apiservice;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersion;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.controller.Change;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import io.binnacle.controller.Result;
import io.binnacle.controller.Watch;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes the APIService of a group version while a CustomResourceDefinition serves it, as the
 * autoregistration of Kubernetes' aggregator does. An APIService without its label is somebody
 * else's, who may have another server serve the group version: it is left alone.
 */
final class ApiServiceReconciler implements Reconciler {
  static final String AUTOMANAGED = "kube-aggregator.kubernetes.io/automanaged";
  private static final String ALWAYS = "true";

  /** Where Kubernetes puts all custom resources in discovery: behind its own groups. */
  private static final int GROUP_PRIORITY = 1000;

  private static final int VERSION_PRIORITY = 100;

  private final ControllerContext context;
  private final SharedInformer definitions;
  private final SharedInformer apiServices;

  ApiServiceReconciler(ControllerContext context) {
    this.context = context;
    this.definitions =
        context
            .informers()
            .informer(Resources.CUSTOM_RESOURCE_DEFINITIONS, ListOptions.allNamespaces());
    this.apiServices =
        context.informers().informer(Resources.API_SERVICES, ListOptions.allNamespaces());
  }

  @Override
  public List<Watch> watches() {
    return List.of(
        new Watch(definitions, ApiServiceReconciler::mapDefinition),
        new Watch(apiServices, (change, enqueue) -> enqueue.accept(change.object().key())));
  }

  /** A version may be gone from the definition that is there now. */
  private static void mapDefinition(Change change, Consumer<ObjectKey> enqueue) {
    for (ApiObject definition : versionsOf(change)) {
      JsonNode spec = definition.tree().path("spec");
      for (JsonNode version : spec.path("versions")) {
        enqueue.accept(
            ObjectKey.clusterScoped(
                version.path("name").asText() + "." + spec.path("group").asText()));
      }
    }
  }

  private static List<ApiObject> versionsOf(Change change) {
    ApiObject before = change.before();
    ApiObject after = change.after();
    return before != null && after != null ? List.of(before, after) : List.of(change.object());
  }

  @Override
  public Result reconcile(ObjectKey key) {
    Optional<ApiObject> current = apiServices.lister().get(key);
    boolean wanted = isServed(key.name());
    if (current.isEmpty()) {
      if (wanted) {
        create(key.name());
      }
    } else if (ALWAYS.equals(current.get().labels().get(AUTOMANAGED))) {
      if (wanted) {
        correct(current.get());
      } else {
        delete(current.get());
      }
    }
    return Result.done();
  }

  private boolean isServed(String name) {
    for (ApiObject definition : definitions.lister().list("", LabelSelector.everything())) {
      JsonNode spec = definition.tree().path("spec");
      for (JsonNode version : spec.path("versions")) {
        String own = version.path("name").asText() + "." + spec.path("group").asText();
        if (own.equals(name) && version.path("served").asBoolean()) {
          return true;
        }
      }
    }
    return false;
  }

  private static ObjectNode spec(String name) {
    int dot = name.indexOf('.');
    GroupVersion groupVersion = new GroupVersion(name.substring(dot + 1), name.substring(0, dot));
    return Json.object()
        .put("group", groupVersion.group())
        .put("version", groupVersion.version())
        .put("groupPriorityMinimum", GROUP_PRIORITY)
        .put("versionPriority", VERSION_PRIORITY);
  }

  private void create(String name) {
    ObjectNode apiService =
        Json.object().put("kind", "APIService").put("apiVersion", "apiregistration.k8s.io/v1");
    apiService.putObject("metadata").put("name", name).putObject("labels").put(AUTOMANAGED, ALWAYS);
    apiService.set("spec", spec(name));
    try {
      context.client().create(Resources.API_SERVICES, "", apiService);
    } catch (ApiException e) {
      if (!e.isAlreadyExists()) {
        throw e;
      }
    }
  }

  private void correct(ApiObject current) {
    ObjectNode spec = spec(current.name());
    if (!Trees.same(current.tree().path("spec"), spec)) {
      ObjectNode tree = current.copyTree();
      tree.set("spec", spec);
      context.client().update(Resources.API_SERVICES, "", tree);
    }
  }

  private void delete(ApiObject current) {
    try {
      context
          .client()
          .delete(
              Resources.API_SERVICES,
              "",
              current.name(),
              DeleteOptions.defaults().onlyUid(current.uid()));
    } catch (ApiException e) {
      // Gone, or another by now.
      if (!e.isNotFound() && !e.isConflict()) {
        throw e;
      }
    }
  }
}
