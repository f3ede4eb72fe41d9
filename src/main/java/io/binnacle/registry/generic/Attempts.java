package io.binnacle.registry.generic;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.Snapshot;
import io.binnacle.storage.StoreException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Computes a write against this server's newest state first, which costs no round trip, and again
 * against the store's newest state when the first one turned out to be stale: because the commit
 * met a conflict, or because the write was refused for a state that was not current.
 */
final class Attempts {
  /** Every round of a conflict lets one writer through; who loses so often is told. */
  private static final int MAX_ATTEMPTS = 16;

  private final ObjectStore store;
  private final Executor executor;

  Attempts(ObjectStore store, Executor executor) {
    this.store = store;
    this.executor = executor;
  }

  /** One computation and commit. Called again, with a newer state, after a conflict. */
  @FunctionalInterface
  interface Attempt<T> {
    /**
     * @throws ApiException when the state does not allow the write
     */
    CompletionStage<T> on(Snapshot state);
  }

  /** Which failures of a commit a newer state may cure. */
  @FunctionalInterface
  interface Retry {
    boolean after(StoreException failure);
  }

  /** Any conflict, on whichever object. */
  static boolean onConflict(StoreException failure) {
    return switch (failure.reason()) {
      case CONFLICT, NOT_FOUND, ALREADY_EXISTS -> true;
      case REVISION_TOO_OLD,
          REVISION_TOO_NEW,
          OVERLOADED,
          UNAVAILABLE,
          STORAGE_FULL,
          UNKNOWN_OUTCOME ->
          false;
    };
  }

  /** The stage fails with an ApiException. */
  <T> CompletionStage<T> run(GroupResource resource, String name, Retry retry, Attempt<T> attempt) {
    Run<T> run = new Run<>(resource, name, retry, attempt);
    run.tryOn(store.cached(), false, 1);
    return run.result;
  }

  private final class Run<T> {
    private final GroupResource resource;
    private final String name;
    private final Retry retry;
    private final Attempt<T> attempt;
    private final CompletableFuture<T> result = new CompletableFuture<>();

    Run(GroupResource resource, String name, Retry retry, Attempt<T> attempt) {
      this.resource = resource;
      this.name = name;
      this.retry = retry;
      this.attempt = attempt;
    }

    void tryOn(Snapshot state, boolean current, int number) {
      CompletionStage<T> stage;
      try {
        stage = attempt.on(state);
      } catch (ApiException refusal) {
        refused(refusal, state, current, number);
        return;
      } catch (RuntimeException unforeseen) {
        fail(unforeseen);
        return;
      }
      stage.whenComplete((value, failure) -> {
        if (failure == null) {
          result.complete(value);
        } else if (StoreErrors.unwrap(failure) instanceof StoreException conflict
            && number < MAX_ATTEMPTS
            && retry.after(conflict)) {
          again(number);
        } else {
          fail(failure);
        }
      });
    }

    /** A refusal counts only when it was decided on a state that is current. */
    private void refused(ApiException refusal, Snapshot state, boolean current, int number) {
      if (current || !dependsOnState(refusal)) {
        result.completeExceptionally(refusal);
        return;
      }
      store
          .latest()
          .whenCompleteAsync(
              (latest, failure) -> {
                if (failure != null) {
                  fail(failure);
                } else if (latest.revision() == state.revision()) {
                  result.completeExceptionally(refusal);
                } else {
                  tryOn(latest, true, number + 1);
                }
              },
              executor);
    }

    private void again(int number) {
      store
          .latest()
          .whenCompleteAsync(
              (latest, failure) -> {
                if (failure != null) {
                  fail(failure);
                } else {
                  tryOn(latest, true, number + 1);
                }
              },
              executor);
    }

    private void fail(Throwable failure) {
      result.completeExceptionally(StoreErrors.toApiException(failure, resource, name));
    }

    /** A request that is malformed stays so whatever the state. */
    private boolean dependsOnState(ApiException refusal) {
      return refusal.code() != 400 && refusal.code() != 415;
    }
  }
}
