package io.binnacle.controller.servicecidr;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.IpAddresses;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.controller.Change;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import io.binnacle.controller.Result;
import io.binnacle.controller.Watch;
import io.binnacle.controller.workload.StatusConditions;
import io.binnacle.controller.workload.Statuses;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Keys are ServiceCIDRs. One that is being deleted stays as long as addresses need it. */
final class ServiceCIDRReconciler implements Reconciler {
  private static final String FINALIZER = "networking.k8s.io/service-cidr-finalizer";
  private static final String READY = "Ready";

  private final ControllerContext context;
  private final SharedInformer ranges;
  private final SharedInformer addresses;

  ServiceCIDRReconciler(ControllerContext context) {
    this.context = context;
    ListOptions all = ListOptions.allNamespaces();
    this.ranges = context.informers().informer(Resources.SERVICE_CIDRS, all);
    this.addresses = context.informers().informer(Resources.IP_ADDRESSES, all);
  }

  @Override
  public List<Watch> watches() {
    return List.of(new Watch(ranges, this::mapRange), new Watch(addresses, this::mapAddress));
  }

  /** A range that comes may take the addresses of one that waits to go. */
  private void mapRange(Change change, Consumer<ObjectKey> enqueue) {
    enqueue.accept(change.object().key());
    enqueueLeaving(enqueue);
  }

  private void mapAddress(Change change, Consumer<ObjectKey> enqueue) {
    if (change.after() == null) {
      enqueueLeaving(enqueue);
    }
  }

  private void enqueueLeaving(Consumer<ObjectKey> enqueue) {
    ranges.lister().list("", LabelSelector.everything()).stream()
        .filter(ApiObject::isBeingDeleted)
        .forEach(range -> enqueue.accept(range.key()));
  }

  @Override
  public Result reconcile(ObjectKey key) {
    ranges
        .lister()
        .get(key)
        .ifPresent(range -> {
          if (range.isBeingDeleted()) {
            leave(range);
          } else {
            serve(range);
          }
        });
    return Result.done();
  }

  private void serve(ApiObject range) {
    ApiObject kept = range;
    if (!range.finalizers().contains(FINALIZER)) {
      ObjectNode tree = range.copyTree();
      Trees.child(tree, "metadata").withArrayProperty("finalizers").add(FINALIZER);
      kept = context.client().update(Resources.SERVICE_CIDRS, "", tree);
    }
    setReady(kept, "True", "", "Kubernetes Service CIDR is ready");
  }

  private void leave(ApiObject range) {
    if (!range.finalizers().contains(FINALIZER)) {
      return;
    }
    if (isNeeded(range)) {
      setReady(
          range,
          "False",
          "Terminating",
          "There are still IPAddresses referencing the ServiceCIDR, please remove them or create a"
              + " new ServiceCIDR");
      return;
    }
    ObjectNode tree = range.copyTree();
    ArrayNode finalizers = Trees.child(tree, "metadata").withArrayProperty("finalizers");
    Trees.removeIf(finalizers, entry -> entry.asText().equals(FINALIZER));
    context.client().update(Resources.SERVICE_CIDRS, "", tree);
  }

  /** Whether an address lies in this range and in none that stays. */
  private boolean isNeeded(ApiObject range) {
    List<ApiObject> staying =
        ranges.lister().list("", LabelSelector.everything()).stream()
            .filter(other -> !other.isBeingDeleted() && !other.name().equals(range.name()))
            .toList();
    return addresses.lister().list("", LabelSelector.everything()).stream()
        .map(ApiObject::name)
        .filter(address -> contains(range, address))
        .anyMatch(address -> staying.stream().noneMatch(other -> contains(other, address)));
  }

  private static boolean contains(ApiObject range, String address) {
    Optional<IpAddresses.Range> alone =
        IpAddresses.range(address + (address.contains(":") ? "/128" : "/32"));
    return Trees.texts(range.tree().path("spec").path("cidrs")).stream()
        .flatMap(cidr -> IpAddresses.range(cidr).stream())
        .anyMatch(found -> alone.filter(found::contains).isPresent());
  }

  private void setReady(ApiObject range, String value, String reason, String message) {
    StatusConditions conditions = StatusConditions.of(range);
    boolean changed =
        conditions.set(
            new StatusConditions.Condition(READY, value, reason, message),
            context.clock().instant());
    if (changed) {
      ObjectNode status = Json.object();
      conditions.writeTo(status);
      Statuses.write(context.client(), Resources.SERVICE_CIDRS, range, status);
    }
  }
}
