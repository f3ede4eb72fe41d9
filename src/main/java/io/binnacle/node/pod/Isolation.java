package io.binnacle.node.pod;

import io.binnacle.node.model.NodePod;
import io.binnacle.node.podstatus.WaitingReason;
import io.binnacle.node.security.SecurityContexts;
import io.fabric8.kubernetes.api.model.AppArmorProfile;
import io.fabric8.kubernetes.api.model.Container;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What pods may ask for of this node's kernel. A pod whose wish for isolation cannot be fulfilled
 * is refused: running it with less would deceive it.
 *
 * @param allowedUnsafeSysctls allowed besides the safe ones; may end in {@code *}
 * @param appArmor whether the kernel enforces AppArmor profiles
 */
public record Isolation(List<String> allowedUnsafeSysctls, boolean appArmor) {
  /** Those that have a namespace and cannot harm other pods; the list of the Kubernetes pages. */
  private static final Set<String> SAFE_SYSCTLS =
      Set.of(
          "kernel.shm_rmid_forced",
          "net.ipv4.ip_local_port_range",
          "net.ipv4.ip_local_reserved_ports",
          "net.ipv4.ip_unprivileged_port_start",
          "net.ipv4.ping_group_range",
          "net.ipv4.tcp_fin_timeout",
          "net.ipv4.tcp_keepalive_intvl",
          "net.ipv4.tcp_keepalive_probes",
          "net.ipv4.tcp_keepalive_time",
          "net.ipv4.tcp_rmem",
          "net.ipv4.tcp_syncookies",
          "net.ipv4.tcp_wmem");

  private static final List<String> OF_NETWORK = List.of("net.");
  private static final List<String> OF_IPC =
      List.of("kernel.shm", "kernel.msg", "kernel.sem", "fs.mqueue.");

  public Isolation {
    allowedUnsafeSysctls = List.copyOf(allowedUnsafeSysctls);
  }

  /** Why the pod is refused; empty where the node takes it. */
  Optional<WaitingReason> refusal(NodePod pod) {
    return sysctlRefusal(pod)
        .or(() -> appArmorRefusal(pod))
        .or(() -> userNamespaceRefusal(pod))
        .or(() -> runtimeClassRefusal(pod));
  }

  private Optional<WaitingReason> sysctlRefusal(NodePod pod) {
    for (String name : SecurityContexts.sysctls(pod).keySet()) {
      String why = "";
      if (pod.usesHostNetwork() && startsWithAny(name, OF_NETWORK)) {
        why = "not allowed with host net enabled";
      } else if (Boolean.TRUE.equals(pod.spec().getHostIPC()) && startsWithAny(name, OF_IPC)) {
        why = "not allowed with host ipc enabled";
      } else if (!SAFE_SYSCTLS.contains(name) && !isAllowedUnsafe(name)) {
        why = "not allowlisted";
      }
      if (!why.isEmpty()) {
        return Optional.of(
            new WaitingReason("SysctlForbidden", "forbidden sysctl: \"" + name + "\" " + why));
      }
    }
    return Optional.empty();
  }

  private static boolean startsWithAny(String name, List<String> prefixes) {
    return prefixes.stream().anyMatch(name::startsWith);
  }

  private boolean isAllowedUnsafe(String name) {
    return allowedUnsafeSysctls.stream()
        .anyMatch(allowed ->
            allowed.endsWith("*")
                ? name.startsWith(allowed.substring(0, allowed.length() - 1))
                : name.equals(allowed));
  }

  /** The runtime's own profile is in force wherever the kernel knows profiles; others it lacks. */
  private Optional<WaitingReason> appArmorRefusal(NodePod pod) {
    List<String> wanted = appArmorProfiles(pod).map(AppArmorProfile::getType).toList();
    if (wanted.contains("Localhost")) {
      return Optional.of(
          new WaitingReason("AppArmor", "Cannot enforce AppArmor: this node loads no profiles"));
    }
    return wanted.contains("RuntimeDefault") && !appArmor
        ? Optional.of(
            new WaitingReason(
                "AppArmor", "Cannot enforce AppArmor: AppArmor is not enabled on the host"))
        : Optional.empty();
  }

  private static Stream<AppArmorProfile> appArmorProfiles(NodePod pod) {
    Stream<AppArmorProfile> ofPod =
        Stream.ofNullable(pod.spec().getSecurityContext())
            .flatMap(context -> Stream.ofNullable(context.getAppArmorProfile()));
    Stream<AppArmorProfile> ofContainers =
        pod.allContainers().stream()
            .map(Container::getSecurityContext)
            .flatMap(Stream::ofNullable)
            .flatMap(context -> Stream.ofNullable(context.getAppArmorProfile()));
    return Stream.concat(ofPod, ofContainers);
  }

  private static Optional<WaitingReason> userNamespaceRefusal(NodePod pod) {
    return Boolean.FALSE.equals(pod.spec().getHostUsers())
        ? Optional.of(
            new WaitingReason(
                "UserNamespacesNotSupported",
                "Pod was rejected: this node does not support user namespaces"
                    + " (spec.hostUsers: false)"))
        : Optional.empty();
  }

  /** The class may stand for a stronger sandbox than the one that this node has. */
  private static Optional<WaitingReason> runtimeClassRefusal(NodePod pod) {
    String name = pod.spec().getRuntimeClassName();
    return name == null || name.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new WaitingReason(
                "RuntimeClassNotSupported",
                "Pod was rejected: this node has no runtime handlers (RuntimeClass \""
                    + name
                    + "\")"));
  }
}
