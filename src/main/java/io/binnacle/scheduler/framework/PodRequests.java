package io.binnacle.scheduler.framework;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.function.UnaryOperator;

/**
 * What a pod takes of a node (KEP-753 for sidecars, KEP-688 for overhead, KEP-2837 for pod-level
 * resources): the greater of what runs at the same time while it starts and while it runs.
 */
final class PodRequests {
  /**
   * What scoring takes a container for that asks for nothing: otherwise such pods would pile up on
   * one node.
   */
  private static final long DEFAULT_MILLI_CPU = 100;

  private static final long DEFAULT_MEMORY = 200L * 1024 * 1024;

  private PodRequests() {}

  /** What the pod requests. */
  static ResourceAmounts of(PodSpec spec) {
    return effective(spec, UnaryOperator.identity());
  }

  /** What scoring counts for the pod: its requests with a minimum of CPU and memory a container. */
  static ResourceAmounts nonZero(PodSpec spec) {
    return effective(spec, PodRequests::atLeastDefault);
  }

  private static ResourceAmounts atLeastDefault(ResourceAmounts requests) {
    return new ResourceAmounts(
        requests.milliCpu() == 0 ? DEFAULT_MILLI_CPU : requests.milliCpu(),
        requests.memory() == 0 ? DEFAULT_MEMORY : requests.memory(),
        requests.ephemeralStorage(),
        requests.scalars());
  }

  private static ResourceAmounts effective(PodSpec spec, UnaryOperator<ResourceAmounts> adjust) {
    ResourceAmounts running = ResourceAmounts.NONE;
    for (Container container : spec.getContainers()) {
      running = running.plus(adjust.apply(requests(container.getResources())));
    }
    ResourceAmounts sidecars = ResourceAmounts.NONE;
    ResourceAmounts starting = ResourceAmounts.NONE;
    for (Container container : spec.getInitContainers()) {
      ResourceAmounts requests = adjust.apply(requests(container.getResources()));
      if ("Always".equals(container.getRestartPolicy())) {
        sidecars = sidecars.plus(requests);
        starting = starting.max(sidecars);
      } else {
        starting = starting.max(sidecars.plus(requests));
      }
    }
    return running
        .plus(sidecars)
        .max(starting)
        .overriddenBy(requests(spec.getResources()))
        .plus(ResourceAmounts.of(spec.getOverhead()));
  }

  private static ResourceAmounts requests(ResourceRequirements resources) {
    return resources == null ? ResourceAmounts.NONE : ResourceAmounts.of(resources.getRequests());
  }
}
