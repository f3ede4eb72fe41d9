package io.binnacle.node.runtime.cri;

import io.binnacle.node.runtime.ContainerSpec;
import io.binnacle.node.runtime.PodSandboxSpec;
import io.binnacle.node.runtime.RegistryCredentials;
import io.binnacle.node.runtime.cri.proto.AuthConfig;
import io.binnacle.node.runtime.cri.proto.Capability;
import io.binnacle.node.runtime.cri.proto.ContainerConfig;
import io.binnacle.node.runtime.cri.proto.ContainerMetadata;
import io.binnacle.node.runtime.cri.proto.DNSConfig;
import io.binnacle.node.runtime.cri.proto.Device;
import io.binnacle.node.runtime.cri.proto.HugepageLimit;
import io.binnacle.node.runtime.cri.proto.ImageSpec;
import io.binnacle.node.runtime.cri.proto.Int64Value;
import io.binnacle.node.runtime.cri.proto.KeyValue;
import io.binnacle.node.runtime.cri.proto.LinuxContainerConfig;
import io.binnacle.node.runtime.cri.proto.LinuxContainerResources;
import io.binnacle.node.runtime.cri.proto.LinuxContainerSecurityContext;
import io.binnacle.node.runtime.cri.proto.LinuxPodSandboxConfig;
import io.binnacle.node.runtime.cri.proto.LinuxSandboxSecurityContext;
import io.binnacle.node.runtime.cri.proto.Mount;
import io.binnacle.node.runtime.cri.proto.MountPropagation;
import io.binnacle.node.runtime.cri.proto.NamespaceMode;
import io.binnacle.node.runtime.cri.proto.NamespaceOption;
import io.binnacle.node.runtime.cri.proto.PodSandboxConfig;
import io.binnacle.node.runtime.cri.proto.PodSandboxMetadata;
import io.binnacle.node.runtime.cri.proto.PortMapping;
import io.binnacle.node.runtime.cri.proto.Protocol;
import io.binnacle.node.runtime.cri.proto.SecurityProfile;
import java.util.Locale;

/** The port's values as messages of the CRI. */
final class CriRequests {
  private CriRequests() {}

  static PodSandboxConfig sandbox(PodSandboxSpec spec) {
    PodSandboxConfig.Builder config =
        PodSandboxConfig.newBuilder()
            .setMetadata(
                PodSandboxMetadata.newBuilder()
                    .setName(spec.name())
                    .setUid(spec.uid())
                    .setNamespace(spec.namespace())
                    .setAttempt(spec.attempt()))
            .setHostname(spec.hostname())
            .setLogDirectory(spec.logDirectory().toString())
            .setDnsConfig(
                DNSConfig.newBuilder()
                    .addAllServers(spec.dns().servers())
                    .addAllSearches(spec.dns().searches())
                    .addAllOptions(spec.dns().options()))
            .putAllLabels(spec.labels())
            .putAllAnnotations(spec.annotations())
            .setLinux(
                LinuxPodSandboxConfig.newBuilder()
                    .setCgroupParent(spec.cgroupParent())
                    .putAllSysctls(spec.sysctls())
                    .setSecurityContext(sandboxSecurity(spec)));
    for (PodSandboxSpec.PortMapping port : spec.portMappings()) {
      config.addPortMappings(
          PortMapping.newBuilder()
              .setProtocol(Protocol.valueOf(port.protocol().toUpperCase(Locale.ROOT)))
              .setContainerPort(port.containerPort())
              .setHostPort(port.hostPort())
              .setHostIp(port.hostIp()));
    }
    return config.build();
  }

  private static LinuxSandboxSecurityContext sandboxSecurity(PodSandboxSpec spec) {
    return LinuxSandboxSecurityContext.newBuilder()
        .setPrivileged(spec.privileged())
        .setNamespaceOptions(
            NamespaceOption.newBuilder()
                .setNetwork(podOrNode(spec.hostNetwork()))
                .setIpc(podOrNode(spec.hostIpc()))
                .setPid(processes(spec.hostPid(), spec.shareProcessNamespace())))
        .setSeccomp(
            SecurityProfile.newBuilder()
                .setProfileType(
                    spec.privileged()
                        ? SecurityProfile.ProfileType.Unconfined
                        : SecurityProfile.ProfileType.RuntimeDefault))
        .build();
  }

  static ContainerConfig container(ContainerSpec spec) {
    ContainerConfig.Builder config =
        ContainerConfig.newBuilder()
            .setMetadata(
                ContainerMetadata.newBuilder().setName(spec.name()).setAttempt(spec.attempt()))
            .setImage(image(spec.image()))
            .addAllCommand(spec.command())
            .addAllArgs(spec.args())
            .setWorkingDir(spec.workingDirectory())
            .putAllLabels(spec.labels())
            .putAllAnnotations(spec.annotations())
            .setLogPath(spec.logPath())
            .setStdin(spec.stdin())
            .setStdinOnce(spec.stdinOnce())
            .setTty(spec.tty())
            .setLinux(
                LinuxContainerConfig.newBuilder()
                    .setResources(resources(spec.resources()))
                    .setSecurityContext(security(spec.security())));
    for (ContainerSpec.EnvironmentVariable variable : spec.environment()) {
      config.addEnvs(KeyValue.newBuilder().setKey(variable.name()).setValue(variable.value()));
    }
    for (ContainerSpec.Mount mount : spec.mounts()) {
      config.addMounts(
          Mount.newBuilder()
              .setContainerPath(mount.containerPath())
              .setHostPath(mount.hostPath())
              .setReadonly(mount.readOnly())
              .setPropagation(propagation(mount.propagation())));
    }
    for (ContainerSpec.Device device : spec.devices()) {
      config.addDevices(
          Device.newBuilder()
              .setContainerPath(device.containerPath())
              .setHostPath(device.hostPath())
              .setPermissions(device.permissions()));
    }
    return config.build();
  }

  static ImageSpec image(String reference) {
    return ImageSpec.newBuilder().setImage(reference).build();
  }

  static AuthConfig credentials(RegistryCredentials credentials) {
    return AuthConfig.newBuilder()
        .setUsername(credentials.user())
        .setPassword(credentials.password())
        .setServerAddress(credentials.server())
        .build();
  }

  private static LinuxContainerResources resources(ContainerSpec.Resources resources) {
    LinuxContainerResources.Builder message =
        LinuxContainerResources.newBuilder()
            .setCpuShares(resources.cpuShares())
            .setCpuQuota(resources.cpuQuotaMicros())
            .setCpuPeriod(resources.cpuPeriodMicros())
            .setMemoryLimitInBytes(resources.memoryLimitBytes())
            .setOomScoreAdj(resources.oomScoreAdjustment());
    resources
        .hugepageLimits()
        .forEach((size, limit) ->
            message.addHugepageLimits(
                HugepageLimit.newBuilder()
                    .setPageSize(size)
                    .setLimit(Long.parseUnsignedLong(limit))));
    return message.build();
  }

  private static LinuxContainerSecurityContext security(ContainerSpec.Security security) {
    LinuxContainerSecurityContext.Builder message =
        LinuxContainerSecurityContext.newBuilder()
            .setPrivileged(security.privileged())
            .setNoNewPrivs(security.noNewPrivileges())
            .setReadonlyRootfs(security.readOnlyRootFilesystem())
            .addAllSupplementalGroups(security.supplementalGroups())
            .addAllMaskedPaths(security.maskedPaths())
            .addAllReadonlyPaths(security.readonlyPaths())
            .setCapabilities(
                Capability.newBuilder()
                    .addAllAddCapabilities(security.addCapabilities())
                    .addAllDropCapabilities(security.dropCapabilities()))
            .setNamespaceOptions(
                NamespaceOption.newBuilder()
                    .setNetwork(podOrNode(security.hostNetwork()))
                    .setIpc(podOrNode(security.hostIpc()))
                    .setPid(processes(security.hostPid(), security.sharedPodPid())))
            .setSeccomp(seccomp(security))
            .setRunAsUsername(security.runAsUserName());
    security.runAsUser().ifPresent(uid -> message.setRunAsUser(number(uid)));
    security.runAsGroup().ifPresent(gid -> message.setRunAsGroup(number(gid)));
    return message.build();
  }

  private static SecurityProfile seccomp(ContainerSpec.Security security) {
    return switch (security.seccomp()) {
      case RUNTIME_DEFAULT -> profile(SecurityProfile.ProfileType.RuntimeDefault, "");
      case UNCONFINED -> profile(SecurityProfile.ProfileType.Unconfined, "");
      case LOCALHOST ->
          profile(SecurityProfile.ProfileType.Localhost, security.localhostSeccompProfile());
    };
  }

  private static SecurityProfile profile(SecurityProfile.ProfileType type, String reference) {
    return SecurityProfile.newBuilder().setProfileType(type).setLocalhostRef(reference).build();
  }

  private static Int64Value number(long value) {
    return Int64Value.newBuilder().setValue(value).build();
  }

  private static MountPropagation propagation(String name) {
    return switch (name) {
      case "HOST_TO_CONTAINER" -> MountPropagation.PROPAGATION_HOST_TO_CONTAINER;
      case "BIDIRECTIONAL" -> MountPropagation.PROPAGATION_BIDIRECTIONAL;
      default -> MountPropagation.PROPAGATION_PRIVATE;
    };
  }

  private static NamespaceMode podOrNode(boolean host) {
    return host ? NamespaceMode.NODE : NamespaceMode.POD;
  }

  private static NamespaceMode processes(boolean host, boolean shared) {
    if (host) {
      return NamespaceMode.NODE;
    }
    return shared ? NamespaceMode.POD : NamespaceMode.CONTAINER;
  }
}
