package io.binnacle.testing;

import io.binnacle.app.bootstrap.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One PostgreSQL for all integration tests of a JVM, started on first use under {@code target} and
 * stopped with the JVM. Each test takes a database of its own.
 */
public final class PostgresServer {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private final EmbeddedPostgres.ConnectionInfo server;

  private static final class Shared {
    static final PostgresServer INSTANCE = new PostgresServer();
  }

  /** A database: where it is and who may enter. */
  public record Database(String url, String user, String password) {
    public Connection connect() throws SQLException {
      return DriverManager.getConnection(url, user, password);
    }
  }

  private PostgresServer() {
    EmbeddedPostgres postgres = EmbeddedPostgres.open(Path.of("target", "postgres-it"));
    try {
      server = postgres.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              try {
                postgres.stop();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            }));
  }

  public static PostgresServer shared() {
    return Shared.INSTANCE;
  }

  /** A new, empty database. */
  public Database createDatabase() {
    return createDatabase("");
  }

  private Database createDatabase(String options) {
    String name = "test_" + ProcessHandle.current().pid() + "_" + DATABASES.incrementAndGet();
    execute("create database " + name + options);
    return new Database(
        server.jdbcUrl().replaceFirst("/[^/]+$", "/" + name), server.user(), server.password());
  }

  /** The same with its files in a directory, which must be empty and belong to this user. */
  public Database createDatabase(Path directory) {
    execute("create tablespace " + tablespace(directory) + " location '" + directory + "'");
    return createDatabase(" tablespace " + tablespace(directory));
  }

  private static String tablespace(Path directory) {
    return "test_" + Integer.toHexString(directory.hashCode());
  }

  private static String name(Database database) {
    return database.url().replaceFirst(".*/", "");
  }

  /** Drops a database whose files are in a directory. */
  public void drop(Database database, Path directory) {
    drop(database);
    execute("drop tablespace " + tablespace(directory));
  }

  /** Drops a database, whoever is connected to it. */
  public void drop(Database database) {
    execute("drop database " + name(database) + " with (force)");
  }

  /** Ends all connections to a database, as a crash of their backends would. */
  public void killConnections(Database database) {
    execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = '"
            + name(database)
            + "'");
  }

  private void execute(String sql) {
    try (Connection connection =
            DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
