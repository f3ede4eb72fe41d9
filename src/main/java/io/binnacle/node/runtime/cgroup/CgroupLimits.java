package io.binnacle.node.runtime.cgroup;

/**
 * What a control group may use.
 *
 * @param cpuShares weight against its siblings, 2 to 262144
 * @param cpuQuotaMicros of processor time in each period; 0 for no limit
 * @param cpuPeriodMicros the period; 0 for 100 ms
 * @param memoryBytes the most memory; 0 for no limit
 */
public record CgroupLimits(
    long cpuShares, long cpuQuotaMicros, long cpuPeriodMicros, long memoryBytes) {
  static final long MIN_SHARES = 2;
  static final long MAX_SHARES = 262_144;
  private static final long DEFAULT_PERIOD = 100_000;

  public CgroupLimits {
    cpuShares = Math.clamp(cpuShares, MIN_SHARES, MAX_SHARES);
    cpuPeriodMicros = cpuPeriodMicros == 0 ? DEFAULT_PERIOD : cpuPeriodMicros;
  }
}
