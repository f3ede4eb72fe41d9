package io.binnacle.storage.cacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.storage.Change;
import io.binnacle.storage.CommitResult;
import io.binnacle.storage.Mutation;
import io.binnacle.storage.MutationGroup;
import io.binnacle.storage.StoreException;
import io.binnacle.storage.WatchListener;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of those who wait when the log, or a thread of the store, fails. */
class StoreFailureTest {
  private static final GroupResource PODS = new GroupResource("", "pods");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final FailingLog log = new FailingLog();
  private final Store store = new Store(log);

  private static final class Store extends CachedObjectStore {
    Store(CommitLog log) {
      super(log, StoreSettings.defaults(), InstantSource.system(), daemonThreads());
    }
  }

  /** A log that nothing else writes to; refuses names that begin with "bad". */
  private static final class FailingLog implements CommitLog {
    private final UUID epoch = UUID.randomUUID();
    private final CountDownLatch gate = new CountDownLatch(1);
    private volatile boolean outOfMemory;
    private volatile boolean confused;
    private int appends;
    private volatile long revision = 1;

    @Override
    public Recovery recover() {
      return new Recovery(head(), 0, List.of(), List.of(), Map.of());
    }

    @Override
    public Position head() {
      return new Position(epoch, revision);
    }

    @Override
    public Tail tail(Position seen) {
      return new Tail(head(), List.of());
    }

    @Override
    public Position append(Position seen, Function<Tail, List<Change>> decision) {
      awaitGate();
      appends++;
      List<Change> changes = decision.apply(tail(seen));
      if (outOfMemory) {
        throw new OutOfMemoryError("as if");
      }
      if (confused) {
        throw new IllegalStateException("as if");
      }
      if (changes.stream().anyMatch(change -> change.current().key().name().startsWith("bad"))) {
        throw new RejectedException("a bad name", new IllegalArgumentException());
      }
      revision = changes.getLast().revision();
      return head();
    }

    /** Until all groups of a test wait, so that they make one batch. */
    private void awaitGate() {
      try {
        assertThat(gate.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void onAppend(Runnable listener) {
      // Nobody else appends.
    }

    @Override
    public void close() {
      // Holds nothing.
    }
  }

  @AfterEach
  void close() {
    log.gate.countDown();
    store.close();
  }

  private CompletionStage<CommitResult> create(String name) {
    var tree = Json.object().put("apiVersion", "v1").put("kind", "Pod");
    tree.putObject("metadata").put("name", name);
    return store.commit(
        MutationGroup.of(new Mutation.Create(PODS, new ObjectKey("a", name), tree)));
  }

  private static void assertFails(CompletionStage<?> stage, Class<? extends Exception> type) {
    assertThatThrownBy(() -> stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(type);
  }

  @Test
  void groupThatTheLogRefusesFailsAlone() {
    List<CompletionStage<CommitResult>> good = new ArrayList<>();
    List<CompletionStage<CommitResult>> bad = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      if (i == 10 || i == 50) {
        bad.add(create("bad-" + i));
      }
      good.add(create("good-" + i));
    }
    log.gate.countDown();

    bad.forEach(stage -> assertFails(stage, ApiException.class));
    good.forEach(stage ->
        assertThat(stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join()).isNotNull());
    assertThat(store.cached().count(PODS, "")).isEqualTo(64);
    assertThat(log.appends).as("found by halving").isLessThan(40);
  }

  @Test
  void failureThatNobodyForesawIsNoPromiseThatNothingWasWritten() {
    log.confused = true;
    CompletionStage<CommitResult> write = create("one");
    log.gate.countDown();

    assertThatThrownBy(() -> write.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join())
        .cause()
        .asInstanceOf(type(StoreException.class))
        .returns(StoreException.Reason.UNKNOWN_OUTCOME, StoreException::reason);
  }

  @Test
  void errorInAThreadOfTheStoreIsToldToAllAndEndsTheStore() {
    AtomicReference<StoreException> ended = new AtomicReference<>();
    store.watch(
        PODS,
        "",
        0,
        new WatchListener() {
          @Override
          public void onChange(Change change) {
            // None is committed.
          }

          @Override
          public void onProgress(long revision) {
            // Of no interest.
          }

          @Override
          public void onClosed(StoreException reason) {
            ended.set(reason);
          }
        });
    log.outOfMemory = true;
    CompletionStage<CommitResult> first = create("one");
    CompletionStage<CommitResult> second = create("two");
    log.gate.countDown();

    assertFails(first, StoreException.class);
    assertFails(second, StoreException.class);
    await().atMost(PATIENCE).until(() -> ended.get() != null);
    assertThat(store.isReady()).isFalse();
    assertFails(create("three"), StoreException.class);
    assertFails(store.latest(), StoreException.class);
  }
}
