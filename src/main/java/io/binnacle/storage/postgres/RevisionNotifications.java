package io.binnacle.storage.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
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
  private static final Duration WAIT = Duration.ofSeconds(5);

  private final DataSource dataSource;
  private final String self;
  private final Runnable listener;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean listening;
  private volatile @Nullable Connection connection;

  /**
   * @param self what this server's own notifications say
   */
  RevisionNotifications(DataSource dataSource, String self, Runnable listener) {
    this.dataSource = dataSource;
    this.self = self;
    this.listener = listener;
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
    }
  }

  private void listen() {
    try (Connection own = dataSource.getConnection()) {
      connection = own;
      own.setAutoCommit(true);
      PGConnection notified = own.unwrap(PGConnection.class);
      try (Statement statement = own.createStatement()) {
        statement.execute("listen " + CHANNEL);
      }
      listening = true;
      // What was committed while nobody listened has to be looked for.
      listener.run();
      while (closed.getCount() > 0) {
        PGNotification[] notifications = notified.getNotifications((int) WAIT.toMillis());
        if (notifications != null && fromOthers(notifications)) {
          listener.run();
        }
      }
    } catch (SQLException e) {
      if (closed.getCount() > 0) {
        LOGGER.log(
            System.Logger.Level.DEBUG, "not listening for other servers: {0}", e.getMessage());
      }
    } finally {
      connection = null;
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

  @Override
  public void close() {
    closed.countDown();
    Connection open = connection;
    if (open != null) {
      try {
        // Wakes the thread that waits on it.
        open.abort(Runnable::run);
      } catch (SQLException e) {
        LOGGER.log(System.Logger.Level.DEBUG, "closing the listening connection failed", e);
      }
    }
  }
}
