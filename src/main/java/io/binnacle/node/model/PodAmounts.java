package io.binnacle.node.model;

import io.binnacle.apimachinery.resource.Quantity;
import io.fabric8.kubernetes.api.model.Container;
import java.util.Optional;
import java.util.function.Function;

/** What a pod as a whole asks of its node. */
public final class PodResources {
  private PodResources() {}

  /**
   * The pod's request: its own where it states one (KEP-2837), otherwise the containers together
   * with the sidecars, or, where that is more, the largest init container with the sidecars that
   * run before it; plus the overhead.
   */
  public static Quantity request(NodePod pod, String resource) {
    return QualityOfService.ownRequest(pod, resource)
        .orElseGet(() -> together(pod, container -> QualityOfService.request(container, resource)))
        .plus(overhead(pod, resource));
  }

  /**
   * The pod's limit: its own where it states one, otherwise what its containers may use together;
   * zero, which is none, where any of them has none.
   */
  public static Quantity limit(NodePod pod, String resource) {
    Optional<Quantity> own = QualityOfService.ownLimit(pod, resource);
    if (own.isPresent()) {
      return own.get().plus(overhead(pod, resource));
    }
    for (Container container : pod.allContainers()) {
      if (QualityOfService.limit(container, resource).signum() == 0) {
        return Quantity.ZERO;
      }
    }
    return together(pod, container -> QualityOfService.limit(container, resource))
        .plus(overhead(pod, resource));
  }

  /** The most that containers take at a time: while the pod starts, or while it runs. */
  private static Quantity together(NodePod pod, Function<Container, Quantity> amount) {
    Quantity running = Quantity.ZERO;
    for (Container container : pod.spec().getContainers()) {
      running = running.plus(amount.apply(container));
    }
    Quantity sidecars = Quantity.ZERO;
    Quantity initPeak = Quantity.ZERO;
    for (Container init : pod.spec().getInitContainers()) {
      Quantity own = amount.apply(init);
      if (NodePod.isSidecar(init)) {
        sidecars = sidecars.plus(own);
        initPeak = max(initPeak, sidecars);
      } else {
        initPeak = max(initPeak, sidecars.plus(own));
      }
    }
    return max(running.plus(sidecars), initPeak);
  }

  private static Quantity overhead(NodePod pod, String resource) {
    return pod.spec().getOverhead() != null && pod.spec().getOverhead().containsKey(resource)
        ? Quantity.parse(pod.spec().getOverhead().get(resource).toString())
        : Quantity.ZERO;
  }

  private static Quantity max(Quantity a, Quantity b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
