package io.binnacle.node.pod;

import io.binnacle.node.model.NodePod;
import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.ContainerRuntimeException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The stops of one pod's containers that are under way, each on a virtual thread of its own, so
 * that the worker can go on and can hurry a stop up.
 */
final class ContainerStops {
  private static final System.Logger LOG = System.getLogger(ContainerStops.class.getName());

  private final ContainerStopper stopper;
  private final Runnable wake;
  private final Map<String, Duration> underWay = new ConcurrentHashMap<>();

  /**
   * @param wake is called when a container has stopped
   */
  ContainerStops(ContainerStopper stopper, Runnable wake) {
    this.stopper = stopper;
    this.wake = wake;
  }

  boolean isStopping(String containerId) {
    return underWay.containsKey(containerId);
  }

  boolean isAnyStopping() {
    return !underWay.isEmpty();
  }

  /** Begins to stop a container, unless it is being stopped and has no more time than this. */
  void begin(NodePod pod, Container container, String podIp, Duration grace, String message) {
    Duration before = underWay.get(container.id());
    if (before != null && before.compareTo(grace) <= 0) {
      return;
    }
    underWay.put(container.id(), grace);
    Thread.ofVirtual()
        .name("stop-" + pod.name() + "-" + container.name())
        .start(() -> stop(pod, container, podIp, grace, message));
  }

  private void stop(
      NodePod pod, Container container, String podIp, Duration grace, String message) {
    try {
      stopper.stop(pod, container, podIp, grace, message);
    } catch (ContainerRuntimeException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "container {0} of pod {1} does not stop: {2}",
          container.name(),
          pod,
          e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.log(
          System.Logger.Level.ERROR,
          "container " + container.name() + " of pod " + pod + " does not stop",
          e);
    } finally {
      underWay.remove(container.id(), grace);
      wake.run();
    }
  }
}
