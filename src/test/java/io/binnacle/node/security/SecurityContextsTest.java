package io.binnacle.node.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.binnacle.node.environment.ContainerConfigException;
import io.binnacle.node.model.NodePod;
import io.binnacle.node.model.NodePods;
import io.binnacle.node.runtime.ContainerSpec.SeccompProfile;
import io.binnacle.node.runtime.ContainerSpec.Security;
import io.binnacle.node.runtime.Image;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecurityContextsTest {
  private static final Path PROFILES = Path.of("/node/seccomp");

  private static NodePod pod(String ofPod, String ofContainer) {
    return NodePods.withSpec(
        "\"securityContext\":{%s},\"containers\":[{\"name\":\"c\",\"securityContext\":{%s}}]"
            .formatted(ofPod, ofContainer));
  }

  @Test
  void theContainersOwnWordWins() {
    NodePod pod =
        pod(
            "\"runAsUser\":1,\"runAsGroup\":2,\"fsGroup\":3,\"supplementalGroups\":[4],"
                + "\"seccompProfile\":{\"type\":\"RuntimeDefault\"}",
            "\"runAsUser\":9,\"allowPrivilegeEscalation\":false,"
                + "\"capabilities\":{\"add\":[\"NET_ADMIN\"],\"drop\":[\"ALL\"]}");

    Security merged = SecurityContexts.merge(pod, pod.spec().getContainers().getFirst(), PROFILES);

    assertThat(merged.runAsUser()).hasValue(9);
    assertThat(merged.runAsGroup()).hasValue(2);
    assertThat(merged.supplementalGroups()).containsExactly(4L, 3L);
    assertThat(merged.seccomp()).isEqualTo(SeccompProfile.RUNTIME_DEFAULT);
    assertThat(merged.noNewPrivileges()).isTrue();
    assertThat(merged.addCapabilities()).containsExactly("NET_ADMIN");
    assertThat(merged.dropCapabilities()).containsExactly("ALL");
    assertThat(merged.maskedPaths()).contains("/proc/kcore");
  }

  @Test
  void aPrivilegedContainerSeesEverything() {
    NodePod pod = pod("", "\"privileged\":true");

    Security merged = SecurityContexts.merge(pod, pod.spec().getContainers().getFirst(), PROFILES);

    assertThat(merged.privileged()).isTrue();
    assertThat(merged.maskedPaths()).isEmpty();
    assertThat(merged.seccomp()).isEqualTo(SeccompProfile.UNCONFINED);
  }

  @Test
  void profilesOfTheHostAreBelowTheirDirectory() {
    assertThat(localhostProfile("team/audit.json").localhostSeccompProfile())
        .isEqualTo("/node/seccomp/team/audit.json");
    assertThatExceptionOfType(ContainerConfigException.class)
        .isThrownBy(() -> localhostProfile("../secret"));
    assertThatExceptionOfType(ContainerConfigException.class)
        .isThrownBy(() -> localhostProfile("/etc/passwd"));
  }

  private static Security localhostProfile(String profile) {
    NodePod pod =
        pod(
            "",
            "\"seccompProfile\":{\"type\":\"Localhost\",\"localhostProfile\":\"" + profile + "\"}");
    return SecurityContexts.merge(pod, pod.spec().getContainers().getFirst(), PROFILES);
  }

  @ParameterizedTest(name = "runAsUser {0}, image {1} {2}: {3}")
  @CsvSource(
      nullValues = "-",
      value = {
        "1000, -, -, -",
        "0, -, -, container's runAsUser breaks non-root policy",
        "-, 0, -, container has runAsNonRoot and image will run as root",
        "-, -, -, container has runAsNonRoot and image will run as root",
        "-, 5, -, -",
        "-, -, web, 'container has runAsNonRoot and image has non-numeric user (web), cannot verify user is non-root'",
      })
  void rootIsRefusedWhereItIsNotWanted(
      Long user, Long imageUser, String imageUserName, String expected) {
    NodePod pod = pod("\"runAsNonRoot\":true", user == null ? "" : "\"runAsUser\":" + user);
    Image image =
        new Image(
            "i",
            List.of(),
            List.of(),
            1,
            imageUser == null ? OptionalLong.empty() : OptionalLong.of(imageUser),
            imageUserName == null ? "" : imageUserName);

    assertThat(
            SecurityContexts.rootRefusal(pod, pod.spec().getContainers().getFirst(), image)
                .orElse(null))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"0, 2, 0", "100, 102, 10000", "1000, 1024, 100000", "1, 2, 1000"})
  void processorsAreSharesAndQuota(long milli, long shares, long quota) {
    assertThat(ContainerResources.shares(milli)).isEqualTo(shares);
    assertThat(ContainerResources.quota(milli)).isEqualTo(quota);
  }
}
