package io.binnacle.node.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PullSecretsTest {
  @ParameterizedTest(name = "{0} for {1}: {2}")
  @CsvSource({
    "https://index.docker.io/v1/, nginx, true",
    "docker.io, library/nginx:1, true",
    "registry.example.com, registry.example.com/team/app:2, true",
    "registry.example.com/team, registry.example.com/team/app:2, true",
    "registry.example.com/other, registry.example.com/team/app:2, false",
    "*.example.com, registry.example.com/app, true",
    "*.example.com, example.com/app, false",
    "registry.example.com:5000, registry.example.com/app, false",
    "localhost:5000, localhost:5000/app@sha256:0, true",
  })
  void anEntryIsForTheImagesOfItsRegistry(String key, String image, boolean expected) {
    assertThat(PullSecrets.matches(key, image)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "nginx, docker.io/library/nginx:latest",
    "binnacle/busybox, docker.io/binnacle/busybox:latest",
    "ghcr.io/a/b:1, ghcr.io/a/b:1",
    "localhost:5000/a, localhost:5000/a:latest",
    "a@sha256:12, docker.io/library/a@sha256:12",
  })
  void imagesHaveAFullName(String image, String expected) {
    assertThat(ImageReference.normalize(image)).isEqualTo(expected);
  }
}
