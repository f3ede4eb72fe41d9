package io.binnacle.testing;

import io.binnacle.app.bootstrap.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A PostgreSQL for integration tests, stopped with the JVM: one for all tests, started under {@code
 * target} on first use, of which each test takes a database of its own; or one that a test may let
 * fail as it likes.
 */
public final class PostgresServer {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private final Path home;
  private final EmbeddedPostgres postgres;
  private final EmbeddedPostgres.ConnectionInfo server;

  private static final Path SHARED = Path.of("target", "postgres-it");

  private static final class Shared {
    static final PostgresServer INSTANCE = new PostgresServer(SHARED);
  }

  /** A database: where it is and who may enter. */
  public record Database(String url, String user, String password) {
    /** The same one as it is reached by another port. */
    public String urlAt(int port) {
      return url.replaceFirst(":\\d+/", ":" + port + "/");
    }

    public Connection connect() throws SQLException {
      return DriverManager.getConnection(url, user, password);
    }
  }

  private PostgresServer(Path home) {
    this.home = home;
    postgres = EmbeddedPostgres.open(home);
    try {
      server = postgres.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
  }

  /** The one for all tests, which must live. */
  public static PostgresServer shared() {
    return Shared.INSTANCE;
  }

  /** One for those alone who know where it is. */
  public static PostgresServer own(Path home) {
    try {
      linkPrograms(SHARED, home);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new PostgresServer(home);
  }

  /** To unpack them takes seconds. */
  private static void linkPrograms(Path from, Path to) throws IOException {
    Path unpacked = directory(from);
    if (!Files.isDirectory(unpacked)) {
      return;
    }
    Files.createDirectories(directory(to));
    try (DirectoryStream<Path> programs = Files.newDirectoryStream(unpacked, "programs-*")) {
      for (Path each : programs) {
        Path link = directory(to).resolve(each.getFileName());
        if (!Files.exists(link)) {
          Files.createSymbolicLink(link, each);
        }
      }
    }
  }

  private static Path directory(Path home) {
    return home.toAbsolutePath().resolve("postgres");
  }

  /**
   * Starts a hot standby of this one, which follows it until it is promoted.
   *
   * @param elsewhere the standby's home
   * @param reachedBy the port by which it comes to this one
   */
  public PostgresServer standby(Path elsewhere, int reachedBy) {
    Path data = directory(elsewhere).resolve("data");
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      linkPrograms(home, elsewhere);
      Files.copy(directory(home).resolve("password"), directory(elsewhere).resolve("password"));
      statement.execute("select pg_backup_start('standby', fast => true)");
      FileTrees.copy(directory(home).resolve("data"), data);
      Files.delete(data.resolve("postmaster.pid"));
      try (ResultSet rows =
          statement.executeQuery(
              "select labelfile from pg_backup_stop(wait_for_archive => false)")) {
        rows.next();
        Files.writeString(data.resolve("backup_label"), rows.getString(1));
      }
      Files.createFile(data.resolve("standby.signal"));
      Files.writeString(
          data.resolve("postgresql.auto.conf"),
          """
          primary_conninfo = 'host=127.0.0.1 port=%d user=%s password=%s'
          wal_retrieve_retry_interval = '100ms'
          """
              .formatted(reachedBy, server.user(), server.password()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return new PostgresServer(elsewhere);
  }

  /** Makes a standby a primary; returns when it is. */
  public void promote() {
    execute("select pg_promote()");
  }

  /** Changes a setting that takes effect without another start. */
  public void set(String setting, String value) {
    execute("alter system set " + setting + " = '" + value + "'");
    execute("select pg_reload_conf()");
  }

  /** The port on which it listens, also after it was started again. */
  public int port() {
    return Integer.parseInt(server.jdbcUrl().replaceFirst(".*:(\\d+)/.*", "$1"));
  }

  /** Ends it in good order; those who are connected are not asked. */
  public void stop() {
    try {
      postgres.stop();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Ends all its processes as a crash of the machine would, except that the system's cache lives.
   */
  public void kill() {
    List<ProcessHandle> processes = processes();
    // The first one first: it would start the others again.
    processes.forEach(ProcessHandle::destroyForcibly);
    processes.forEach(process -> process.onExit().join());
  }

  /** Starts it again, where it was before. */
  public void start() {
    try {
      EmbeddedPostgres.ConnectionInfo started = postgres.start();
      if (!started.jdbcUrl().equals(server.jdbcUrl())) {
        throw new IllegalStateException("another has taken the port of " + server);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All its processes stand still. */
  public void pause() {
    processes().forEach(process -> Signals.pause(process.pid()));
  }

  /** They go on. */
  public void resume() {
    processes().forEach(process -> Signals.resume(process.pid()));
  }

  private List<ProcessHandle> processes() {
    try {
      long first = postgres.process().orElseThrow();
      ProcessHandle process = ProcessHandle.of(first).orElseThrow();
      return Stream.concat(Stream.of(process), process.descendants()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
  }

  private void execute(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
