package io.binnacle.storage.cacher;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RevisionTimesTest {
  private static final Duration REACH = Duration.ofSeconds(10);

  /** Begins where the clock is about to overflow, as it may. */
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1000);

  private final RevisionTimes times = new RevisionTimes(nanos::get, REACH, 5);

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void nothingIsOldAtTheStart() {
    assertThat(times.olderThan(REACH)).isZero();
    assertThat(times.note(6)).isFalse();
  }

  @Test
  void tellsWhatWasTheNewestBeforeAnAge() {
    pass(Duration.ofSeconds(4));
    assertThat(times.note(20)).isTrue();
    pass(Duration.ofSeconds(7));
    assertThat(times.note(30)).isTrue();

    assertThat(times.olderThan(REACH)).isEqualTo(5);
    assertThat(times.olderThan(Duration.ofSeconds(5))).isEqualTo(20);
    assertThat(times.olderThan(Duration.ofSeconds(8))).isEqualTo(5);
  }

  @Test
  void stillKnowsTheAgeOfTheReachAfterALongTime() {
    for (int second = 1; second <= 100; second++) {
      pass(Duration.ofSeconds(1));
      times.note(100 + second);
    }
    assertThat(times.olderThan(REACH)).isEqualTo(189);
  }

  @Test
  void knowsNothingOfWhatWasBeforeARestart() {
    pass(Duration.ofSeconds(60));
    times.restart(1_000_000);
    assertThat(times.olderThan(REACH)).isZero();
  }
}
