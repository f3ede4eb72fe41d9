package io.binnacle.controller.endpointslice;

import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.controller.Change;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import io.binnacle.controller.Result;
import io.binnacle.controller.ServiceEndpoints;
import io.binnacle.controller.ServicePods;
import io.binnacle.controller.Watch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Writes the slices of a service; the key is the service's. */
final class EndpointSliceReconciler implements Reconciler {
  static final String MANAGER = "endpointslice-controller.k8s.io";

  private final ServiceEndpoints source;
  private final SharedInformer nodes;
  private final SliceWriter writer;

  EndpointSliceReconciler(ControllerContext context) {
    this.source = new ServiceEndpoints(context);
    this.nodes = context.informers().informer(Resources.NODES, ListOptions.allNamespaces());
    this.writer = new SliceWriter(context, MANAGER);
  }

  @Override
  public List<Watch> watches() {
    List<Watch> watches = new ArrayList<>(source.watchesWith(writer.watch()));
    watches.add(new Watch(nodes, this::mapNode));
    return watches;
  }

  /** The shares of zones may be others now. */
  private void mapNode(Change change, Consumer<ObjectKey> enqueue) {
    if (ZoneHints.concerns(change)) {
      source.services().stream().filter(ZoneHints::areWanted).map(ApiObject::key).forEach(enqueue);
    }
  }

  @Override
  public Result reconcile(ObjectKey key) {
    Optional<ApiObject> found = source.service(key);
    if (found.isEmpty()) {
      writer.deleteAll(key);
      return Result.done();
    }
    ApiObject service = found.get();
    if (!ServicePods.isSelecting(service) || service.isBeingDeleted()) {
      return Result.done();
    }
    return writer.write(
        new SliceWriter.Owner(
            service,
            "v1",
            "Service",
            ServiceEndpoints.labels(service, writer.labels(service.name())),
            Optional.empty()),
        DesiredSlices.of(service, source.pods(service), nodes.lister()));
  }
}
