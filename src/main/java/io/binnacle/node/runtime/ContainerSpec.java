package io.binnacle.node.runtime;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A container to create.
 *
 * @param attempt raised for each restart
 * @param image the id or reference of a present image
 * @param logPath below the sandbox's log directory
 */
public record ContainerSpec(
    String name,
    int attempt,
    String image,
    List<String> command,
    List<String> args,
    String workingDirectory,
    List<EnvironmentVariable> environment,
    List<Mount> mounts,
    List<Device> devices,
    Map<String, String> labels,
    Map<String, String> annotations,
    String logPath,
    boolean stdin,
    boolean stdinOnce,
    boolean tty,
    Resources resources,
    Security security) {

  /** A variable; the value may be secret. */
  public record EnvironmentVariable(String name, String value) {
    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * A path of the host at a path of the container. Propagation is PRIVATE, HOST_TO_CONTAINER or
   * BIDIRECTIONAL.
   */
  public record Mount(
      String containerPath, String hostPath, boolean readOnly, String propagation) {}

  /** A device node of the host. */
  public record Device(String containerPath, String hostPath, String permissions) {}

  /**
   * Limits as cgroups take them; 0 for none.
   *
   * @param oomScoreAdjustment -1000 to 1000
   */
  public record Resources(
      long cpuShares,
      long cpuQuotaMicros,
      long cpuPeriodMicros,
      long memoryLimitBytes,
      int oomScoreAdjustment,
      Map<String, String> hugepageLimits) {}

  /**
   * The security context, pod and container merged. Seccomp and AppArmor profiles are as in the
   * API.
   */
  public record Security(
      OptionalLong runAsUser,
      OptionalLong runAsGroup,
      String runAsUserName,
      List<Long> supplementalGroups,
      List<String> addCapabilities,
      List<String> dropCapabilities,
      boolean privileged,
      boolean noNewPrivileges,
      boolean readOnlyRootFilesystem,
      SeccompProfile seccomp,
      String localhostSeccompProfile,
      List<String> maskedPaths,
      List<String> readonlyPaths,
      boolean hostPid,
      boolean hostIpc,
      boolean hostNetwork,
      boolean sharedPodPid) {}

  /** The sort of seccomp profile. */
  public enum SeccompProfile {
    UNCONFINED,
    RUNTIME_DEFAULT,
    LOCALHOST
  }
}
