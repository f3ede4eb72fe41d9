package io.binnacle.node.runtime.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.node.runtime.containerd.ContainerdSettings;
import io.binnacle.node.runtime.containerd.PrivateContainerd;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OfflineImagesTest {
  private final PrivateContainerd containerd =
      new PrivateContainerd(ContainerdSettings.below(Path.of("/none")));

  @ParameterizedTest
  @CsvSource({
    "binnacle/busybox,true",
    "binnacle/busybox:latest,true",
    "docker.io/binnacle/busybox,true",
    "index.docker.io/binnacle/pause:latest,true",
    "binnacle/busybox:1.36,false",
    "binnacle/busybox@sha256:00,false",
    "busybox,false",
    "example.com/binnacle/busybox,false",
    "binnacle/other,false"
  })
  void knowsItsImagesInEverySpelling(String reference, boolean builtIn) {
    OfflineImages images = new OfflineImages(containerd.tools(), containerd.images());

    assertThat(images.contains(reference)).isEqualTo(builtIn);
  }
}
