package io.binnacle.node.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.quota.PodResources;
import io.binnacle.apimachinery.resource.Quantity;
import io.fabric8.kubernetes.api.model.Container;

/** What a pod as a whole asks of its node. */
public final class PodAmounts {
  private PodAmounts() {}

  /** The pod's request of a resource, its overhead included: what the scheduler counted. */
  public static Quantity request(NodePod pod, String resource) {
    return PodResources.requests(spec(pod), true).amounts().getOrDefault(resource, Quantity.ZERO);
  }

  /**
   * The pod's limit: its own where it states one, otherwise what its containers may use together;
   * zero, which is none, where any of them has none.
   */
  public static Quantity limit(NodePod pod, String resource) {
    if (QualityOfService.ownLimit(pod, resource).isEmpty()) {
      for (Container container : pod.allContainers()) {
        if (QualityOfService.limit(container, resource).signum() == 0) {
          return Quantity.ZERO;
        }
      }
    }
    return PodResources.limits(spec(pod), true).amounts().getOrDefault(resource, Quantity.ZERO);
  }

  private static JsonNode spec(NodePod pod) {
    return pod.object().tree().path("spec");
  }
}
