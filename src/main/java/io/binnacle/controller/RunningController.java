package io.binnacle.controller;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.client.InformerFactory;
import io.binnacle.client.ListOptions;
import io.binnacle.client.ResourceEventHandler;
import io.binnacle.client.SharedInformer;
import io.binnacle.client.WorkQueue;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** One controller while it runs: its reconciler, its queue and its workers. */
final class RunningController implements AutoCloseable {
  private static final Logger LOG = System.getLogger(RunningController.class.getName());

  /** Remembers which informers the controller reads, to wait for them. */
  private static final class Tracking implements InformerFactory {
    private final InformerFactory shared;
    private final Set<SharedInformer> used = ConcurrentHashMap.newKeySet();

    Tracking(InformerFactory shared) {
      this.shared = shared;
    }

    @Override
    public SharedInformer informer(GroupVersionResource resource, ListOptions selection) {
      SharedInformer informer = shared.informer(resource, selection);
      used.add(informer);
      return informer;
    }
  }

  private final String name;
  private final WorkQueue<ObjectKey> queue;
  private final Reconciler reconciler;
  private final List<Watch> watches;
  private final Set<SharedInformer> awaited;

  /**
   * @param context makes the context from the queue's entry and the informers to use
   */
  RunningController(
      Controller controller,
      InformerFactory informers,
      WorkQueue<ObjectKey> queue,
      Function<InformerFactory, ControllerContext> context) {
    Tracking tracking = new Tracking(informers);
    this.name = controller.name();
    this.queue = queue;
    this.reconciler = controller.start(context.apply(tracking));
    this.watches = List.copyOf(reconciler.watches());
    watches.forEach(watch -> tracking.used.add(watch.informer()));
    this.awaited = Set.copyOf(tracking.used);
    reconciler.initialKeys().forEach(queue::add);
    // Last, since this is not undone where anything above fails.
    watches.forEach(watch -> watch.informer().addHandler(enqueuing(watch.mapper())));
  }

  private ResourceEventHandler enqueuing(KeyMapper mapper) {
    return new ResourceEventHandler() {
      @Override
      public void onAdd(ApiObject object) {
        mapper.map(new Change(null, object), queue::add);
      }

      @Override
      public void onUpdate(ApiObject old, ApiObject current) {
        mapper.map(new Change(old, current), queue::add);
      }

      @Override
      public void onDelete(ApiObject last) {
        mapper.map(new Change(last, null), queue::add);
      }
    };
  }

  String name() {
    return name;
  }

  void startInformers() {
    awaited.forEach(SharedInformer::start);
  }

  boolean hasSynced() {
    return awaited.stream().allMatch(SharedInformer::hasSynced);
  }

  void startWorkers(int workers, Executor executor) {
    for (int i = 0; i < workers; i++) {
      executor.execute(this::work);
    }
  }

  private void work() {
    try {
      Optional<ObjectKey> key;
      while ((key = queue.take()).isPresent()) {
        process(key.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Works on the next key, if there is one. */
  boolean processNext() {
    Optional<ObjectKey> key = queue.poll();
    key.ifPresent(this::process);
    return key.isPresent();
  }

  private void process(ObjectKey key) {
    try {
      switch (reconciler.reconcile(key)) {
        case Result.Done done -> queue.forget(key);
        case Result.Again(var delay) -> {
          queue.forget(key);
          queue.addAfter(key, delay);
        }
        case Result.Retry retry -> queue.addRateLimited(key);
      }
    } catch (ApiException e) {
      // A conflict is how two writers meet, and a first failure often one of the moment.
      Level level = e.isConflict() || queue.failures(key) < 3 ? Level.DEBUG : Level.WARNING;
      LOG.log(level, "Controller {0}, {1}: {2}", name, key, e.getMessage());
      queue.addRateLimited(key);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "Controller " + name + " failed at " + key, e);
      queue.addRateLimited(key);
    } finally {
      queue.done(key);
    }
  }

  /** Enqueues everything, as if it had been touched. */
  void resync() {
    for (Watch watch : watches) {
      for (ApiObject object : watch.informer().lister().list("", LabelSelector.everything())) {
        watch.mapper().map(new Change(object, object), queue::add);
      }
    }
  }

  @Override
  public void close() {
    queue.close();
  }
}
