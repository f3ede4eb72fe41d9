package io.binnacle.controller.endpointslice;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.controller.Change;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.KeyMapper;
import io.binnacle.controller.OwnerReferences;
import io.binnacle.controller.Reconciler;
import io.binnacle.controller.Result;
import io.binnacle.controller.ServicePods;
import io.binnacle.controller.Watch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Writes the slices of a service; the key is the service's. */
final class EndpointSliceReconciler implements Reconciler {
  static final String SERVICE_NAME = "kubernetes.io/service-name";
  static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
  static final String MANAGER = "endpointslice-controller.k8s.io";

  private static final String BY_SERVICE = "service";
  private static final Duration CACHE_IS_BEHIND = Duration.ofMillis(500);

  private final ControllerContext context;
  private final SharedInformer services;
  private final SharedInformer pods;
  private final SharedInformer slices;
  private final SharedInformer nodes;
  private final SliceTracker tracker;

  EndpointSliceReconciler(ControllerContext context) {
    this.context = context;
    this.services = context.informers().informer(Resources.SERVICES, ListOptions.allNamespaces());
    this.pods = context.informers().informer(Resources.PODS, ListOptions.allNamespaces());
    this.nodes = context.informers().informer(Resources.NODES, ListOptions.allNamespaces());
    this.slices =
        context
            .informers()
            .informer(
                Resources.ENDPOINT_SLICES,
                ListOptions.allNamespaces()
                    .withLabels(LabelSelector.ofLabels(Map.of(MANAGED_BY, MANAGER))));
    slices.addIndexer(BY_SERVICE, slice -> List.of(serviceOf(slice).toString()));
    this.tracker = new SliceTracker(context.clock());
  }

  private static ObjectKey serviceOf(ApiObject slice) {
    return new ObjectKey(slice.namespace(), slice.labels().getOrDefault(SERVICE_NAME, ""));
  }

  @Override
  public List<Watch> watches() {
    return List.of(
        new Watch(services, KeyMapper.self()),
        new Watch(pods, ServicePods.podMapper(services.lister())),
        new Watch(slices, this::mapSlice));
  }

  private void mapSlice(Change change, Consumer<ObjectKey> enqueue) {
    ObjectKey service = serviceOf(change.object());
    if (change.isDeletion()) {
      tracker.deleted(service, change.object().uid());
    }
    enqueue.accept(service);
  }

  @Override
  public Result reconcile(ObjectKey key) {
    Optional<ApiObject> service = services.lister().get(key);
    List<ApiObject> existing = slices.lister().byIndex(BY_SERVICE, key.toString());
    if (service.isEmpty()) {
      existing.forEach(this::delete);
      return Result.done();
    }
    if (!ServicePods.isSelecting(service.get()) || service.get().isBeingDeleted()) {
      return Result.done();
    }
    if (!tracker.isCurrent(key, slices.lister())) {
      return Result.after(CACHE_IS_BEHIND);
    }
    write(service.get(), existing);
    return Result.done();
  }

  private void write(ApiObject service, List<ApiObject> existing) {
    List<ApiObject> selected =
        pods.lister().list(service.namespace(), ServicePods.selector(service));
    SlicePlan plan = SlicePlan.of(DesiredSlices.of(service, selected, nodes.lister()), existing);
    try {
      for (ObjectNode content : plan.creations()) {
        tracker.created(
            service.key(),
            context
                .client()
                .create(Resources.ENDPOINT_SLICES, service.namespace(), slice(service, content)));
      }
      plan.updates().forEach((slice, endpoints) -> update(service, slice, endpoints));
      plan.deletions().forEach(this::delete);
    } catch (ApiException e) {
      if (!e.isConflict()) {
        context
            .recorder()
            .warning(
                service,
                "FailedToUpdateEndpointSlices",
                "Error updating Endpoint Slices for Service "
                    + service.key()
                    + ": "
                    + e.getMessage());
      }
      throw e;
    }
  }

  private void update(ApiObject service, ApiObject slice, ArrayNode endpoints) {
    ObjectNode tree = slice.copyTree();
    tree.set("endpoints", endpoints);
    ObjectNode metadata = tree.withObjectProperty("metadata");
    metadata.set("labels", labels(service));
    boolean sameEndpoints = endpoints.equals(slice.tree().get("endpoints"));
    boolean bothEmpty = endpoints.isEmpty() && slice.tree().path("endpoints").isEmpty();
    boolean sameLabels = metadata.path("labels").equals(slice.metadata().path("labels"));
    if (!sameLabels || !(sameEndpoints || bothEmpty)) {
      context.client().update(Resources.ENDPOINT_SLICES, slice.namespace(), tree);
    }
  }

  private static ObjectNode slice(ApiObject service, ObjectNode content) {
    ObjectNode tree =
        Json.object().put("apiVersion", "discovery.k8s.io/v1").put("kind", "EndpointSlice");
    ObjectNode metadata =
        tree.putObject("metadata")
            .put("generateName", service.name() + "-")
            .put("namespace", service.namespace());
    metadata.set("labels", labels(service));
    metadata.putArray("ownerReferences").add(OwnerReferences.controller(service, "v1", "Service"));
    return tree.setAll(content);
  }

  private static ObjectNode labels(ApiObject service) {
    ObjectNode labels = Json.object();
    service.labels().forEach(labels::put);
    labels.put(SERVICE_NAME, service.name());
    labels.put(MANAGED_BY, MANAGER);
    if (ServicePods.isHeadless(service)) {
      labels.put(ServicePods.HEADLESS_LABEL, "");
    } else {
      labels.remove(ServicePods.HEADLESS_LABEL);
    }
    return labels;
  }

  private void delete(ApiObject slice) {
    try {
      context
          .client()
          .delete(
              Resources.ENDPOINT_SLICES,
              slice.namespace(),
              slice.name(),
              DeleteOptions.defaults().onlyUid(slice.uid()));
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }
}
