package io.binnacle.node.security;

import io.binnacle.node.environment.ContainerConfigException;
import io.binnacle.node.model.NodePod;
import io.binnacle.node.runtime.ContainerSpec;
import io.binnacle.node.runtime.ContainerSpec.SeccompProfile;
import io.binnacle.node.runtime.Image;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Sysctl;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Merges the security contexts of pod and container; the container's own word wins. */
public final class SecurityContexts {
  private static final List<String> MASKED_PATHS =
      List.of(
          "/proc/asound",
          "/proc/acpi",
          "/proc/interrupts",
          "/proc/kcore",
          "/proc/keys",
          "/proc/latency_stats",
          "/proc/timer_list",
          "/proc/timer_stats",
          "/proc/sched_debug",
          "/proc/scsi",
          "/sys/firmware",
          "/sys/devices/virtual/powercap");

  private static final List<String> READ_ONLY_PATHS =
      List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

  private SecurityContexts() {}

  /**
   * The merged context of a container.
   *
   * @param profiles where the seccomp profiles of this node are
   * @throws ContainerConfigException where a profile is named that is not among them
   */
  public static ContainerSpec.Security merge(NodePod pod, Container container, Path profiles) {
    PodSecurityContext ofPod = podContext(pod);
    SecurityContext own = containerContext(container);
    boolean privileged = Boolean.TRUE.equals(own.getPrivileged());
    boolean unmasked = privileged || "Unmasked".equals(own.getProcMount());
    io.fabric8.kubernetes.api.model.SeccompProfile seccomp =
        firstPresent(own.getSeccompProfile(), ofPod.getSeccompProfile());
    PodSpec spec = pod.spec();
    return new ContainerSpec.Security(
        optional(firstPresent(own.getRunAsUser(), ofPod.getRunAsUser())),
        optional(firstPresent(own.getRunAsGroup(), ofPod.getRunAsGroup())),
        "",
        supplementalGroups(ofPod),
        own.getCapabilities() == null ? List.of() : own.getCapabilities().getAdd(),
        own.getCapabilities() == null ? List.of() : own.getCapabilities().getDrop(),
        privileged,
        Boolean.FALSE.equals(own.getAllowPrivilegeEscalation()),
        Boolean.TRUE.equals(own.getReadOnlyRootFilesystem()),
        privileged ? SeccompProfile.UNCONFINED : seccompProfile(seccomp),
        localhostProfile(seccomp, profiles),
        unmasked ? List.of() : MASKED_PATHS,
        unmasked ? List.of() : READ_ONLY_PATHS,
        Boolean.TRUE.equals(spec.getHostPID()),
        Boolean.TRUE.equals(spec.getHostIPC()),
        Boolean.TRUE.equals(spec.getHostNetwork()),
        Boolean.TRUE.equals(spec.getShareProcessNamespace()));
  }

  /**
   * Whether the container may not be started because it would run as root against its own word.
   * Gives the reason.
   */
  public static Optional<String> rootRefusal(NodePod pod, Container container, Image image) {
    PodSecurityContext ofPod = podContext(pod);
    SecurityContext own = containerContext(container);
    if (!Boolean.TRUE.equals(firstPresent(own.getRunAsNonRoot(), ofPod.getRunAsNonRoot()))) {
      return Optional.empty();
    }
    Long user = firstPresent(own.getRunAsUser(), ofPod.getRunAsUser());
    if (user != null) {
      return user == 0
          ? Optional.of("container's runAsUser breaks non-root policy")
          : Optional.empty();
    }
    if (image.uid().isPresent()) {
      return image.uid().getAsLong() == 0
          ? Optional.of("container has runAsNonRoot and image will run as root")
          : Optional.empty();
    }
    return image.userName().isEmpty()
        ? Optional.of("container has runAsNonRoot and image will run as root")
        : Optional.of(
            "container has runAsNonRoot and image has non-numeric user ("
                + image.userName()
                + "), cannot verify user is non-root");
  }

  /** Group that owns the pod's volumes. */
  public static OptionalLong fsGroup(NodePod pod) {
    return optional(podContext(pod).getFsGroup());
  }

  /** Whether a volume that is the group's at its root is taken for the group's altogether. */
  public static boolean changesGroupOnRootMismatch(NodePod pod) {
    return "OnRootMismatch".equals(podContext(pod).getFsGroupChangePolicy());
  }

  public static Map<String, String> sysctls(NodePod pod) {
    Map<String, String> sysctls = new LinkedHashMap<>();
    for (Sysctl sysctl : podContext(pod).getSysctls()) {
      sysctls.put(dotted(sysctl.getName()), sysctl.getValue());
    }
    return sysctls;
  }

  /** Names may be written with slashes, in which case dots stand for themselves. */
  private static String dotted(String name) {
    int dot = name.indexOf('.');
    int slash = name.indexOf('/');
    if (slash < 0 || dot >= 0 && dot < slash) {
      return name;
    }
    StringBuilder dotted = new StringBuilder(name);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      dotted.setCharAt(i, c == '/' ? '.' : c == '.' ? '/' : c);
    }
    return dotted.toString();
  }

  /** Whether any container of the pod is privileged, so that its sandbox must be. */
  public static boolean anyPrivileged(NodePod pod) {
    return pod.allContainers().stream()
        .anyMatch(container -> Boolean.TRUE.equals(containerContext(container).getPrivileged()));
  }

  private static List<Long> supplementalGroups(PodSecurityContext ofPod) {
    Set<Long> groups = new LinkedHashSet<>(ofPod.getSupplementalGroups());
    if (ofPod.getFsGroup() != null) {
      groups.add(ofPod.getFsGroup());
    }
    return List.copyOf(groups);
  }

  private static SeccompProfile seccompProfile(
      io.fabric8.kubernetes.api.model.@Nullable SeccompProfile profile) {
    return switch (profile == null ? "" : Objects.requireNonNullElse(profile.getType(), "")) {
      case "RuntimeDefault" -> SeccompProfile.RUNTIME_DEFAULT;
      case "Localhost" -> SeccompProfile.LOCALHOST;
      default -> SeccompProfile.UNCONFINED;
    };
  }

  private static String localhostProfile(
      io.fabric8.kubernetes.api.model.@Nullable SeccompProfile profile, Path profiles) {
    if (profile == null || seccompProfile(profile) != SeccompProfile.LOCALHOST) {
      return "";
    }
    String name = Objects.requireNonNullElse(profile.getLocalhostProfile(), "");
    Path file = profiles.resolve(name).normalize();
    if (name.isEmpty() || !file.startsWith(profiles) || file.equals(profiles)) {
      throw new ContainerConfigException(
          "invalid localhost seccomp profile \"" + name + "\": it must be a descending path");
    }
    return file.toString();
  }

  private static PodSecurityContext podContext(NodePod pod) {
    return Objects.requireNonNullElseGet(pod.spec().getSecurityContext(), PodSecurityContext::new);
  }

  private static SecurityContext containerContext(Container container) {
    return Objects.requireNonNullElseGet(container.getSecurityContext(), SecurityContext::new);
  }

  private static <T> @Nullable T firstPresent(@Nullable T first, @Nullable T second) {
    return first == null ? second : first;
  }

  private static OptionalLong optional(@Nullable Long value) {
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
