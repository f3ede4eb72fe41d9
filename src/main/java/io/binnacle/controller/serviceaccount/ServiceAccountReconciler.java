package io.binnacle.controller.serviceaccount;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
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

/** Creates what is missing; the key is the namespace's. */
final class ServiceAccountReconciler implements Reconciler {
  private static final String DEFAULT = "default";

  private final ControllerContext context;
  private final SharedInformer namespaces;
  private final SharedInformer accounts;

  ServiceAccountReconciler(ControllerContext context) {
    this.context = context;
    this.namespaces =
        context.informers().informer(Resources.NAMESPACES, ListOptions.allNamespaces());
    this.accounts =
        context.informers().informer(Resources.SERVICE_ACCOUNTS, ListOptions.allNamespaces());
  }

  @Override
  public List<Watch> watches() {
    return List.of(
        new Watch(namespaces, KeyMapper.self()), new Watch(accounts, KeyMapper.namespace()));
  }

  @Override
  public Result reconcile(ObjectKey key) {
    Optional<ApiObject> namespace = namespaces.lister().get(key);
    ObjectKey account = new ObjectKey(key.name(), DEFAULT);
    if (namespace.isEmpty()
        || namespace.get().isBeingDeleted()
        || accounts.lister().get(account).isPresent()) {
      return Result.done();
    }
    ObjectNode tree = Json.object().put("apiVersion", "v1").put("kind", "ServiceAccount");
    tree.putObject("metadata").put("name", DEFAULT).put("namespace", key.name());
    try {
      context.client().create(Resources.SERVICE_ACCOUNTS, key.name(), tree);
    } catch (ApiException e) {
      // The cache was behind, or the namespace has gone meanwhile.
      if (!e.isAlreadyExists() && !e.isNotFound()) {
        throw e;
      }
    }
    return Result.done();
  }
}
