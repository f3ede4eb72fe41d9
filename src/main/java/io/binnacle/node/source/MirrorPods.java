package io.binnacle.node.source;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.client.ApiClient;
import io.binnacle.client.DelayedExecutor;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.ResourceEventHandler;
import io.binnacle.client.Resources;
import io.binnacle.node.model.NodePod;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Shows each static pod in the API as a mirror pod: created, created anew when somebody deletes it,
 * deleted when the static pod goes. Work is done on the executor, one pod at a time.
 */
public final class MirrorPods implements ResourceEventHandler {
  private static final System.Logger LOG = System.getLogger(MirrorPods.class.getName());
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final ApiClient client;
  private final ApiPodSource apiPods;
  private final Supplier<Optional<ApiObject>> node;
  private final BooleanSupplier staticPodsKnown;
  private final Consumer<String> shown;
  private final Executor executor;
  private final DelayedExecutor timer;
  private final Map<ObjectKey, NodePod> staticPods = new HashMap<>();
  private final ReentrantLock lock = new ReentrantLock();

  /**
   * @param node the Node object, which owns mirror pods
   * @param staticPodsKnown whether all static pods have been told: before, none is taken for gone
   * @param shown is called with the static pod's uid when its mirror pod is there
   */
  public MirrorPods(
      ApiClient client,
      ApiPodSource apiPods,
      Supplier<Optional<ApiObject>> node,
      BooleanSupplier staticPodsKnown,
      Consumer<String> shown,
      Executor executor,
      DelayedExecutor timer) {
    this.client = client;
    this.apiPods = apiPods;
    this.node = node;
    this.staticPodsKnown = staticPodsKnown;
    this.shown = shown;
    this.executor = executor;
    this.timer = timer;
  }

  /** Begins to follow mirror pods. */
  public void start() {
    apiPods.informer().addHandler(this);
  }

  /** A static pod is there, or is gone. */
  public void staticPodChanged(NodePod pod, boolean present) {
    synchronized (staticPods) {
      if (present) {
        staticPods.put(pod.key(), pod);
      } else {
        staticPods.remove(pod.key(), pod);
      }
    }
    enqueue(pod.key());
  }

  /** Looks at all mirror pods: those that a former agent left are found by this. */
  public void reconcileAll() {
    apiPods.informer().lister().list("", LabelSelector.everything()).stream()
        .filter(object -> new NodePod(object).isMirror())
        .map(ApiObject::key)
        .forEach(this::enqueue);
    synchronized (staticPods) {
      staticPods.keySet().forEach(this::enqueue);
    }
  }

  @Override
  public void onAdd(ApiObject object) {
    NodePod pod = new NodePod(object);
    if (pod.isMirror()) {
      shown.accept(object.annotations().getOrDefault(NodePod.CONFIG_MIRROR, ""));
      enqueue(pod.key());
    }
  }

  @Override
  public void onUpdate(ApiObject old, ApiObject current) {
    if (current.isBeingDeleted() || !old.uid().equals(current.uid())) {
      onAdd(current);
    }
  }

  @Override
  public void onDelete(ApiObject last) {
    if (new NodePod(last).isMirror()) {
      enqueue(last.key());
    }
  }

  private void enqueue(ObjectKey key) {
    executor.execute(() -> reconcile(key));
  }

  private void reconcile(ObjectKey key) {
    lock.lock();
    try {
      Optional<NodePod> wanted;
      synchronized (staticPods) {
        wanted = Optional.ofNullable(staticPods.get(key));
      }
      Optional<ApiObject> mirror =
          apiPods.find(key).filter(object -> new NodePod(object).isMirror());
      if (mirror.isPresent() && isOutdated(mirror.get(), wanted)) {
        delete(mirror.get());
      } else if (mirror.isEmpty() && wanted.isPresent() && apiPods.hasSynced()) {
        create(wanted.get());
      }
    } catch (ApiException e) {
      LOG.log(System.Logger.Level.DEBUG, "mirror pod {0}: {1}", key, e.getMessage());
      timer.execute(() -> reconcile(key), RETRY);
    } finally {
      lock.unlock();
    }
  }

  private boolean isOutdated(ApiObject mirror, Optional<NodePod> wanted) {
    if (wanted.isEmpty()) {
      return staticPodsKnown.getAsBoolean();
    }
    String hash = mirror.annotations().get(NodePod.CONFIG_MIRROR);
    return mirror.isBeingDeleted() || !wanted.get().uid().equals(hash);
  }

  private void delete(ApiObject mirror) {
    try {
      client.delete(
          Resources.PODS,
          mirror.namespace(),
          mirror.name(),
          DeleteOptions.now().onlyUid(mirror.uid()));
    } catch (ApiException e) {
      if (!e.isNotFound() && !e.isConflict()) {
        throw e;
      }
    }
  }

  private void create(NodePod pod) {
    Optional<ApiObject> owner = node.get();
    if (owner.isEmpty()) {
      timer.execute(() -> reconcile(pod.key()), RETRY);
      return;
    }
    ObjectNode tree = pod.object().copyTree();
    tree.remove("status");
    ObjectNode metadata = (ObjectNode) tree.path("metadata");
    metadata.remove("uid");
    metadata.withObjectProperty("annotations").put(NodePod.CONFIG_MIRROR, pod.uid());
    metadata
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", "v1")
        .put("kind", "Node")
        .put("name", owner.get().name())
        .put("uid", owner.get().uid())
        .put("controller", true);
    try {
      client.create(Resources.PODS, pod.namespace(), tree);
    } catch (ApiException e) {
      if (!e.isAlreadyExists()) {
        throw e;
      }
    }
  }
}
