package io.binnacle.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.storage.StoreException;
import io.binnacle.testing.PostgresServer;
import io.binnacle.testing.TcpRelay;
import java.time.Duration;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogSessionIT {
  private static final String IDLE = "show idle_in_transaction_session_timeout";
  private static final String BACKEND = "select cast(pg_backend_pid() as text)";

  private final PostgresServer postgres = PostgresServer.shared();
  private final PostgresServer.Database database = postgres.createDatabase();
  private final TcpRelay relay = TcpRelay.to(postgres.port());
  private final SessionFactory factory =
      PersistenceUnit.open(
          DataSources.direct(
              new DatabaseAddress(
                  database.urlAt(relay.port()), database.user(), database.password())));

  @AfterEach
  void close() {
    factory.close();
    relay.close();
    postgres.drop(database);
  }

  private static String ask(StatelessSession session, String question) {
    return session.createNativeQuery(question, String.class).getSingleResult();
  }

  @Test
  void whatIsSetHoldsForEveryTransactionAndRead() {
    try (LogSession session = new LogSession(factory)) {
      for (int i = 0; i < 3; i++) {
        String idle = session.transact(open -> ask(open, IDLE));
        String lock = session.read(open -> ask(open, "show lock_timeout"));

        assertThat(idle).isEqualTo("10s");
        assertThat(lock).isEqualTo("15s");
      }
    }
  }

  @Test
  void connectionThatIsDeadWithoutAnybodyHavingToldIsGivenUp() {
    try (LogSession session = new LogSession(factory, Duration.ofMillis(300))) {
      String first = session.read(open -> ask(open, BACKEND));
      relay.forget();
      String second = session.read(open -> ask(open, BACKEND));

      assertThat(second).isNotEqualTo(first);
    }
  }

  @Test
  void databaseThatDoesNotAnswerIsUnavailable() {
    try (LogSession session = new LogSession(factory, Duration.ofMillis(300))) {
      session.read(open -> ask(open, "select 'one'"));

      assertThatThrownBy(() -> session.read(open -> ask(open, "select cast(pg_sleep(5) as text)")))
          .isInstanceOfSatisfying(
              StoreException.class,
              e -> assertThat(e.reason()).isEqualTo(StoreException.Reason.UNAVAILABLE));
    }
  }
}
