package io.binnacle.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.client.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ElectionTurnsTest {
  private final FakeTime time = new FakeTime();
  private final List<String> taken = new ArrayList<>();

  @Test
  void takesATurnEachSecondUntilItIsClosed() {
    ElectionTurns turns = new ElectionTurns(time, () -> taken.add("turn"));
    turns.start();

    time.advance(Duration.ofMillis(3500));
    turns.close();
    time.advance(Duration.ofSeconds(5));

    assertThat(taken).hasSize(3);
  }

  @Test
  void goesOnAfterATurnThatFailed() {
    ElectionTurns turns =
        new ElectionTurns(
            time,
            () -> {
              taken.add("turn");
              throw new IllegalStateException("the server is away");
            });
    turns.start();

    time.advance(Duration.ofMillis(2500));

    assertThat(taken).hasSize(2);
  }
}
