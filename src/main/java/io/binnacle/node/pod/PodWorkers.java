package io.binnacle.node.pod;

import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.node.container.RuntimePod;
import io.binnacle.node.model.NodePod;
import io.binnacle.node.podstatus.WaitingReason;
import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.ContainerRuntimeException;
import io.binnacle.node.runtime.PodSandbox;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The workers of all pods of the node. Sources tell it of pods, on their threads; a call returns at
 * once. A pod that the runtime already has is taken over as it is.
 */
public final class PodWorkers implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(PodWorkers.class.getName());

  private final PodWorkerContext context;
  private final PodAdmission admission;
  private final Map<String, PodWorker> workers = new HashMap<>();

  /** Static pods that wait for a former version, or life, of the same name to end. */
  private final Map<ObjectKey, NodePod> successors = new HashMap<>();

  private boolean closed;

  public PodWorkers(PodWorkerContext context, PodAdmission admission) {
    this.context = context;
    this.admission = admission;
  }

  /** A pod is new, or has a new version. */
  public synchronized void update(NodePod pod) {
    if (closed) {
      return;
    }
    PodWorker worker = workers.get(pod.uid());
    if (worker != null && !(pod.isStatic() && worker.isGone())) {
      worker.update(pod);
    } else if (pod.isStatic() && hasPredecessor(pod)) {
      successors.put(pod.key(), pod);
    } else {
      begin(pod);
    }
  }

  private boolean hasPredecessor(NodePod pod) {
    return workers.values().stream()
        .anyMatch(worker -> worker.pod().isStatic() && worker.pod().key().equals(pod.key()));
  }

  private void begin(NodePod pod) {
    List<NodePod> present = new ArrayList<>();
    for (PodWorker worker : workers.values()) {
      if (worker.holdsResources()) {
        present.add(worker.pod());
      }
    }
    // A pod that this node took before is not refused after a restart of the agent.
    boolean taken = pod.status().getStartTime() != null || pod.isBeingDeleted();
    Optional<WaitingReason> refusal = taken ? Optional.empty() : admission.refusal(pod, present);
    refusal.ifPresent(
        reason -> context.events().warning(pod.object(), reason.reason(), reason.message()));
    PodWorker worker = new PodWorker(context, pod, refusal, this::removed);
    workers.put(pod.uid(), worker);
    worker.start();
  }

  /** A pod is gone from its source. */
  public synchronized void remove(NodePod last) {
    successors.remove(last.key(), last);
    PodWorker worker = workers.get(last.uid());
    if (worker != null) {
      if (last.isBeingDeleted()) {
        worker.update(last);
      }
      worker.remove();
    }
  }

  /** Something of the pod changed in the runtime, or a probe has a new result. */
  public synchronized void wake(String uid) {
    PodWorker worker = workers.get(uid);
    if (worker != null) {
      worker.wake();
    }
  }

  /** The pods that have a worker. */
  public synchronized List<NodePod> pods() {
    return workers.values().stream().map(PodWorker::pod).toList();
  }

  private synchronized void removed(PodWorker worker) {
    workers.remove(worker.pod().uid(), worker);
    NodePod successor = successors.remove(worker.pod().key());
    if (successor != null && !closed) {
      begin(successor);
    }
  }

  /**
   * Stops and removes what the runtime has of pods that no source knows, and what is on the host of
   * pods that the runtime does not know either. To be called once all sources have told all their
   * pods.
   *
   * @throws IOException where the host does not tell what it has
   */
  public void removeOrphans() throws IOException {
    PodRemoval removal = new PodRemoval(context);
    Set<String> onHost = removal.uidsOnHost();
    onHost.removeAll(context.runtimePods().all().keySet());
    for (String uid : onHost) {
      // Under the lock, so that no pod of the uid begins meanwhile. Seldom is there anything to do.
      synchronized (this) {
        if (!workers.containsKey(uid) && !closed) {
          removal.removeFromHost(uid);
        }
      }
    }
    for (RuntimePod orphan : context.runtimePods().all().values()) {
      boolean known;
      synchronized (this) {
        known = workers.containsKey(orphan.uid()) || closed;
      }
      if (!known) {
        Thread.ofVirtual().name("orphan-" + orphan.uid()).start(() -> removeOrphan(orphan));
      }
    }
  }

  private void removeOrphan(RuntimePod orphan) {
    try {
      LOG.log(System.Logger.Level.INFO, "removing pod {0}, which nobody knows", orphan.uid());
      List<Thread> stops = new ArrayList<>();
      for (Container container : orphan.alive()) {
        stops.add(
            Thread.ofVirtual()
                .name("stop-orphan-" + container.name())
                .start(() -> stopOrphan(container)));
      }
      for (Thread stop : stops) {
        stop.join();
      }
      PodRemoval removal = new PodRemoval(context);
      removal.removeFromRuntime(context.runtimePods().pod(orphan.uid()));
      removal.removeResources(orphan.uid());
      for (PodSandbox sandbox : orphan.sandboxes()) {
        removal.removeLogs(sandbox.namespace(), sandbox.name(), sandbox.uid());
      }
    } catch (ContainerRuntimeException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "pod {0} cannot be removed yet: {1}",
          orphan.uid(),
          e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void stopOrphan(Container container) {
    try {
      context.stopper().stopOrphan(container);
    } catch (ContainerRuntimeException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "container {0} does not stop: {1}",
          container.name(),
          e.getMessage());
    }
  }

  /** Ends all workers; containers go on. */
  @Override
  public void close() {
    List<PodWorker> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(workers.values());
    }
    all.forEach(PodWorker::stop);
    try {
      for (PodWorker worker : all) {
        worker.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
