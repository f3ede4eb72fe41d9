package io.binnacle.node.runtime.cri;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.node.runtime.ContainerSpec.SeccompProfile;
import io.binnacle.node.runtime.cri.proto.ContainerConfig;
import io.binnacle.node.runtime.cri.proto.LinuxContainerSecurityContext;
import io.binnacle.node.runtime.cri.proto.MountPropagation;
import io.binnacle.node.runtime.cri.proto.NamespaceMode;
import io.binnacle.node.runtime.cri.proto.PodSandboxConfig;
import io.binnacle.node.runtime.cri.proto.Protocol;
import io.binnacle.node.runtime.cri.proto.SecurityProfile.ProfileType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CriRequestsTest {
  @Test
  void saysAllOfASandbox() {
    PodSandboxConfig config = CriRequests.sandbox(CriSpecs.sandbox());

    assertThat(config.getMetadata().getAttempt()).isEqualTo(2);
    assertThat(config.getHostname()).isEqualTo("web-host");
    assertThat(config.getLogDirectory()).isEqualTo("/logs/web");
    assertThat(config.getDnsConfig().getOptionsList()).containsExactly("ndots:5");
    assertThat(config.getPortMappings(0).getProtocol()).isEqualTo(Protocol.UDP);
    assertThat(config.getPortMappings(0).getHostPort()).isEqualTo(5353);
    assertThat(config.getLinux().getCgroupParent()).isEqualTo("/pods/web");
    assertThat(config.getLinux().getSysctlsMap()).containsEntry("net.ipv4.tcp_syncookies", "0");
    assertThat(config.getLinux().getSecurityContext().getNamespaceOptions().getPid())
        .isEqualTo(NamespaceMode.NODE);
    assertThat(config.getLinux().getSecurityContext().getNamespaceOptions().getNetwork())
        .isEqualTo(NamespaceMode.POD);
  }

  @Test
  void saysAllOfAContainer() {
    ContainerConfig config =
        CriRequests.container(CriSpecs.container(SeccompProfile.RUNTIME_DEFAULT, false));

    assertThat(config.getMetadata().getAttempt()).isEqualTo(3);
    assertThat(config.getArgsList()).containsExactly("-c", "true");
    assertThat(config.getEnvs(0).getValue()).isEqualTo("b");
    assertThat(config.getMounts(0).getPropagation())
        .isEqualTo(MountPropagation.PROPAGATION_HOST_TO_CONTAINER);
    assertThat(config.getMounts(0).getReadonly()).isTrue();
    assertThat(config.getDevices(0).getPermissions()).isEqualTo("rw");
    assertThat(config.getStdinOnce()).isTrue();
    assertThat(config.getLinux().getResources().getMemoryLimitInBytes()).isEqualTo(1 << 20);
    assertThat(config.getLinux().getResources().getHugepageLimits(0).getLimit()).isEqualTo(4194304);
    LinuxContainerSecurityContext security = config.getLinux().getSecurityContext();
    assertThat(security.getRunAsUser().getValue()).isEqualTo(1000);
    assertThat(security.getRunAsGroup().getValue()).isEqualTo(2000);
    assertThat(security.getSupplementalGroupsList()).containsExactly(3000L);
    assertThat(security.getCapabilities().getDropCapabilitiesList()).containsExactly("ALL");
    assertThat(security.getNoNewPrivs()).isTrue();
    assertThat(security.getReadonlyRootfs()).isTrue();
    assertThat(security.getMaskedPathsList()).containsExactly("/proc/kcore");
    assertThat(security.getNamespaceOptions().getNetwork()).isEqualTo(NamespaceMode.NODE);
    assertThat(security.getNamespaceOptions().getPid()).isEqualTo(NamespaceMode.CONTAINER);
  }

  @ParameterizedTest
  @CsvSource({
    "RUNTIME_DEFAULT, RuntimeDefault, ''",
    "UNCONFINED, Unconfined, ''",
    "LOCALHOST, Localhost, /profiles/p.json"
  })
  void namesTheSeccompProfile(SeccompProfile profile, ProfileType type, String reference) {
    LinuxContainerSecurityContext security =
        CriRequests.container(CriSpecs.container(profile, true)).getLinux().getSecurityContext();

    assertThat(security.getSeccomp().getProfileType()).isEqualTo(type);
    assertThat(security.getSeccomp().getLocalhostRef()).isEqualTo(reference);
    assertThat(security.getNamespaceOptions().getPid()).isEqualTo(NamespaceMode.POD);
  }
}
