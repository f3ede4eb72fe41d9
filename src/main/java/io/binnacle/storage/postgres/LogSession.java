package io.binnacle.storage.postgres;

import io.binnacle.storage.StoreException;
import jakarta.persistence.PersistenceException;
import java.util.function.Function;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * One thread's session, and the connection that it holds. After a failure it starts anew with a new
 * connection.
 */
final class LogSession implements AutoCloseable {
  private final SessionFactory factory;
  private @Nullable StatelessSession session;

  LogSession(SessionFactory factory) {
    this.factory = factory;
  }

  /**
   * That the database could not be asked, or not answer; nothing of the transaction took effect.
   */
  static final class FailedException extends Exception {
    private static final long serialVersionUID = 1L;

    FailedException(RuntimeException cause) {
      super(cause.getMessage(), cause);
    }

    StoreException unavailable() {
      return new StoreException(
          StoreException.Reason.UNAVAILABLE, "the database failed: " + getMessage(), getCause());
    }
  }

  /** That COMMIT itself failed, so that nobody knows whether it took effect. */
  static final class CommitFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    CommitFailedException(RuntimeException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /** Runs work without a transaction of its own: for a single read. */
  <T> T read(Function<StatelessSession, T> work) {
    try {
      return work.apply(opened());
    } catch (PersistenceException e) {
      reset();
      throw new FailedException(e).unavailable();
    }
  }

  /** Runs work in a transaction for which a lost commit does no harm. */
  <T> T transact(Function<StatelessSession, T> work) {
    try {
      return commit(work);
    } catch (FailedException e) {
      throw e.unavailable();
    } catch (CommitFailedException e) {
      throw new StoreException(
          StoreException.Reason.UNAVAILABLE, "the database failed: " + e.getMessage(), e);
    }
  }

  /** Runs work in a transaction and tells a failure before COMMIT from one in it. */
  <T> T commit(Function<StatelessSession, T> work) throws FailedException, CommitFailedException {
    T result;
    Transaction transaction;
    try {
      transaction = opened().beginTransaction();
      result = work.apply(opened());
    } catch (PersistenceException e) {
      // The connection goes, and the transaction with it.
      reset();
      throw new FailedException(e);
    } catch (RuntimeException e) {
      rollback();
      throw e;
    }
    try {
      transaction.commit();
      return result;
    } catch (RuntimeException e) {
      reset();
      throw new CommitFailedException(e);
    }
  }

  private StatelessSession opened() {
    StatelessSession open = session;
    if (open == null) {
      open = factory.openStatelessSession();
      session = open;
    }
    return open;
  }

  private void rollback() {
    try {
      opened().getTransaction().rollback();
    } catch (RuntimeException e) {
      reset();
    }
  }

  private void reset() {
    StatelessSession broken = session;
    session = null;
    if (broken != null) {
      try {
        broken.close();
      } catch (RuntimeException e) {
        // It is broken already, and what broke it is told by the caller.
        System.getLogger(LogSession.class.getName())
            .log(System.Logger.Level.DEBUG, "closing a broken session failed", e);
      }
    }
  }

  @Override
  public void close() {
    reset();
  }
}
