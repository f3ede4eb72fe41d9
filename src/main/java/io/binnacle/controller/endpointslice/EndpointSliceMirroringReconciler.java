package io.binnacle.controller.endpointslice;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.KeyMapper;
import io.binnacle.controller.Reconciler;
import io.binnacle.controller.Result;
import io.binnacle.controller.Watch;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Mirrors the Endpoints of services without a selector into slices, since that is what proxies read
 * (KEP-752); the key is that of both.
 */
final class EndpointSliceMirroringReconciler implements Reconciler {
  static final String MANAGER = "endpointslicemirroring-controller.k8s.io";

  private static final String SKIP_MIRROR = "endpointslice.kubernetes.io/skip-mirror";

  /** On Endpoints that are but the lock of an election. */
  private static final String LEADER = "control-plane.alpha.kubernetes.io/leader";

  /** What is about the Endpoints object itself. */
  private static final Set<String> OWN_ANNOTATIONS =
      Set.of(
          "endpoints.kubernetes.io/last-change-trigger-time",
          "kubectl.kubernetes.io/last-applied-configuration");

  private final SharedInformer services;
  private final SharedInformer endpoints;
  private final SliceWriter writer;

  EndpointSliceMirroringReconciler(ControllerContext context) {
    this.services = context.informers().informer(Resources.SERVICES, ListOptions.allNamespaces());
    this.endpoints = context.informers().informer(Resources.ENDPOINTS, ListOptions.allNamespaces());
    this.writer = new SliceWriter(context, MANAGER);
  }

  @Override
  public List<Watch> watches() {
    return List.of(
        new Watch(services, KeyMapper.self()),
        new Watch(endpoints, KeyMapper.self()),
        writer.watch());
  }

  @Override
  public Result reconcile(ObjectKey key) {
    boolean wanted =
        services
            .lister()
            .get(key)
            .filter(service -> service.tree().path("spec").path("selector").isEmpty())
            .isPresent();
    Optional<ApiObject> found =
        endpoints.lister().get(key).filter(EndpointSliceMirroringReconciler::isMirrored);
    if (!wanted || found.isEmpty()) {
      writer.deleteAll(key);
      return Result.done();
    }
    return found.get().isBeingDeleted() ? Result.done() : mirror(found.get());
  }

  private static boolean isMirrored(ApiObject endpoints) {
    return !endpoints.labels().getOrDefault(SKIP_MIRROR, "").equals("true")
        && !endpoints.annotations().containsKey(LEADER);
  }

  private Result mirror(ApiObject source) {
    ObjectNode labels = Json.object();
    source.labels().forEach(labels::put);
    writer.labels(source.name()).forEach(labels::put);
    ObjectNode annotations = Json.object();
    source.annotations().forEach(annotations::put);
    annotations.remove(OWN_ANNOTATIONS);
    return writer.write(
        new SliceWriter.Owner(source, "v1", "Endpoints", labels, Optional.of(annotations)),
        MirroredSlices.of(source));
  }
}
