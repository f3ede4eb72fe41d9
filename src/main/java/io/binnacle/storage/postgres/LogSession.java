package io.binnacle.storage.postgres;

import io.binnacle.storage.StoreException;
import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
  /**
   * A server whose machine vanished would hold the lock that all others wait for until TCP gives
   * up, which takes hours: the database ends a transaction that nothing comes for, and a connection
   * whose peer does not answer. Nor does it notice, while it waits for a lock, that nobody wants it
   * any more; so it waits a little longer than such a transaction can last. Not for the whole data
   * source: a migration may take its time.
   */
  private static final List<String> SETTINGS =
      List.of(
          "set idle_in_transaction_session_timeout = '10s'",
          "set lock_timeout = '15s'",
          "set tcp_user_timeout = '10s'",
          "set tcp_keepalives_idle = 5",
          "set tcp_keepalives_interval = 2",
          "set tcp_keepalives_count = 3");

  private final SessionFactory factory;
  private final Optional<Duration> patience;
  private @Nullable StatelessSession session;

  /** For statements that may take their time. */
  LogSession(SessionFactory factory) {
    this(factory, Optional.empty());
  }

  /**
   * For short statements alone.
   *
   * @param patience a connection that does not answer for so long is dead, although nobody has told
   */
  LogSession(SessionFactory factory, Duration patience) {
    this(factory, Optional.of(patience));
  }

  private LogSession(SessionFactory factory, Optional<Duration> patience) {
    this.factory = factory;
    this.patience = patience;
  }

  /**
   * That the database could not be asked, or not answer; nothing of the transaction took effect.
   */
  static final class FailedException extends Exception {
    private static final long serialVersionUID = 1L;

    FailedException(RuntimeException cause) {
      super(cause.getMessage(), cause);
    }

    /**
     * Whether the database refused a value for what it is, and so always will: SQLSTATE class 22
     * (data exception, such as a text that is too long) or 54 (a limit exceeded, such as that of an
     * index).
     */
    boolean isRejection() {
      return sqlState()
          .filter(state -> state.startsWith("22") || state.startsWith("54"))
          .isPresent();
    }

    /** Whether the database gave up waiting for a lock (SQLSTATE lock_not_available). */
    boolean isLockTimeout() {
      return sqlState().filter("55P03"::equals).isPresent();
    }

    private Optional<String> sqlState() {
      for (Throwable cause = getCause(); cause != null; cause = cause.getCause()) {
        if (cause instanceof SQLException e && e.getSQLState() != null) {
          return Optional.of(e.getSQLState());
        }
      }
      return Optional.empty();
    }

    /** Whether there was no room for what was to be written (SQLSTATE disk_full). */
    private boolean isStorageFull() {
      return sqlState().filter("53100"::equals).isPresent();
    }

    /** Whether a new connection may do better. */
    boolean isWorthAnotherTry() {
      return !isRejection() && !isStorageFull();
    }

    StoreException failure() {
      return isStorageFull()
          ? new StoreException(
              StoreException.Reason.STORAGE_FULL, "the database's disk is full", getCause())
          : new StoreException(
              StoreException.Reason.UNAVAILABLE,
              "the database failed: " + getMessage(),
              getCause());
    }
  }

  /** That COMMIT itself failed, so that nobody knows whether it took effect. */
  static final class CommitFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    CommitFailedException(RuntimeException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /**
   * Runs work without a transaction of its own: for a single read. A connection that has been held
   * may have died meanwhile, as all do when the database is restarted: then a new one is tried.
   */
  <T> T read(Function<StatelessSession, T> work) {
    boolean held = session != null;
    try {
      return work.apply(opened());
    } catch (PersistenceException e) {
      reset();
      if (held) {
        return read(work);
      }
      throw new FailedException(e).failure();
    }
  }

  /** Runs work in a transaction for which a lost commit does no harm. */
  <T> T transact(Function<StatelessSession, T> work) {
    try {
      return commit(work);
    } catch (FailedException e) {
      throw e.failure();
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
      open.doWork(this::prepare);
    }
    return open;
  }

  private void prepare(Connection connection) throws SQLException {
    if (patience.isPresent()) {
      connection.setNetworkTimeout(Runnable::run, (int) patience.get().toMillis());
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute(String.join("; ", SETTINGS));
    }
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
