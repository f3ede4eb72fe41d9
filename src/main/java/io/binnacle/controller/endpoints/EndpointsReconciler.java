package io.binnacle.controller.endpoints;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Deletion;
import io.binnacle.controller.KeyMapper;
import io.binnacle.controller.Reconciler;
import io.binnacle.controller.Result;
import io.binnacle.controller.ServiceEndpoints;
import io.binnacle.controller.ServicePods;
import io.binnacle.controller.Watch;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes Endpoints; the key is that of the service and of its Endpoints. */
final class EndpointsReconciler implements Reconciler {
  private static final String MANAGED_BY = "endpoints.kubernetes.io/managed-by";
  private static final String MANAGER = "endpoint-controller";
  private static final String OVER_CAPACITY = "endpoints.kubernetes.io/over-capacity";

  private final ControllerContext context;
  private final ServiceEndpoints source;
  private final SharedInformer endpoints;

  EndpointsReconciler(ControllerContext context) {
    this.context = context;
    this.source = new ServiceEndpoints(context);
    this.endpoints = context.informers().informer(Resources.ENDPOINTS, ListOptions.allNamespaces());
  }

  @Override
  public List<Watch> watches() {
    return source.watchesWith(new Watch(endpoints, KeyMapper.self()));
  }

  @Override
  public Result reconcile(ObjectKey key) {
    Optional<ApiObject> service = source.service(key);
    Optional<ApiObject> current = endpoints.lister().get(key);
    if (service.isEmpty()) {
      current
          .filter(EndpointsReconciler::isOurs)
          .ifPresent(stale -> Deletion.ofOnly(stale, Resources.ENDPOINTS, context.client()));
    } else if (ServicePods.isSelecting(service.get())) {
      write(service.get(), current);
    }
    return Result.done();
  }

  /** Endpoints that never had a service are somebody else's, such as an old leader election. */
  private static boolean isOurs(ApiObject endpoints) {
    return endpoints.labels().getOrDefault(MANAGED_BY, "").equals(MANAGER);
  }

  private void write(ApiObject service, Optional<ApiObject> current) {
    Subsets.Packed packed = Subsets.of(service, source.pods(service));
    ObjectNode tree = current.map(ApiObject::copyTree).orElseGet(() -> newEndpoints(service));
    setOrRemove(tree, "subsets", packed.subsets());
    ObjectNode metadata = tree.withObjectProperty("metadata");
    metadata.set("labels", ServiceEndpoints.labels(service, Map.of(MANAGED_BY, MANAGER)));
    ObjectNode annotations = metadata.withObjectProperty("annotations");
    if (packed.truncated()) {
      annotations.put(OVER_CAPACITY, "truncated");
    } else {
      annotations.remove(OVER_CAPACITY);
    }
    setOrRemove(metadata, "annotations", annotations);
    try {
      if (current.isEmpty()) {
        context.client().create(Resources.ENDPOINTS, service.namespace(), tree);
      } else if (!tree.equals(current.get().tree())) {
        context.client().update(Resources.ENDPOINTS, service.namespace(), tree);
      }
    } catch (ApiException e) {
      throw explained(service, current.isEmpty(), e);
    }
  }

  private ApiException explained(ApiObject service, boolean creating, ApiException e) {
    if (!e.isConflict() && !e.isAlreadyExists()) {
      context
          .recorder()
          .warning(
              service,
              creating ? "FailedToCreateEndpoint" : "FailedToUpdateEndpoint",
              "Failed to write endpoints for service " + service.key() + ": " + e.getMessage());
    }
    return e;
  }

  private static ObjectNode newEndpoints(ApiObject service) {
    ObjectNode tree = Json.object().put("apiVersion", "v1").put("kind", "Endpoints");
    tree.putObject("metadata").put("name", service.name()).put("namespace", service.namespace());
    return tree;
  }

  private static void setOrRemove(ObjectNode tree, String field, JsonNode value) {
    if (value.isEmpty()) {
      tree.remove(field);
    } else {
      tree.set(field, value);
    }
  }
}
