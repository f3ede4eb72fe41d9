package io.binnacle.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What watches of every {@link ObjectStore} do. */
public abstract class ObjectStoreWatchContract extends ObjectStoreHistoryContract {
  // --- watching

  @Test
  void watchGetsWhatCameBeforeAndAfterItOpenedWithoutGapOrRepetition() {
    long start = join(store.latest()).revision();
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(
            () -> IntStream.range(0, 100).forEach(i -> create("a", "p" + i)));
    List<Recorder> recorders = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      recorders.add(watch(store, "", start));
      // Each watch opens at another moment of the writing.
      join(store.notOlderThan(start + 4L * i, PATIENCE));
    }
    writing.join();

    for (Recorder recorder : recorders) {
      await().atMost(PATIENCE).until(() -> recorder.changes.size() >= 100);
      assertThat(recorder.revisions())
          .containsExactlyElementsOf(
              LongStream.rangeClosed(start + 1, start + 100).boxed().toList());
    }
  }

  @Test
  void watchStartsBehindItsRevision() {
    create("a", "one");
    StoredObject two = create("a", "two");
    Recorder recorder = watch(store, "", two.revision());
    StoredObject three = create("a", "three");

    await().atMost(PATIENCE).until(() -> !recorder.changes.isEmpty());
    assertThat(recorder.revisions()).containsExactly(three.revision());
  }

  @Test
  void watchKnowsThePreviousVersion() {
    Recorder recorder = watch(store, "a", join(store.latest()).revision());
    StoredObject one = create("a", "one");
    StoredObject changed =
        commit(new Mutation.Update(PODS, key("a", "one"), pod("a", "one"), one.revision()));
    StoredObject gone = commit(new Mutation.Delete(PODS, key("a", "one"), changed.revision()));

    await().atMost(PATIENCE).until(() -> recorder.changes.size() == 3);
    assertThat(recorder.changes)
        .map(change -> change.previous() == null ? 0 : change.previous().revision())
        .containsExactly(0L, one.revision(), changed.revision());
    assertThat(recorder.changes).map(Change::deletion).containsExactly(false, false, true);
    assertThat(recorder.changes.getLast().current().revision()).isEqualTo(gone.revision());
  }

  @Test
  void watchOfANamespaceSeesNoOther() {
    Recorder inA = watch(store, "a", join(store.latest()).revision());
    create("b", "one");
    create("a", "two");
    commit(new Mutation.Create(QUOTAS, key("a", "quota"), pod("a", "quota")));
    create("a", "three");

    await().atMost(PATIENCE).until(() -> inA.changes.size() >= 2);
    assertThat(inA.changes)
        .map(change -> change.current().key().name())
        .containsExactly("two", "three");
  }

  @Test
  void commitIsDeliveredToWatchesBeforeItIsAnswered() {
    Recorder recorder = watch(store, "", join(store.latest()).revision());
    await().atMost(PATIENCE).until(() -> recorder.progress > 0);
    for (int i = 1; i <= 20; i++) {
      create("a", "p" + i);
      assertThat(recorder.changes).hasSize(i);
    }
  }

  @Test
  void idleWatchIsToldHowFarItIs() {
    Recorder recorder = watch(store, "", join(store.latest()).revision());
    StoredObject quota = commit(new Mutation.Create(QUOTAS, key("a", "q"), pod("a", "q")));
    await().atMost(PATIENCE).until(() -> recorder.progress >= quota.revision());
  }

  @Test
  void closedWatchIsCalledNoMore() {
    Recorder closed = watch(store, "", join(store.latest()).revision());
    Recorder open = watch(store, "", join(store.latest()).revision());
    create("a", "one");
    closed.subscription.close();
    closed.subscription.close();
    create("a", "two");

    assertThat(open.changes).hasSize(2);
    assertThat(closed.changes).hasSize(1);
    assertThat(closed.closed).isNull();
  }

  @Test
  void watchThatFailsDoesNotHarmTheOthers() {
    store.watch(
        PODS,
        "",
        join(store.latest()).revision(),
        new WatchListener() {
          @Override
          public void onChange(Change change) {
            throw new IllegalStateException("fault");
          }

          @Override
          public void onProgress(long revision) {}

          @Override
          public void onClosed(StoreException reason) {}
        });
    Recorder recorder = watch(store, "", join(store.latest()).revision());
    create("a", "one");
    create("a", "two");
    assertThat(recorder.changes).hasSize(2);
  }

  @Test
  void closingTheStoreEndsWatchesAndRefusesCommits() {
    Recorder recorder = watch(store, "", join(store.latest()).revision());
    assertThat(store.isReady()).isTrue();
    store.close();

    assertThat(recorder.closed).isNotNull();
    assertThat(store.isReady()).isFalse();
    assertReason(
        store.commit(group(new Mutation.Create(PODS, key("a", "one"), pod("a", "one")))),
        StoreException.Reason.UNAVAILABLE);
    assertReason(store.latest(), StoreException.Reason.UNAVAILABLE);
  }
}
