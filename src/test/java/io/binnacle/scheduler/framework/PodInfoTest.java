package io.binnacle.scheduler.framework;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import org.junit.jupiter.api.Test;

class PodInfoTest {
  private final PodInfo pod = PodInfo.of(pod("\"containers\":[{\"name\":\"c\"}]", "Pending"));

  @Test
  void aVersionThatHasANodeAndAStatusSharesTheSpec() {
    PodInfo bound =
        pod.updated(pod("\"containers\":[{\"name\":\"c\"}],\"nodeName\":\"n\"", "Running"));

    assertThat(bound.spec()).isSameAs(pod.spec());
    assertThat(bound.nodeName()).isEqualTo("n");
    assertThat(pod.nodeName()).isEmpty();
  }

  @Test
  void aVersionWithAnotherSpecIsReadAnew() {
    PodInfo resized = pod.updated(pod("\"containers\":[{\"name\":\"d\"}]", "Pending"));

    assertThat(resized.spec().getContainers().getFirst().getName()).isEqualTo("d");
  }

  @Test
  void followsItsStatus() {
    pod.follow(pod("\"containers\":[{\"name\":\"c\"}]", "Failed"));

    assertThat(pod.isTerminal()).isTrue();
  }

  private static ApiObject pod(String spec, String phase) {
    return ApiObject.of(
        Json.readTrusted(
            "{\"metadata\":{\"name\":\"p\",\"namespace\":\"ns\",\"uid\":\"u\"},\"spec\":{"
                + spec
                + "},\"status\":{\"phase\":\""
                + phase
                + "\"}}"));
  }
}
