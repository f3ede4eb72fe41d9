package io.binnacle.node.simulated;

import io.binnacle.apimachinery.resource.Quantity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * What simulated nodes are like.
 *
 * @param namePrefix of their names, before a number
 * @param capacity all of which is allocatable
 * @param startTime from a pod's arrival until its containers run
 * @param stopTime what containers take of their grace period
 * @param leaseDuration after which a node counts as lost; renewed four times as often
 * @param root a directory of their own; what real containers would leave there is looked for
 */
public record SimulatedNodeSettings(
    String namePrefix,
    Map<String, Quantity> capacity,
    Duration startTime,
    Duration stopTime,
    Duration leaseDuration,
    Path root) {
  private static final String CPUS = "32";
  private static final String MEMORY = "128Gi";
  private static final String PODS = "110";

  public SimulatedNodeSettings {
    capacity = Map.copyOf(capacity);
  }

  /** Large nodes whose containers start and stop at once, with Kubernetes' heartbeats. */
  public static SimulatedNodeSettings large(String namePrefix, Path root) {
    return new SimulatedNodeSettings(
        namePrefix,
        Map.of(
            "cpu", Quantity.parse(CPUS),
            "memory", Quantity.parse(MEMORY),
            "ephemeral-storage", Quantity.parse(MEMORY),
            "pods", Quantity.parse(PODS)),
        Duration.ZERO,
        Duration.ZERO,
        Duration.ofSeconds(40),
        root);
  }

  /** The same, but for their heartbeat: for tests that lose nodes. */
  public SimulatedNodeSettings withLeaseDuration(Duration duration) {
    return new SimulatedNodeSettings(namePrefix, capacity, startTime, stopTime, duration, root);
  }

  /** The name of a node by its number. */
  public String name(int index) {
    return namePrefix + index;
  }
}
