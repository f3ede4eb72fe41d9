package io.binnacle.node.status;

import io.binnacle.apimachinery.resource.Quantity;
import io.binnacle.node.configuration.NodeConfiguration;
import io.binnacle.node.environment.Allocatable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the node has, and what of it pods may take. Fixed at the start.
 *
 * @param capacity all that there is
 * @param allocatable without what is reserved, and what is kept free so that the node stays well
 */
public record NodeResources(Map<String, Quantity> capacity, Map<String, Quantity> allocatable)
    implements Allocatable {
  private static final Quantity KEPT_MEMORY = Quantity.parse("100Mi");
  private static final int KEPT_DISK_DIVISOR = 10;

  public NodeResources {
    capacity = Map.copyOf(capacity);
    allocatable = Map.copyOf(allocatable);
  }

  /**
   * @throws IOException where the host does not say what it has
   */
  public static NodeResources of(HostFacts host, NodeConfiguration configuration)
      throws IOException {
    Map<String, Quantity> capacity = new LinkedHashMap<>();
    capacity.put("cpu", Quantity.ofCount(host.processors()));
    capacity.put("memory", Quantity.ofBytes(host.memoryBytes()));
    capacity.put("ephemeral-storage", Quantity.ofBytes(host.diskBytes()));
    capacity.put("pods", Quantity.ofCount(configuration.maxPods()));
    Map<String, Quantity> allocatable = new LinkedHashMap<>(capacity);
    take(allocatable, "memory", KEPT_MEMORY);
    take(allocatable, "ephemeral-storage", Quantity.ofBytes(host.diskBytes() / KEPT_DISK_DIVISOR));
    for (String entry : configuration.systemReserved()) {
      int equals = entry.indexOf('=');
      if (equals > 0) {
        take(
            allocatable,
            entry.substring(0, equals).strip(),
            Quantity.parse(entry.substring(equals + 1).strip()));
      }
    }
    return new NodeResources(capacity, allocatable);
  }

  private static void take(Map<String, Quantity> from, String resource, Quantity amount) {
    from.computeIfPresent(
        resource,
        (name, there) -> {
          Quantity left = there.minus(amount);
          return left.signum() < 0 ? Quantity.ZERO : left;
        });
  }

  @Override
  public Quantity of(String resource) {
    return allocatable.getOrDefault(resource, Quantity.ZERO);
  }
}
