package io.binnacle.node.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.client.FakeTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestartBackOffTest {
  private final FakeTime time = new FakeTime();
  private final RestartBackOff backOff =
      new RestartBackOff(time, Duration.ofSeconds(10), Duration.ofMinutes(5));

  @Test
  void waitsGrowToTheLongestAndBeginAnewAfterAQuietTime() {
    assertThat(backOff.waitUntil("c", time.instant())).isEmpty();
    for (long expected : new long[] {10, 20, 40, 80, 160, 300, 300}) {
      backOff.tryAgain("c", time.instant());
      assertThat(backOff.waitUntil("c", time.instant()))
          .contains(time.instant().plusSeconds(expected));
      time.advance(Duration.ofSeconds(expected));
    }
    time.advance(Duration.ofMinutes(11));
    backOff.tryAgain("c", time.instant());
    assertThat(backOff.currentWait("c")).isEqualTo(Duration.ofSeconds(10));
  }
}
