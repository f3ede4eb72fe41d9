package io.binnacle.registry;

import io.binnacle.storage.CommitResult;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Writes that take effect together or not at all: each is decoded, admitted and validated as any
 * other, and sees those before it. One that is dropped leaves nothing.
 *
 * <p>For one thread at a time.
 */
public interface Transaction {

  /** Begins transactions. Safe for any thread. */
  interface Source {
    /** On the newest state; completes on a thread of the store. */
    CompletionStage<Transaction> begin();
  }

  /** The verbs, within this transaction; there is no watching. */
  Registry registry();

  /** The revision that the transaction is based on: what it writes has none before it commits. */
  long baseRevision();

  /**
   * Has all writes take effect, in one range of revisions. Fails with an {@code ApiException}.
   *
   * @return what was written; empty, and nothing was, where somebody else has changed what the
   *     transaction is based on, so that it may be begun anew
   */
  CompletionStage<Optional<CommitResult>> commit();
}
