package io.binnacle.node.probe;

import io.binnacle.client.EventRecorder;
import io.binnacle.node.container.RuntimePod;
import io.binnacle.node.model.NodePod;
import io.fabric8.kubernetes.api.model.Container;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Keeps a probe worker for every probe of every running container. Called by pod workers, one call
 * a pod at a time.
 */
public final class Probes {
  private record Key(String podUid, String containerId, ProbeType type) {}

  private final ProbeWorker.ProbeContext context;
  private final Map<Key, ProbeWorker> workers = new ConcurrentHashMap<>();

  /**
   * @param podChanged is called with the pod's uid, on a probe's thread, when a result changed
   */
  public Probes(
      HandlerExecution handlers,
      ProbeResults results,
      EventRecorder events,
      Clock clock,
      Consumer<String> podChanged) {
    this.context = new ProbeWorker.ProbeContext(handlers, results, events, clock, podChanged);
  }

  /** Starts the probes of containers that have begun to run, and stops those of others. */
  public void update(NodePod pod, RuntimePod runtime, String podIp, boolean onlyReadiness) {
    for (Container container : pod.allContainers()) {
      boolean sidecar = pod.hasSidecar(container);
      boolean init = pod.spec().getInitContainers().contains(container);
      if (!init || sidecar) {
        runtime
            .newest(container.getName())
            .filter(found -> found.state() == io.binnacle.node.runtime.Container.State.RUNNING)
            .ifPresent(found -> start(pod, container, found, podIp, onlyReadiness));
      }
    }
    Set<String> running =
        runtime.alive().stream()
            .map(io.binnacle.node.runtime.Container::id)
            .collect(Collectors.toSet());
    stopWhere(
        pod.uid(),
        key ->
            !running.contains(key.containerId) || onlyReadiness && key.type != ProbeType.READINESS);
  }

  private void start(
      NodePod pod,
      Container container,
      io.binnacle.node.runtime.Container found,
      String podIp,
      boolean onlyReadiness) {
    List<ProbeType> types =
        onlyReadiness ? List.of(ProbeType.READINESS) : List.of(ProbeType.values());
    for (ProbeType type : types) {
      type.of(container)
          .ifPresent(probe ->
              workers.computeIfAbsent(
                  new Key(pod.uid(), found.id(), type),
                  key -> {
                    ProbeWorker worker =
                        new ProbeWorker(
                            context,
                            pod,
                            new HandlerExecution.Target(container, found.id(), podIp),
                            type,
                            probe,
                            found.startedAt().orElseGet(context.clock()::instant));
                    worker.start();
                    return worker;
                  }));
    }
  }

  /** Stops all probes of the pod. */
  public void stop(String podUid) {
    stopWhere(podUid, key -> true);
  }

  private void stopWhere(String podUid, Predicate<Key> which) {
    for (Key key : List.copyOf(workers.keySet())) {
      if (key.podUid.equals(podUid) && which.test(key)) {
        ProbeWorker worker = workers.remove(key);
        if (worker != null) {
          worker.stop();
        }
      }
    }
  }
}
