package io.binnacle.registry.generic;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.registry.Registry;
import io.binnacle.registry.Transaction;
import io.binnacle.storage.CommitResult;
import io.binnacle.storage.StoreDraft;
import io.binnacle.storage.StoreException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A transaction over a draft of the store. */
record DraftedTransaction(StoreDraft draft, Registry registry) implements Transaction {
  @Override
  public long baseRevision() {
    return draft.baseRevision();
  }

  @Override
  public CompletionStage<Optional<CommitResult>> commit() {
    return draft
        .publish()
        .handle((result, failure) -> {
          if (failure == null) {
            return Optional.of(result);
          }
          if (StoreErrors.unwrap(failure) instanceof StoreException e && Attempts.onConflict(e)) {
            return Optional.empty();
          }
          throw StoreErrors.toApiException(failure, new GroupResource("", ""), "");
        });
  }
}
