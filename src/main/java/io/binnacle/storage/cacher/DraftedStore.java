package io.binnacle.storage.cacher;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.storage.CommitResult;
import io.binnacle.storage.Mutation;
import io.binnacle.storage.MutationGroup;
import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.Snapshot;
import io.binnacle.storage.StoreDraft;
import io.binnacle.storage.StoreException;
import io.binnacle.storage.StoreException.Reason;
import io.binnacle.storage.StoreHistory;
import io.binnacle.storage.WatchListener;
import io.binnacle.storage.WatchSubscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Decides groups as the committer would, and remembers them for one group that holds them all. */
final class DraftedStore implements StoreDraft {
  private final ObjectStore target;
  private final long baseRevision;
  private final List<Mutation> drafted = new ArrayList<>();
  private StoreState state;

  DraftedStore(ObjectStore target, StoreState base) {
    this.target = target;
    this.state = base;
    this.baseRevision = base.revision();
  }

  @Override
  public long baseRevision() {
    return baseRevision;
  }

  @Override
  public CompletionStage<CommitResult> commit(MutationGroup group) {
    try {
      GroupDecision decision = GroupDecision.of(state, GroupDecision.Prepared.of(group));
      group.mutations().forEach(this::draft);
      state = decision.state();
      return CompletableFuture.completedFuture(decision.result());
    } catch (RuntimeException refusal) {
      return CompletableFuture.failedFuture(refusal);
    }
  }

  /**
   * What expects a version that only the draft knows is put in terms of those that the store knows.
   */
  private void draft(Mutation mutation) {
    switch (mutation) {
      case Mutation.Update update when update.expectedRevision() > baseRevision -> {
        // The mutation before it has seen to the version; this one adds to it under the same lock.
        var object = update.object().deepCopy();
        drafted.add(
            new Mutation.Derive(update.resource(), update.key(), current -> object.deepCopy()));
      }
      case Mutation.Delete delete when delete.expectedRevision() > baseRevision ->
          deleteDrafted(delete);
      default -> drafted.add(mutation);
    }
  }

  /** Watchers never see a version that is written and deleted in one commit. */
  private void deleteDrafted(Mutation.Delete delete) {
    GroupResource resource = delete.resource();
    ObjectKey key = delete.key();
    for (int i = drafted.size() - 1; i >= 0; i--) {
      switch (drafted.get(i)) {
        case Mutation.Create create
            when create.resource().equals(resource) && create.key().equals(key) -> {
          drafted.remove(i);
          return;
        }
        case Mutation.Update update
            when update.resource().equals(resource) && update.key().equals(key) -> {
          drafted.set(i, new Mutation.Delete(resource, key, update.expectedRevision()));
          return;
        }
        case Mutation.Derive derive
            when derive.resource().equals(resource) && derive.key().equals(key) ->
            drafted.remove(i);
        default -> {
          // About another object.
        }
      }
    }
    throw new StoreException(Reason.CONFLICT, resource, key);
  }

  @Override
  public CompletionStage<CommitResult> publish() {
    return drafted.isEmpty()
        ? CompletableFuture.completedFuture(new CommitResult(baseRevision, List.of()))
        : target.commit(new MutationGroup(drafted));
  }

  @Override
  public Snapshot cached() {
    return state;
  }

  @Override
  public CompletionStage<Snapshot> latest() {
    return CompletableFuture.completedFuture(state);
  }

  @Override
  public CompletionStage<Snapshot> notOlderThan(long revision, Duration timeout) {
    return revision <= state.revision()
        ? latest()
        : CompletableFuture.failedFuture(
            new StoreException(Reason.REVISION_TOO_NEW, revision + " is not drafted"));
  }

  @Override
  public CompletionStage<Snapshot> at(long revision) {
    return revision == state.revision() ? latest() : target.at(revision);
  }

  @Override
  public StoreHistory history() {
    return target.history();
  }

  @Override
  public CompletionStage<StoreDraft> draft() {
    return CompletableFuture.completedFuture(new DraftedStore(this, state));
  }

  @Override
  public WatchSubscription watch(
      GroupResource resource, String namespace, long afterRevision, WatchListener listener) {
    throw new UnsupportedOperationException("a draft has no watches");
  }

  @Override
  public boolean isReady() {
    return target.isReady();
  }

  @Override
  public void close() {
    // There is nothing of its own.
  }
}
