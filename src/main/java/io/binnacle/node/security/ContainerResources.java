package io.binnacle.node.security;

import io.binnacle.node.model.NodePod;
import io.binnacle.node.model.QualityOfService;
import io.binnacle.node.runtime.ContainerSpec;
import io.fabric8.kubernetes.api.model.Container;
import java.util.Map;

/** The resources of a container as cgroups take them. */
public final class ContainerResources {
  private static final long CPU_PERIOD_MICROS = 100_000;
  private static final long MIN_CPU_QUOTA_MICROS = 1_000;
  private static final long MIN_CPU_SHARES = 2;
  private static final long MAX_CPU_SHARES = 262_144;

  private ContainerResources() {}

  public static ContainerSpec.Resources of(NodePod pod, Container container, long nodeMemoryBytes) {
    long cpuRequest = QualityOfService.request(container, "cpu").milliValue();
    long cpuLimit = QualityOfService.limit(container, "cpu").milliValue();
    return new ContainerSpec.Resources(
        shares(cpuRequest),
        quota(cpuLimit),
        cpuLimit == 0 ? 0 : CPU_PERIOD_MICROS,
        QualityOfService.limit(container, "memory").value(),
        QualityOfService.of(pod).oomScoreAdjustment(container, nodeMemoryBytes),
        Map.of());
  }

  /** The weight for a request. */
  public static long shares(long milliCpu) {
    return Math.clamp(milliCpu * 1024 / 1000, MIN_CPU_SHARES, MAX_CPU_SHARES);
  }

  /** Microseconds a period for a limit; 0 for none. */
  public static long quota(long milliCpu) {
    return milliCpu == 0 ? 0 : Math.max(MIN_CPU_QUOTA_MICROS, milliCpu * CPU_PERIOD_MICROS / 1000);
  }
}
