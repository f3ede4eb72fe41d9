package io.binnacle.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
  private final FakeTime time = new FakeTime();
  private final QueueCounters counters = new QueueCounters();
  private final WorkQueue<String> queue =
      new WorkQueue<>(
          time,
          time,
          new WorkQueue.RateLimit(Duration.ofSeconds(1), Duration.ofSeconds(8)),
          counters);

  @Test
  void givesEachWaitingKeyOnceInOrder() {
    queue.add("a");
    queue.add("b");
    queue.add("a");
    assertThat(queue.poll()).contains("a");
    assertThat(queue.poll()).contains("b");
    assertThat(queue.poll()).isEmpty();
  }

  @Test
  void aKeyAddedWhileWorkedOnWaitsUntilThatIsDone() {
    queue.add("a");
    queue.poll();
    queue.add("a");
    assertThat(queue.poll()).isEmpty();
    queue.done("a");
    assertThat(queue.poll()).contains("a");
  }

  @Test
  void aKeyOnWhichWorkTakesLongRestsBeforeItComesAgain() {
    queue.add("a");
    queue.poll();
    time.advance(Duration.ofMillis(30));
    queue.add("a");
    queue.done("a");
    queue.add("a");
    assertThat(queue.poll()).isEmpty();
    time.advance(Duration.ofMillis(120));
    assertThat(queue.poll()).contains("a");
    queue.done("a");
    assertThat(queue.poll()).isEmpty();
  }

  @Test
  void theEarliestOfSeveralDelaysCounts() {
    queue.addAfter("a", Duration.ofSeconds(10));
    queue.addAfter("a", Duration.ofSeconds(5));
    queue.addAfter("a", Duration.ofSeconds(20));
    time.advance(Duration.ofSeconds(5));
    assertThat(queue.poll()).contains("a");
    queue.done("a");
    time.advance(Duration.ofSeconds(30));
    assertThat(queue.poll()).isEmpty();
  }

  @Test
  void failingKeysComeBackLaterEachTimeUntilForgotten() {
    for (int delay : new int[] {1, 2, 4, 8, 8}) {
      queue.addRateLimited("a");
      time.advance(Duration.ofSeconds(delay).minusMillis(1));
      assertThat(queue.poll()).isEmpty();
      time.advance(Duration.ofMillis(1));
      assertThat(queue.poll()).contains("a");
      queue.done("a");
    }
    assertThat(counters.retries()).isEqualTo(5);
    queue.forget("a");
    assertThat(queue.failures("a")).isZero();
  }

  @Test
  void takersWaitForAKeyAndForTheEnd() throws Exception {
    CompletableFuture<Optional<String>> taken = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> take(taken));
    queue.add("a");
    assertThat(taken.get(10, TimeUnit.SECONDS)).contains("a");
    CompletableFuture<Optional<String>> ended = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> take(ended));
    queue.close();
    assertThat(ended.get(10, TimeUnit.SECONDS)).isEmpty();
  }

  private void take(CompletableFuture<Optional<String>> result) {
    try {
      result.complete(queue.take());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
