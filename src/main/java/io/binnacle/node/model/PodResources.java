package io.binnacle.node.model;

import io.binnacle.apimachinery.resource.Quantity;
import io.fabric8.kubernetes.api.model.Container;

/** What a pod as a whole asks of its node. */
public final class PodResources {
  private PodResources() {}

  /**
   * The pod's request: the containers together with the sidecars, or, where that is more, the
   * largest init container with the sidecars that run before it; plus the overhead.
   */
  public static Quantity request(NodePod pod, String resource) {
    Quantity running = Quantity.ZERO;
    for (Container container : pod.spec().getContainers()) {
      running = running.plus(QualityOfService.request(container, resource));
    }
    Quantity sidecars = Quantity.ZERO;
    Quantity initPeak = Quantity.ZERO;
    for (Container init : pod.spec().getInitContainers()) {
      Quantity request = QualityOfService.request(init, resource);
      if (NodePod.isSidecar(init)) {
        sidecars = sidecars.plus(request);
        initPeak = max(initPeak, sidecars);
      } else {
        initPeak = max(initPeak, sidecars.plus(request));
      }
    }
    Quantity overhead =
        pod.spec().getOverhead() != null && pod.spec().getOverhead().containsKey(resource)
            ? Quantity.parse(pod.spec().getOverhead().get(resource).toString())
            : Quantity.ZERO;
    return max(running.plus(sidecars), initPeak).plus(overhead);
  }

  /** The sum of the containers' limits; zero, which is none, where any of them has none. */
  public static Quantity limit(NodePod pod, String resource) {
    Quantity sum = Quantity.ZERO;
    for (Container container : pod.allContainers()) {
      boolean init = pod.spec().getInitContainers().contains(container);
      Quantity limit = QualityOfService.limit(container, resource);
      if (limit.signum() == 0) {
        return Quantity.ZERO;
      }
      sum = init && !NodePod.isSidecar(container) ? max(sum, limit) : sum.plus(limit);
    }
    return sum;
  }

  private static Quantity max(Quantity a, Quantity b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
