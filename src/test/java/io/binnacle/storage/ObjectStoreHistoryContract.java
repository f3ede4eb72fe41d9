package io.binnacle.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.storage.StoreException.Reason;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link ObjectStore} tells of the past, and what it does with drafts. */
public abstract class ObjectStoreHistoryContract extends ObjectStoreFixture {
  private StoredObject update(StoredObject current, String note) {
    ObjectNode tree = pod(current.key().namespace(), current.key().name()).put("note", note);
    return commit(new Mutation.Update(PODS, current.key(), tree, current.revision()));
  }

  // --- the past

  @Test
  void versionsOfAnObjectComeNewestFirst() {
    StoredObject first = create("a", "one");
    create("a", "other");
    StoredObject second = update(first, "2");
    StoredObject third = update(second, "3");

    List<ObjectVersion> versions = join(store.history().versions(PODS, key("a", "one")));

    assertThat(versions)
        .extracting(version -> version.object().revision())
        .containsExactly(third.revision(), second.revision(), first.revision());
    assertThat(versions).extracting(ObjectVersion::created).containsExactly(false, false, true);
    assertThat(versions).noneMatch(ObjectVersion::deletion);
  }

  @Test
  void historyTellsOfADeletedObjectAndOfTheOneThatFollowedIt() {
    StoredObject first = create("a", "one");
    StoredObject deleted = commit(new Mutation.Delete(PODS, key("a", "one"), first.revision()));
    assertThat(join(store.history().versions(PODS, key("a", "one"))))
        .extracting(ObjectVersion::deletion)
        .containsExactly(true, false);
    StoredObject again = create("a", "one");

    assertThat(join(store.history().versions(PODS, key("a", "one"))))
        .extracting(version -> version.object().revision())
        .containsExactly(again.revision(), deleted.revision(), first.revision());
    assertThat(join(store.history().versions(PODS, key("a", "unknown")))).isEmpty();
  }

  @Test
  void historyOfAResourceTellsWhatThereWas() {
    StoredObject one = create("a", "one");
    StoredObject two = create("a", "two");
    update(one, "2");
    commit(new Mutation.Delete(PODS, key("a", "two"), two.revision()));
    create("a", "three");

    Snapshot past = join(store.history().at(PODS, two.revision()));

    assertThat(names(past.list(PODS, "a", null))).containsExactly("one", "two");
    assertThat(past.get(PODS, key("a", "one")).revision()).isEqualTo(one.revision());
    assertReason(store.history().at(PODS, 1), Reason.REVISION_TOO_OLD);
  }

  @Test
  void aTimeLeadsToTheRevisionOfThatTime() {
    StoredObject one = create("a", "one");
    Instant between = Instant.now();
    while (!Instant.now().isAfter(between.plusMillis(1))) {
      Thread.onSpinWait();
    }
    create("a", "two");

    assertThat(join(store.history().revisionAt(between))).isEqualTo(one.revision());
    assertReason(store.history().revisionAt(Instant.EPOCH), Reason.REVISION_TOO_OLD);
  }

  // --- drafts

  @Test
  void whatIsDraftedTakesEffectTogetherInOneRevisionRange() {
    StoredObject old = create("a", "old");
    StoreDraft draft = join(store.draft());
    join(draft.commit(group(new Mutation.Create(PODS, key("a", "one"), pod("a", "one")))));
    join(draft.commit(group(new Mutation.Create(PODS, key("a", "two"), pod("a", "two")))));
    join(draft.commit(group(new Mutation.Delete(PODS, key("a", "old"), old.revision()))));

    assertThat(names(draft.cached().list(PODS, "a", null))).containsExactly("one", "two");
    assertThat(names(join(store.latest()).list(PODS, "a", null))).containsExactly("old");

    CommitResult result = join(draft.publish());

    assertThat(result.revision()).isEqualTo(draft.baseRevision() + 3);
    assertThat(names(join(store.latest()).list(PODS, "a", null))).containsExactly("one", "two");
  }

  @Test
  void aDraftOfWhatChangedMeanwhileIsRefusedAsAWhole() {
    StoredObject one = create("a", "one");
    StoreDraft draft = join(store.draft());
    join(draft.commit(group(new Mutation.Create(PODS, key("a", "two"), pod("a", "two")))));
    join(
        draft.commit(group(new Mutation.Update(PODS, one.key(), pod("a", "one"), one.revision()))));
    update(one, "meanwhile");

    assertReason(draft.publish(), Reason.CONFLICT);
    assertThat(names(join(store.latest()).list(PODS, "a", null))).containsExactly("one");
  }

  @Test
  void aDraftGoesOnFromWhatItHasDraftedWhereverTheStoreIs() {
    StoreDraft draft = join(store.draft());
    StoredObject drafted =
        join(draft.commit(group(new Mutation.Create(PODS, key("a", "one"), pod("a", "one")))))
            .outcomes()
            .getFirst()
            .orElseThrow();
    join(
        draft.commit(
            group(
                new Mutation.Update(
                    PODS, key("a", "one"), pod("a", "one").put("note", "2"), drafted.revision()))));
    create("b", "meanwhile");

    long revision = join(draft.publish()).revision();

    assertThat(at(revision).get(PODS, key("a", "one")).object().tree().path("note").asText())
        .isEqualTo("2");
  }

  @Test
  void whatIsDraftedAndDeletedAgainIsDeletedOnly() {
    StoredObject old = create("a", "old");
    StoreDraft draft = join(store.draft());
    long written =
        join(draft.commit(
                group(new Mutation.Update(PODS, old.key(), pod("a", "old"), old.revision()))))
            .revision();
    join(draft.commit(group(new Mutation.Delete(PODS, old.key(), written))));
    long made =
        join(draft.commit(group(new Mutation.Create(PODS, key("a", "new"), pod("a", "new")))))
            .revision();
    join(draft.commit(group(new Mutation.Delete(PODS, key("a", "new"), made))));

    assertThat(join(draft.publish()).revision()).isEqualTo(draft.baseRevision() + 1);
    assertThat(join(store.latest()).count(PODS, "a")).isZero();
  }

  @Test
  void guardsAreAskedInTheDraftAndOnceMoreInTheCommit() {
    StoreDraft refused = join(store.draft());
    Mutation never =
        new Mutation.Guard(state -> {
          throw ApiException.badRequest("never");
        });
    assertThat(failure(refused.commit(group(never)))).isInstanceOf(ApiException.class);
    assertThat(join(refused.publish()).outcomes()).isEmpty();

    StoreDraft draft = join(store.draft());
    Mutation lonely =
        new Mutation.Guard(state -> {
          if (state.count(PODS, "b") > 0) {
            throw ApiException.badRequest("not alone");
          }
        });
    join(draft.commit(group(lonely, new Mutation.Create(PODS, key("a", "one"), pod("a", "one")))));
    create("b", "meanwhile");
    assertThat(failure(draft.publish())).isInstanceOf(ApiException.class);
    assertThat(join(store.latest()).count(PODS, "a")).isZero();
  }
}
