package io.binnacle.controller.servicecidr;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.addresses.ServiceAddress;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
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
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Keys without a namespace are addresses, the others services. */
final class ServiceAddressReconciler implements Reconciler {
  private final ControllerContext context;
  private final SharedInformer services;
  private final SharedInformer addresses;

  ServiceAddressReconciler(ControllerContext context) {
    this.context = context;
    ListOptions all = ListOptions.allNamespaces();
    this.services = context.informers().informer(Resources.SERVICES, all);
    this.addresses = context.informers().informer(Resources.IP_ADDRESSES, all);
  }

  @Override
  public List<Watch> watches() {
    return List.of(new Watch(services, KeyMapper.self()), new Watch(addresses, this::mapAddress));
  }

  private void mapAddress(Change change, Consumer<ObjectKey> enqueue) {
    enqueue.accept(change.object().key());
    if (change.after() == null) {
      ServiceAddress.service(change.object()).ifPresent(enqueue);
    }
  }

  @Override
  public Result reconcile(ObjectKey key) {
    if (key.namespace().isEmpty()) {
      addresses.lister().get(key).ifPresent(this::checkAddress);
    } else {
      services.lister().get(key).filter(found -> !found.isBeingDeleted()).ifPresent(this::check);
    }
    return Result.done();
  }

  private void check(ApiObject service) {
    for (String address : ServiceAddress.of(service.tree())) {
      Optional<ApiObject> kept = addresses.lister().get(ObjectKey.clusterScoped(address));
      if (kept.isEmpty()) {
        keep(service, address);
      } else if (!ServiceAddress.service(kept.get()).equals(Optional.of(service.key()))) {
        context
            .recorder()
            .warning(
                service,
                "ClusterIPAlreadyAllocated",
                "Cluster IP " + address + " was assigned to another; please recreate service");
      }
    }
  }

  /** The cache may be behind: then the address is kept already, which creation finds out. */
  private void keep(ApiObject service, String address) {
    try {
      context
          .client()
          .create(Resources.IP_ADDRESSES, "", ServiceAddress.tree(service.key(), address));
      context
          .recorder()
          .warning(
              service,
              "ClusterIPNotAllocated",
              "Cluster IP " + address + " is not allocated; repairing");
    } catch (ApiException e) {
      if (!e.isAlreadyExists()) {
        throw e;
      }
    }
  }

  private void checkAddress(ApiObject address) {
    Optional<ObjectKey> owner = ServiceAddress.service(address);
    if (owner.isEmpty() || !ServiceAddress.isManaged(address) || has(owner.get(), address)) {
      return;
    }
    context
        .recorder()
        .warning(
            address,
            "IPAddressNotAllocated",
            "IPAddress: "
                + address.name()
                + " for Service "
                + owner.get()
                + " appears to have leaked: cleaning up");
    DeleteOptions same = DeleteOptions.defaults().onlyUid(address.uid());
    context.client().delete(Resources.IP_ADDRESSES, "", address.name(), same);
  }

  /** Asks the API where the cache says no: a service comes into it after its address. */
  private boolean has(ObjectKey owner, ApiObject address) {
    if (services.lister().get(owner).filter(found -> names(found.tree(), address)).isPresent()) {
      return true;
    }
    try {
      ApiObject fresh = context.client().get(Resources.SERVICES, owner.namespace(), owner.name());
      return names(fresh.tree(), address);
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return false;
      }
      throw e;
    }
  }

  private static boolean names(JsonNode service, ApiObject address) {
    return Trees.texts(service.path("spec").path("clusterIPs")).contains(address.name());
  }
}
