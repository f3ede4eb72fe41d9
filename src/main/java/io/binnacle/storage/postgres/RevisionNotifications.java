package io.binnacle.storage.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Listens for other servers' commits on a connection of its own. Where the database or its driver
 * cannot notify, the store's polling is all there is.
 */
final class RevisionNotifications implements Runnable, AutoCloseable {
  static final String CHANNEL = "binnacle_store";

  private static final System.Logger LOGGER =
      System.getLogger(RevisionNotifications.class.getName());
  private static final Duration RECONNECT = Duration.ofSeconds(1);

  /** Waits on the socket, asks the database nothing: short, so that closing takes no longer. */
  private static final Duration WAIT = Duration.ofMillis(250);

  static final Duration USUAL_SILENCE = Duration.ofSeconds(10);

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

  private final DataSource dataSource;
  private final String self;
  private final Runnable listener;
  private final Duration silence;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean listening;

  /**
   * @param self what this server's own notifications say
   * @param silence a connection that has told nothing for so long is asked whether it lives: one to
   *     a machine that vanished is silent for ever
   */
  RevisionNotifications(DataSource dataSource, String self, Runnable listener, Duration silence) {
    this.dataSource = dataSource;
    this.self = self;
    this.listener = listener;
    this.silence = silence;
  }

  /** Whether notifications work here, so that it makes sense to send them. */
  boolean isListening() {
    return listening;
  }

  @Override
  public void run() {
    try {
      do {
        listen();
      } while (!closed.await(RECONNECT.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      ended.countDown();
    }
  }

  private void listen() {
    try (Connection own = dataSource.getConnection()) {
      own.setAutoCommit(true);
      PGConnection notified = own.unwrap(PGConnection.class);
      try (Statement statement = own.createStatement()) {
        statement.execute("listen " + CHANNEL);
        listening = true;
        // What was committed while nobody listened has to be looked for.
        listener.run();
        long heard = System.nanoTime();
        while (closed.getCount() > 0) {
          PGNotification[] notifications = notified.getNotifications((int) WAIT.toMillis());
          if (notifications != null && notifications.length > 0) {
            heard = System.nanoTime();
            if (fromOthers(notifications)) {
              listener.run();
            }
          } else if (System.nanoTime() - heard > silence.toNanos()) {
            requireAlive(own);
            heard = System.nanoTime();
          }
        }
        // The connection may go back into a pool.
        statement.execute("unlisten " + CHANNEL);
      }
    } catch (SQLException | RuntimeException e) {
      if (closed.getCount() > 0) {
        LOGGER.log(
            System.Logger.Level.DEBUG, "not listening for other servers: {0}", e.getMessage());
      }
    }
  }

  private void requireAlive(Connection own) throws SQLException {
    if (!own.isValid(Math.max(1, (int) silence.toSeconds()))) {
      throw new SQLException("the database does not answer");
    }
  }

  private boolean fromOthers(PGNotification[] notifications) {
    for (PGNotification notification : notifications) {
      if (!self.equals(notification.getParameter())) {
        return true;
      }
    }
    return false;
  }

  /**
   * Waits for the thread, which gives its connection back by itself: whoever closes the store is
   * about to close the pool, too.
   */
  @Override
  public void close() {
    closed.countDown();
    try {
      if (!ended.await(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOGGER.log(System.Logger.Level.DEBUG, "the database does not let the listener go");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
