package io.binnacle.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PeriodicTaskTest {
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-05-01T12:00:00Z"));
  private final Queue<Runnable> handedOver = new ArrayDeque<>();
  private final AtomicInteger runs = new AtomicInteger();

  private PeriodicTask task(Runnable work) {
    return new PeriodicTask("test", Duration.ofMinutes(1), now::get, handedOver::add, work);
  }

  private void pass(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
  }

  @Test
  void aTickHandsOverWhatIsDueAndDoesNothingItself() {
    PeriodicTask task = task(runs::incrementAndGet);

    task.tick();
    assertThat(handedOver).isEmpty();
    pass(Duration.ofMinutes(1));
    task.tick();

    assertThat(handedOver).hasSize(1);
    assertThat(runs).hasValue(0);
  }

  @Test
  void workUnderWayIsNotStartedAgain() {
    PeriodicTask task = task(runs::incrementAndGet);
    pass(Duration.ofMinutes(1));
    task.tick();
    pass(Duration.ofMinutes(1));
    task.tick();

    assertThat(handedOver).hasSize(1);
    handedOver.remove().run();
    task.tick();
    assertThat(handedOver).hasSize(1);
  }

  @Test
  void workThatFailsIsTriedWhenItIsNextDue() {
    PeriodicTask task =
        task(() -> {
          runs.incrementAndGet();
          throw new IllegalStateException("on purpose");
        });
    pass(Duration.ofMinutes(1));
    task.tick();
    handedOver.remove().run();
    task.tick();
    assertThat(handedOver).isEmpty();

    pass(Duration.ofMinutes(1));
    task.tick();
    handedOver.remove().run();
    assertThat(runs).hasValue(2);
  }
}
