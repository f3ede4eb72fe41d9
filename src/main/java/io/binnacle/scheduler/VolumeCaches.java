package io.binnacle.scheduler;

import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.client.InformerFactory;
import io.binnacle.client.ListOptions;
import io.binnacle.client.ResourceEventHandler;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.scheduler.framework.ClusterEvent;
import io.binnacle.scheduler.framework.Status;
import io.binnacle.scheduler.framework.VolumeLookups;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The informers of what pods store things in. Changes wake those who wait for a binding. */
final class VolumeCaches implements VolumeLookups {
  private final SharedInformer claims;
  private final SharedInformer volumes;
  private final SharedInformer classes;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  VolumeCaches(InformerFactory informers) {
    ListOptions all = ListOptions.allNamespaces();
    this.claims = informers.informer(Resources.PERSISTENT_VOLUME_CLAIMS, all);
    this.volumes = informers.informer(Resources.PERSISTENT_VOLUMES, all);
    this.classes = informers.informer(Resources.STORAGE_CLASSES, all);
  }

  /** Tells of changes; before the informers start. */
  void tell(Consumer<ClusterEvent> listener) {
    claims.addHandler(new Handler(ClusterEvent.CLAIM_CHANGE, listener));
    volumes.addHandler(new Handler(ClusterEvent.VOLUME_CHANGE, listener));
    classes.addHandler(new Handler(ClusterEvent.STORAGE_CLASS_CHANGE, listener));
  }

  List<SharedInformer> informers() {
    return List.of(claims, volumes, classes);
  }

  @Override
  public Optional<ApiObject> claim(ObjectKey key) {
    return claims.lister().get(key);
  }

  @Override
  public Optional<ApiObject> volume(String name) {
    return volumes.lister().get(ObjectKey.clusterScoped(name));
  }

  @Override
  public Optional<ApiObject> storageClass(String name) {
    return classes.lister().get(ObjectKey.clusterScoped(name));
  }

  @Override
  public List<ApiObject> volumes() {
    return volumes.lister().list("", LabelSelector.everything());
  }

  @Override
  public Optional<Status> await(Supplier<Optional<Status>> outcome, Duration patience) {
    long left = patience.toNanos();
    lock.lock();
    try {
      Optional<Status> found = outcome.get();
      while (found.isEmpty() && left > 0) {
        left = changed.awaitNanos(left);
        found = outcome.get();
      }
      return found;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private final class Handler implements ResourceEventHandler {
    private final ClusterEvent event;
    private final Consumer<ClusterEvent> listener;

    Handler(ClusterEvent event, Consumer<ClusterEvent> listener) {
      this.event = event;
      this.listener = listener;
    }

    @Override
    public void onAdd(ApiObject object) {
      changed();
    }

    @Override
    public void onUpdate(ApiObject old, ApiObject current) {
      changed();
    }

    @Override
    public void onDelete(ApiObject last) {
      changed();
    }

    private void changed() {
      lock.lock();
      try {
        changed.signalAll();
      } finally {
        lock.unlock();
      }
      listener.accept(event);
    }
  }
}
