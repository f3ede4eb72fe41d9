package io.binnacle.node.runtime.containerd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ContainerdSettingsTest {
  @Test
  void namesDifferByHomeAndFitTheKernel() {
    ContainerdSettings one = ContainerdSettings.below(Path.of("/one"));
    ContainerdSettings two = ContainerdSettings.below(Path.of("/two"));

    assertThat(one.bridge()).isNotEqualTo(two.bridge()).hasSizeLessThanOrEqualTo(15);
    assertThat(one.bridge()).isEqualTo(ContainerdSettings.below(Path.of("/else/../one")).bridge());
  }

  @Test
  void theSocketIsInTheHomeUnlessItsPathIsTooLong() {
    assertThat(ContainerdSettings.below(Path.of("/one")).socket())
        .isEqualTo(Path.of("/one/containerd/containerd.sock"));
    ContainerdSettings deep = ContainerdSettings.below(Path.of("/" + "a".repeat(100)));
    assertThat(deep.socket()).isEqualTo(Path.of("/run/binnacle-" + deep.id(), "containerd.sock"));
  }
}
