package io.binnacle.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every {@link ObjectStore} does, its watches included. */
public abstract class ObjectStoreContract extends ObjectStoreWatchContract {
  // --- writing

  @Test
  void createdObjectIsReadBackWithItsRevision() {
    StoredObject created = create("a", "one");

    StoredObject read = join(store.latest()).get(PODS, key("a", "one"));
    assertThat(read.revision()).isEqualTo(created.revision());
    assertThat(read.object().resourceVersion()).isEqualTo(Long.toString(created.revision()));
    assertThat(read.object().name()).isEqualTo("one");
    assertThat(store.cached().get(PODS, key("a", "one"))).isNotNull();
  }

  @Test
  void emptyStoreHasARevisionToWatchFrom() {
    assertThat(join(store.latest()).revision()).isPositive();
  }

  @Test
  void resourceVersionOfTheTreeDoesNotCount() {
    ObjectNode tree = pod("a", "one");
    ((ObjectNode) tree.get("metadata")).put("resourceVersion", "4711").put("uid", "u-1");

    StoredObject created = commit(new Mutation.Create(PODS, key("a", "one"), tree));

    assertThat(new String(created.bytes(), StandardCharsets.UTF_8))
        .containsOnlyOnce("resourceVersion")
        .contains("\"uid\":\"u-1\",\"resourceVersion\":\"" + created.revision() + "\"");
  }

  @Test
  void textOutsideOfAsciiSurvives() {
    ObjectNode tree = pod("a", "one");
    tree.put("note", "Grüße, 東京 🚢 \" \\ \u0001");
    ((ObjectNode) tree.get("metadata")).putObject("annotations").put("ключ", "значение");

    StoredObject created = commit(new Mutation.Create(PODS, key("a", "one"), tree));

    assertThat(created.object().tree().get("note")).isEqualTo(tree.get("note"));
    assertThat(created.object().annotations()).containsEntry("ключ", "значение");
  }

  @Test
  void creatingTwiceIsRefused() {
    create("a", "one");
    assertReason(
        store.commit(group(new Mutation.Create(PODS, key("a", "one"), pod("a", "one")))),
        StoreException.Reason.ALREADY_EXISTS);
  }

  @Test
  void updateNeedsTheExpectedRevision() {
    StoredObject first = create("a", "one");
    StoredObject second =
        commit(new Mutation.Update(PODS, key("a", "one"), pod("a", "one"), first.revision()));

    assertThat(second.revision()).isGreaterThan(first.revision());
    assertReason(
        store.commit(
            group(new Mutation.Update(PODS, key("a", "one"), pod("a", "one"), first.revision()))),
        StoreException.Reason.CONFLICT);
    assertReason(
        store.commit(group(new Mutation.Update(PODS, key("a", "two"), pod("a", "two"), 1))),
        StoreException.Reason.NOT_FOUND);
  }

  @Test
  void deletionGivesTheLastStateWithTheRevisionOfTheDeletion() {
    StoredObject created = create("a", "one");
    assertReason(
        store.commit(group(new Mutation.Delete(PODS, key("a", "one"), created.revision() + 1))),
        StoreException.Reason.CONFLICT);

    StoredObject deleted = commit(new Mutation.Delete(PODS, key("a", "one"), created.revision()));

    assertThat(deleted.revision()).isGreaterThan(created.revision());
    assertThat(deleted.object().resourceVersion()).isEqualTo(Long.toString(deleted.revision()));
    assertThat(deleted.object().name()).isEqualTo("one");
    assertThat(join(store.latest()).get(PODS, key("a", "one"))).isNull();
    assertReason(
        store.commit(group(new Mutation.Delete(PODS, key("a", "one"), created.revision()))),
        StoreException.Reason.NOT_FOUND);
  }

  @Test
  void objectCanBeCreatedUpdatedAndDeletedInOneGroup() {
    long next = join(store.latest()).revision() + 1;
    CommitResult result =
        join(
            store.commit(
                group(
                    new Mutation.Create(PODS, key("a", "one"), pod("a", "one")),
                    new Mutation.Update(PODS, key("a", "one"), pod("a", "one"), next),
                    new Mutation.Delete(PODS, key("a", "one"), next + 1),
                    new Mutation.Create(PODS, key("a", "one"), pod("a", "one")))));

    assertThat(result.revision()).isEqualTo(next + 3);
    assertThat(result.outcomes())
        .map(outcome -> outcome.orElseThrow().revision())
        .containsExactly(next, next + 1, next + 2, next + 3);
    assertThat(join(store.latest()).get(PODS, key("a", "one")).revision()).isEqualTo(next + 3);
  }

  @Test
  void groupTakesEffectAsAWholeOrNotAtAll() {
    create("a", "taken");
    long before = join(store.latest()).revision();

    CompletionStage<CommitResult> refused =
        store.commit(
            group(
                new Mutation.Create(PODS, key("a", "new"), pod("a", "new")),
                new Mutation.Create(PODS, key("a", "taken"), pod("a", "taken"))));

    assertReason(refused, StoreException.Reason.ALREADY_EXISTS);
    Snapshot after = join(store.latest());
    assertThat(after.get(PODS, key("a", "new"))).isNull();
    assertThat(after.revision()).isEqualTo(before);
  }

  @Test
  void oneRefusedGroupDoesNotHarmThoseCommittedWithIt() {
    create("a", "taken");
    List<CompletionStage<CommitResult>> stages =
        IntStream.range(0, 50)
            .mapToObj(i -> i % 5 == 0 ? "taken" : "new-" + i)
            .map(name ->
                store.commit(group(new Mutation.Create(PODS, key("a", name), pod("a", name)))))
            .toList();

    long refused = stages.stream().filter(stage -> failure(stage) != null).count();
    assertThat(refused).isEqualTo(10);
    assertThat(join(store.latest()).count(PODS, "a")).isEqualTo(41);
  }

  @Test
  void guardSeesWhatEarlierPartsLeaveAndRefusesTheWholeGroup() {
    Mutation.Guard atMostTwo =
        new Mutation.Guard(state -> {
          if (state.count(PODS, "a") > 2) {
            throw ApiException.forbidden(PODS, "", "exceeded quota");
          }
        });
    List<CompletionStage<CommitResult>> stages =
        Stream.of("one", "two", "three", "four")
            .map(name ->
                store.commit(
                    group(new Mutation.Create(PODS, key("a", name), pod("a", name)), atMostTwo)))
            .toList();

    assertThat(stages.stream().map(ObjectStoreContract::failure))
        .filteredOn(failure -> failure != null)
        .hasSize(2)
        .allSatisfy(failure ->
            assertThat(failure)
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("exceeded quota"));
    assertThat(join(store.latest()).count(PODS, "a")).isEqualTo(2);
  }

  @Test
  void derivedWriteCountsExactlyUnderConcurrency() {
    int writers = 40;
    List<CompletionStage<CommitResult>> stages =
        IntStream.range(0, writers)
            .mapToObj(i ->
                store.commit(
                    group(
                        new Mutation.Create(PODS, key("a", "p" + i), pod("a", "p" + i)),
                        new Mutation.Derive(
                            QUOTAS, key("a", "quota"), ObjectStoreContract::countedUp))))
            .toList();
    stages.forEach(ObjectStoreContract::join);

    StoredObject quota = join(store.latest()).get(QUOTAS, key("a", "quota"));
    assertThat(quota.object().tree().get("used").asInt()).isEqualTo(writers);
  }

  @Test
  void derivedWriteMayLeaveTheObjectAlone() {
    CommitResult result =
        join(store.commit(group(new Mutation.Derive(QUOTAS, key("a", "quota"), none -> null))));
    assertThat(result.outcomes()).containsExactly(Optional.empty());
    assertThat(join(store.latest()).get(QUOTAS, key("a", "quota"))).isNull();
  }

  @Test
  void faultyGuardFailsItsGroupAlone() {
    CompletionStage<CommitResult> faulty =
        store.commit(
            group(
                new Mutation.Guard(state -> {
                  throw new IllegalStateException("fault");
                })));
    assertThat(failure(faulty)).isInstanceOf(IllegalStateException.class);
    create("a", "one");
  }

  // --- order

  @Test
  void concurrentWritersGetDistinctRevisionsInTheOrderOfTheLog() {
    Recorder recorder = watch(store, "", join(store.latest()).revision());
    List<CompletableFuture<List<Long>>> writers =
        IntStream.range(0, 4)
            .mapToObj(writer ->
                CompletableFuture.supplyAsync(() ->
                    IntStream.range(0, 50)
                        .mapToObj(i -> create("ns-" + writer, "p" + i).revision())
                        .toList()))
            .toList();

    List<Long> all = new ArrayList<>();
    for (CompletableFuture<List<Long>> writer : writers) {
      List<Long> own = writer.join();
      assertThat(own).isSorted();
      all.addAll(own);
    }
    assertThat(all).doesNotHaveDuplicates().hasSize(200);
    await().atMost(PATIENCE).until(() -> recorder.changes.size() == 200);
    assertThat(recorder.revisions()).isSorted().containsExactlyInAnyOrderElementsOf(all);
  }

  // --- reading

  @Test
  void listIsInKeyOrderByNamespaceAndResumesBehindAKey() {
    for (String name : List.of("c", "a", "e", "b", "d")) {
      create("n1", name);
    }
    create("n1-other", "x");
    create("n0", "y");
    Snapshot snapshot = join(store.latest());

    assertThat(names(snapshot.list(PODS, "n1", null))).containsExactly("a", "b", "c", "d", "e");
    assertThat(names(snapshot.list(PODS, "n1", key("n1", "b")))).containsExactly("c", "d", "e");
    assertThat(names(snapshot.list(PODS, "n1", key("n1", "bb")))).containsExactly("c", "d", "e");
    assertThat(names(snapshot.list(PODS, "", key("n1", "d")))).containsExactly("e", "x");
    assertThat(names(snapshot.list(PODS, "", null)))
        .containsExactly("y", "a", "b", "c", "d", "e", "x");
    assertThat(names(snapshot.list(PODS, "none", null))).isEmpty();
    assertThat(snapshot.count(PODS, "n1")).isEqualTo(5);
    assertThat(snapshot.count(PODS, "")).isEqualTo(7);
    assertThat(snapshot.count(PODS, "none")).isZero();
    assertThat(snapshot.count(QUOTAS, "")).isZero();
  }

  @Test
  void snapshotDoesNotChange() {
    create("a", "one");
    Snapshot before = join(store.latest());
    Iterator<StoredObject> list = before.list(PODS, "a", null);
    create("a", "two");

    assertThat(names(list)).containsExactly("one");
    assertThat(before.get(PODS, key("a", "two"))).isNull();
    assertThat(before.count(PODS, "a")).isEqualTo(1);
  }

  @Test
  void everyRetainedRevisionCanBeReadAgain() {
    long start = join(store.latest()).revision();
    StoredObject one = create("a", "one");
    StoredObject changed =
        commit(
            new Mutation.Update(
                PODS, key("a", "one"), pod("a", "one").put("note", "2"), one.revision()));
    StoredObject two = create("a", "two");
    StoredObject gone = commit(new Mutation.Delete(PODS, key("a", "one"), changed.revision()));

    assertThat(names(at(start).list(PODS, "", null))).isEmpty();
    assertThat(at(one.revision()).get(PODS, key("a", "one")).revision()).isEqualTo(one.revision());
    assertThat(
            at(changed.revision()).get(PODS, key("a", "one")).object().tree().path("note").asText())
        .isEqualTo("2");
    assertThat(names(at(two.revision()).list(PODS, "a", null))).containsExactly("one", "two");
    assertThat(names(at(gone.revision()).list(PODS, "a", null))).containsExactly("two");
    assertThat(at(two.revision()).revision()).isEqualTo(two.revision());
  }

  @Test
  void insideOfAGroupARevisionCanBeReadToo() {
    CommitResult result =
        join(
            store.commit(
                group(
                    new Mutation.Create(PODS, key("a", "one"), pod("a", "one")),
                    new Mutation.Create(PODS, key("a", "two"), pod("a", "two")))));

    Snapshot between = at(result.outcomes().getFirst().orElseThrow().revision());
    assertThat(names(between.list(PODS, "", null))).containsExactly("one");
  }

  @Test
  void futureRevisionIsAwaitedForAWhile() {
    long revision = join(store.latest()).revision();
    CompletionStage<Snapshot> next = store.notOlderThan(revision + 1, PATIENCE);
    create("a", "one");
    assertThat(join(next).revision()).isGreaterThan(revision);

    assertReason(
        store.notOlderThan(revision + 100, Duration.ofMillis(20)),
        StoreException.Reason.REVISION_TOO_NEW);
  }

  @Test
  void revisionBeforeTheLogIsTooOld() {
    create("a", "one");
    assertReason(store.at(0), StoreException.Reason.REVISION_TOO_OLD);
    assertReason(store.at(1), StoreException.Reason.REVISION_TOO_OLD);
  }

  // --- several servers, and restarts

  @Test
  void serversSeeEachOthersWritesAtOnceWhenTheyAskForTheLatest() {
    ObjectStore other = open();
    for (int i = 0; i < 10; i++) {
      StoredObject mine =
          commit(store, new Mutation.Create(PODS, key("a", "m" + i), pod("a", "m" + i)));
      assertThat(join(other.latest()).get(PODS, key("a", "m" + i)).revision())
          .isEqualTo(mine.revision());
      StoredObject theirs =
          commit(other, new Mutation.Create(PODS, key("a", "t" + i), pod("a", "t" + i)));
      assertThat(join(store.latest()).get(PODS, key("a", "t" + i)).revision())
          .isEqualTo(theirs.revision());
    }
  }

  @Test
  void serversDecideOnTheSameState() {
    ObjectStore other = open();
    List<CompletionStage<CommitResult>> stages = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      ObjectStore server = i % 2 == 0 ? store : other;
      stages.add(
          server.commit(
              group(
                  new Mutation.Derive(QUOTAS, key("a", "quota"), ObjectStoreContract::countedUp))));
    }
    stages.forEach(ObjectStoreContract::join);
    assertThat(
            join(other.latest()).get(QUOTAS, key("a", "quota")).object().tree().get("used").asInt())
        .isEqualTo(100);
  }

  @Test
  void watchesOfAllServersSeeTheSameLog() {
    ObjectStore other = open();
    long start = join(store.latest()).revision();
    Recorder here = watch(store, "", start);
    Recorder there = watch(other, "", start);
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(
            () -> IntStream.range(0, 50).forEach(i -> create(other, "b", "p" + i)));
    IntStream.range(0, 50).forEach(i -> create("a", "p" + i));
    writing.join();

    await().atMost(PATIENCE).until(() -> here.changes.size() == 100 && there.changes.size() == 100);
    assertThat(here.revisions())
        .containsExactlyElementsOf(LongStream.rangeClosed(start + 1, start + 100).boxed().toList())
        .isEqualTo(there.revisions());
    assertThat(here.changes.stream().map(change -> change.current().key()))
        .containsExactlyElementsOf(
            there.changes.stream().map(change -> change.current().key()).toList());
  }

  @Test
  void listenerThatFailsIsToldThatItsWatchHasEnded() {
    Recorder failing =
        new Recorder() {
          @Override
          public void onChange(Change change) {
            throw new IllegalStateException("this watch is broken");
          }
        };
    long now = join(store.latest()).revision();
    failing.subscription = store.watch(PODS, "", now, failing);
    Recorder other = watch(store, "", now);

    create("a", "one");
    create("a", "two");

    await().atMost(PATIENCE).until(() -> failing.closed != null);
    assertThat(failing.closed.reason()).isEqualTo(StoreException.Reason.UNAVAILABLE);
    await().atMost(PATIENCE).until(() -> other.changes.size() == 2);
  }

  @Test
  void restartKeepsObjectsRevisionsAndTheLog() {
    long start = join(store.latest()).revision();
    StoredObject one = create("a", "one");
    StoredObject changed =
        commit(
            new Mutation.Update(
                PODS, key("a", "one"), pod("a", "one").put("note", "2"), one.revision()));
    StoredObject two = create("a", "two");
    commit(new Mutation.Delete(PODS, key("a", "two"), two.revision()));
    long end = join(store.latest()).revision();
    store.close();

    store = open();
    assertThat(store.cached().revision()).isEqualTo(end);
    assertThat(names(store.cached().list(PODS, "", null))).containsExactly("one");
    assertThat(store.cached().get(PODS, key("a", "one")).bytes()).isEqualTo(changed.bytes());
    assertThat(names(at(two.revision()).list(PODS, "", null))).containsExactly("one", "two");
    Recorder resumed = watch(store, "", start);
    await().atMost(PATIENCE).until(() -> resumed.changes.size() == 4);
    assertThat(resumed.changes.get(1).previous().revision()).isEqualTo(one.revision());
    assertThat(create("a", "three").revision()).isEqualTo(end + 1);
  }
}
