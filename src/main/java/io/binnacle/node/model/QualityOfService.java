package io.binnacle.node.model;

import io.binnacle.apimachinery.resource.Quantity;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The quality of service class of a pod: who is the first to go when memory is short. */
public enum QualityOfService {
  GUARANTEED("Guaranteed"),
  BURSTABLE("Burstable"),
  BEST_EFFORT("BestEffort");

  private static final List<String> COUNTED = List.of("cpu", "memory");
  private static final long GUARANTEED_OOM_SCORE_ADJUSTMENT = -997;

  private final String text;

  QualityOfService(String text) {
    this.text = text;
  }

  /** The value of {@code status.qosClass}. */
  public String text() {
    return text;
  }

  public static QualityOfService of(NodePod pod) {
    if (COUNTED.stream().anyMatch(resource -> ownRequest(pod, resource).isPresent())) {
      return ofOwn(pod);
    }
    boolean any = false;
    boolean guaranteed = true;
    for (Container container : pod.allContainers()) {
      for (String resource : COUNTED) {
        Quantity request = request(container, resource);
        Quantity limit = limit(container, resource);
        any |= request.signum() > 0 || limit.signum() > 0;
        guaranteed &= limit.signum() > 0 && request.equals(limit);
      }
    }
    if (!any) {
      return BEST_EFFORT;
    }
    return guaranteed ? GUARANTEED : BURSTABLE;
  }

  /** What the pod itself states decides, whatever its containers state (KEP-2837). */
  private static QualityOfService ofOwn(NodePod pod) {
    boolean any = false;
    boolean guaranteed = true;
    for (String resource : COUNTED) {
      Quantity request = ownRequest(pod, resource).orElse(Quantity.ZERO);
      Quantity limit = ownLimit(pod, resource).orElse(Quantity.ZERO);
      any |= request.signum() > 0 || limit.signum() > 0;
      guaranteed &= limit.signum() > 0 && request.equals(limit);
    }
    if (!any) {
      return BEST_EFFORT;
    }
    return guaranteed ? GUARANTEED : BURSTABLE;
  }

  /** What the pod as such asks for; its limit where it only states that. */
  static Optional<Quantity> ownRequest(NodePod pod, String resource) {
    ResourceRequirements resources = pod.spec().getResources();
    return resources == null
        ? Optional.empty()
        : quantity(resources.getRequests(), resource).or(() -> ownLimit(pod, resource));
  }

  static Optional<Quantity> ownLimit(NodePod pod, String resource) {
    ResourceRequirements resources = pod.spec().getResources();
    return resources == null ? Optional.empty() : quantity(resources.getLimits(), resource);
  }

  private static Optional<Quantity> quantity(
      @Nullable Map<String, io.fabric8.kubernetes.api.model.Quantity> quantities, String resource) {
    return quantities == null || !quantities.containsKey(resource)
        ? Optional.empty()
        : Optional.of(Quantity.parse(quantities.get(resource).toString()));
  }

  /**
   * How readily the kernel kills the container's processes: the more memory it asked for, the less.
   */
  public int oomScoreAdjustment(Container container, long nodeMemoryBytes) {
    return switch (this) {
      case GUARANTEED -> (int) GUARANTEED_OOM_SCORE_ADJUSTMENT;
      case BEST_EFFORT -> 1000;
      case BURSTABLE -> {
        long request = request(container, "memory").value();
        long adjustment = 1000 - (long) (1000.0 * request / Math.max(1, nodeMemoryBytes));
        yield (int) Math.clamp(adjustment, 1000 + GUARANTEED_OOM_SCORE_ADJUSTMENT, 999);
      }
    };
  }

  /** What the container asks for; its limit where it only states that. */
  public static Quantity request(Container container, String resource) {
    ResourceRequirements resources = container.getResources();
    if (resources == null) {
      return Quantity.ZERO;
    }
    Map<String, io.fabric8.kubernetes.api.model.Quantity> requests = resources.getRequests();
    return requests != null && requests.containsKey(resource)
        ? Quantity.parse(requests.get(resource).toString())
        : limit(container, resource);
  }

  public static Quantity limit(Container container, String resource) {
    ResourceRequirements resources = container.getResources();
    if (resources == null || resources.getLimits() == null) {
      return Quantity.ZERO;
    }
    io.fabric8.kubernetes.api.model.Quantity limit = resources.getLimits().get(resource);
    return limit == null ? Quantity.ZERO : Quantity.parse(limit.toString());
  }
}
