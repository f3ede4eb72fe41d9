package io.binnacle.controller.endpointslice;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.controller.Change;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Deletion;
import io.binnacle.controller.OwnerReferences;
import io.binnacle.controller.Result;
import io.binnacle.controller.Watch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Brings the slices of services that one controller manages to what they should be. */
final class SliceWriter {
  /**
   * What slices are written for, with what goes into the metadata of all of them.
   *
   * @param object has the name of the service
   * @param annotations empty where those of slices are left to others
   */
  record Owner(
      ApiObject object,
      String apiVersion,
      String kind,
      ObjectNode labels,
      Optional<ObjectNode> annotations) {
    private void describe(ObjectNode metadata) {
      metadata.set("labels", labels);
      annotations.ifPresent(wanted -> {
        if (wanted.isEmpty()) {
          metadata.remove("annotations");
        } else {
          metadata.set("annotations", wanted);
        }
      });
    }
  }

  private static final String SERVICE_NAME = "kubernetes.io/service-name";
  private static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
  private static final String BY_SERVICE = "service";
  private static final Duration CACHE_IS_BEHIND = Duration.ofMillis(500);

  private final ControllerContext context;
  private final String manager;
  private final SharedInformer slices;
  private final SliceTracker tracker;

  /**
   * @param manager what the label of managed slices says
   */
  SliceWriter(ControllerContext context, String manager) {
    this.context = context;
    this.manager = manager;
    this.slices =
        context
            .informers()
            .informer(
                Resources.ENDPOINT_SLICES,
                ListOptions.allNamespaces()
                    .withLabels(LabelSelector.ofLabels(Map.of(MANAGED_BY, manager))));
    slices.addIndexer(BY_SERVICE, slice -> List.of(serviceOf(slice).toString()));
    this.tracker = new SliceTracker(context.clock());
  }

  private static ObjectKey serviceOf(ApiObject slice) {
    return new ObjectKey(slice.namespace(), slice.labels().getOrDefault(SERVICE_NAME, ""));
  }

  /** Enqueues the services of managed slices. */
  Watch watch() {
    return new Watch(slices, this::mapSlice);
  }

  private void mapSlice(Change change, Consumer<ObjectKey> enqueue) {
    ObjectKey service = serviceOf(change.object());
    if (change.isDeletion()) {
      tracker.deleted(service, change.object().uid());
    }
    enqueue.accept(service);
  }

  /** The labels that every slice of the service has. */
  Map<String, String> labels(String service) {
    return Map.of(SERVICE_NAME, service, MANAGED_BY, manager);
  }

  /** Deletes all slices of the service. */
  void deleteAll(ObjectKey service) {
    existing(service).forEach(this::delete);
  }

  private List<ApiObject> existing(ObjectKey service) {
    return slices.lister().byIndex(BY_SERVICE, service.toString());
  }

  /** Writes what differs, once the cache shows what was written before. */
  Result write(Owner owner, List<DesiredSlices.Group> desired) {
    ObjectKey service = owner.object().key();
    if (!tracker.isCurrent(service, slices.lister())) {
      return Result.after(CACHE_IS_BEHIND);
    }
    SlicePlan plan = SlicePlan.of(desired, existing(service));
    try {
      for (ObjectNode content : plan.creations()) {
        tracker.created(
            service,
            context
                .client()
                .create(Resources.ENDPOINT_SLICES, service.namespace(), slice(owner, content)));
      }
      plan.updates().forEach((slice, endpoints) -> update(owner, slice, endpoints));
      plan.deletions().forEach(this::delete);
    } catch (ApiException e) {
      if (!e.isConflict()) {
        context
            .recorder()
            .warning(
                owner.object(),
                "FailedToUpdateEndpointSlices",
                "Error updating Endpoint Slices for "
                    + owner.kind()
                    + " "
                    + service
                    + ": "
                    + e.getMessage());
      }
      throw e;
    }
    return Result.done();
  }

  private void update(Owner owner, ApiObject slice, ArrayNode endpoints) {
    ObjectNode tree = slice.copyTree();
    ObjectNode metadata = tree.withObjectProperty("metadata");
    owner.describe(metadata);
    boolean sameEndpoints =
        endpoints.equals(slice.tree().get("endpoints"))
            || (endpoints.isEmpty() && slice.tree().path("endpoints").isEmpty());
    if (!sameEndpoints || !metadata.equals(slice.metadata())) {
      tree.set("endpoints", endpoints);
      context.client().update(Resources.ENDPOINT_SLICES, slice.namespace(), tree);
    }
  }

  private static ObjectNode slice(Owner owner, ObjectNode content) {
    ObjectNode tree =
        Json.object().put("apiVersion", "discovery.k8s.io/v1").put("kind", "EndpointSlice");
    ObjectNode metadata =
        tree.putObject("metadata")
            .put("generateName", owner.object().name() + "-")
            .put("namespace", owner.object().namespace());
    owner.describe(metadata);
    metadata
        .putArray("ownerReferences")
        .add(OwnerReferences.controller(owner.object(), owner.apiVersion(), owner.kind()));
    return tree.setAll(content);
  }

  private void delete(ApiObject slice) {
    Deletion.ofOnly(slice, Resources.ENDPOINT_SLICES, context.client());
  }
}
