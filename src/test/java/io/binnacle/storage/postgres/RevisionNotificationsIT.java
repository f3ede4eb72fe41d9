package io.binnacle.storage.postgres;

import static org.awaitility.Awaitility.await;

import io.binnacle.testing.PostgresServer;
import io.binnacle.testing.TcpRelay;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RevisionNotificationsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final PostgresServer postgres = PostgresServer.shared();
  private final PostgresServer.Database database = postgres.createDatabase();
  private final TcpRelay relay = TcpRelay.to(postgres.port());
  private final AtomicInteger calls = new AtomicInteger();
  private final RevisionNotifications notifications =
      new RevisionNotifications(
          DataSources.direct(
              new DatabaseAddress(
                  database.urlAt(relay.port()), database.user(), database.password())),
          "self",
          calls::incrementAndGet,
          Duration.ofMillis(500));

  @AfterEach
  void close() {
    notifications.close();
    relay.close();
    postgres.drop(database);
  }

  @Test
  void listensAnewWhereItsConnectionHasDiedAndNobodyTold() throws SQLException {
    Thread.ofVirtual().start(notifications);
    await().atMost(PATIENCE).until(() -> calls.get() == 1);

    relay.forget();

    await().atMost(PATIENCE).until(() -> calls.get() == 2);
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("notify " + RevisionNotifications.CHANNEL + ", 'self'");
      statement.execute("notify " + RevisionNotifications.CHANNEL + ", 'other'");
    }
    await().atMost(PATIENCE).until(() -> calls.get() == 3);
  }
}
