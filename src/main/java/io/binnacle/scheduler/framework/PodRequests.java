package io.binnacle.scheduler.framework;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.quota.PodResources;
import io.binnacle.apimachinery.quota.ResourceList;
import io.binnacle.apimachinery.resource.Quantity;
import java.util.HashMap;
import java.util.Map;

/** What a pod takes of a node, as scheduling counts it. */
final class PodRequests {
  /**
   * What scoring takes a container for that asks for nothing: otherwise such pods would pile up on
   * one node.
   */
  private static final Map<String, Quantity> LEAST =
      Map.of("cpu", Quantity.parse("100m"), "memory", Quantity.parse("200Mi"));

  private PodRequests() {}

  /** What the pod requests. */
  static ResourceAmounts of(JsonNode spec) {
    return ResourceAmounts.of(PodResources.requests(spec, true));
  }

  /** What scoring counts for the pod: its requests with a minimum of CPU and memory a container. */
  static ResourceAmounts nonZero(JsonNode spec) {
    return ResourceAmounts.of(PodResources.requests(spec, true, PodRequests::atLeast));
  }

  private static ResourceList atLeast(ResourceList requests) {
    Map<String, Quantity> amounts = new HashMap<>(LEAST);
    amounts.putAll(requests.withoutZeros().amounts());
    return new ResourceList(amounts);
  }
}
