package io.binnacle.apiserver.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ShortWaitTest {
  private final ShortWait wait = new ShortWait();

  @Test
  void aResultThatComesSoonIsWaitedFor() {
    CompletableFuture<String> result = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> result.complete("here"));

    assertThat(wait.isOver(result)).isTrue();
  }

  @Test
  void aFailureIsAResultToo() {
    assertThat(wait.isOver(CompletableFuture.failedFuture(new IllegalStateException()))).isTrue();
  }

  @Test
  void aResultThatDoesNotComeHoldsTheThreadForAMomentOnly() {
    assertThat(wait.isOver(new CompletableFuture<>())).isFalse();
  }

  @Test
  void anInterruptedThreadDoesNotWait() {
    Thread.currentThread().interrupt();

    assertThat(wait.isOver(new CompletableFuture<>())).isFalse();
    assertThat(Thread.interrupted()).isTrue();
  }
}
