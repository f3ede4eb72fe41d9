package io.binnacle.controller.resourcequota;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.quota.QuotaStatus;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.controller.ApiDiscovery;
import io.binnacle.controller.ApiDiscovery.DiscoveredResource;
import io.binnacle.controller.Change;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Pods;
import io.binnacle.controller.Reconciler;
import io.binnacle.controller.Result;
import io.binnacle.controller.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Counts one quota; the key is the quota's. What is counted is read from the server, so the count
 * is right as of the quota's own version: a charge of admission meanwhile is a conflict, and the
 * count is repeated.
 */
final class ResourceQuotaReconciler implements Reconciler {
  /** What nobody told of. */
  private static final Duration RECOUNT = Duration.ofMinutes(5);

  /** Of quotas that count kinds which are not watched here, such as custom ones. */
  private static final Duration UNWATCHED_RECOUNT = Duration.ofSeconds(20);

  /** The deletion of these is given back at once. */
  private static final List<GroupVersionResource> WATCHED =
      List.of(
          Resources.PODS,
          Resources.SERVICES,
          Resources.CONFIG_MAPS,
          Resources.SECRETS,
          Resources.REPLICATION_CONTROLLERS,
          Resources.PERSISTENT_VOLUME_CLAIMS,
          Resources.SERVICE_ACCOUNTS,
          Resources.REPLICA_SETS,
          Resources.DEPLOYMENTS,
          Resources.STATEFUL_SETS,
          Resources.DAEMON_SETS,
          Resources.JOBS,
          Resources.CRON_JOBS);

  private static final String COUNT = "count/";

  private final ControllerContext context;
  private final SharedInformer quotas;
  private final List<SharedInformer> counted;
  private final ApiDiscovery discovery;

  ResourceQuotaReconciler(ControllerContext context) {
    this.context = context;
    this.quotas =
        context.informers().informer(Resources.RESOURCE_QUOTAS, ListOptions.allNamespaces());
    this.counted =
        WATCHED.stream()
            .map(resource -> context.informers().informer(resource, seenOf(resource)))
            .toList();
    this.discovery = new ApiDiscovery(context.client());
  }

  /** A pod counts until it ends; of the others it is enough to know that they are there. */
  private static ListOptions seenOf(GroupVersionResource resource) {
    ListOptions all = ListOptions.allNamespaces();
    return resource.equals(Resources.PODS) ? all : all.withMetadataOnly();
  }

  @Override
  public List<Watch> watches() {
    List<Watch> watches = new ArrayList<>();
    watches.add(new Watch(quotas, this::mapQuota));
    counted.forEach(informer -> watches.add(new Watch(informer, this::mapCounted)));
    return watches;
  }

  /** A quota is counted when it is new or asks for something else, not at each charge. */
  private void mapQuota(Change change, Consumer<ObjectKey> enqueue) {
    ApiObject before = change.before();
    ApiObject quota = change.object();
    boolean sameSpec =
        before != null && before.tree().path("spec").equals(quota.tree().path("spec"));
    boolean isResync = before == change.after();
    if (!change.isDeletion() && (!sameSpec || isResync)) {
      enqueue.accept(quota.key());
    }
  }

  /** What is created admission has charged; what goes or ends is given back here. */
  private void mapCounted(Change change, Consumer<ObjectKey> enqueue) {
    ApiObject before = change.before();
    ApiObject after = change.after();
    boolean ended =
        before != null
            && after != null
            && (Pods.isTerminal(before) != Pods.isTerminal(after)
                || before.isBeingDeleted() != after.isBeingDeleted());
    if (change.isDeletion() || ended) {
      quotas
          .lister()
          .list(change.object().namespace(), LabelSelector.everything())
          .forEach(quota -> enqueue.accept(quota.key()));
    }
  }

  @Override
  public Result reconcile(ObjectKey key) {
    if (quotas.lister().get(key).isEmpty()) {
      return Result.done();
    }
    ApiObject quota;
    try {
      quota = context.client().get(Resources.RESOURCE_QUOTAS, key.namespace(), key.name());
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return Result.done();
      }
      throw e;
    }
    ObjectNode status =
        QuotaStatus.compute(
            quota.tree(),
            resource -> objects(resource, key.namespace()),
            context.clock().instant());
    if (!status.equals(quota.tree().path("status"))) {
      ObjectNode tree = quota.copyTree();
      tree.set("status", status);
      context.client().updateStatus(Resources.RESOURCE_QUOTAS, key.namespace(), tree);
    }
    return Result.after(countsUnwatched(quota) ? UNWATCHED_RECOUNT : RECOUNT);
  }

  private static boolean countsUnwatched(ApiObject quota) {
    for (var hard : quota.tree().path("spec").path("hard").properties()) {
      String name = hard.getKey();
      if (name.startsWith(COUNT)
          && WATCHED.stream().noneMatch(watched -> name.equals(COUNT + watched.groupResource()))) {
        return true;
      }
    }
    return false;
  }

  private Optional<List<ApiObject>> objects(GroupResource resource, String namespace) {
    return version(resource)
        .map(found -> context.client().list(found, ListOptions.inNamespace(namespace)).items());
  }

  /** Any kind can be counted: what version it is served in, discovery knows. */
  private Optional<GroupVersionResource> version(GroupResource resource) {
    if (resource.group().isEmpty()) {
      return Optional.of(new GroupVersionResource("", "v1", resource.resource()));
    }
    return discovery.discover().resources().stream()
        .map(DiscoveredResource::resource)
        .filter(found -> found.groupResource().equals(resource))
        .findFirst();
  }
}
