package io.binnacle.app.bench;

import io.binnacle.app.bootstrap.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The database without the server: the rows that creating objects writes, by a plain JDBC batch
 * with as many objects a commit. The limit that the rate of creating is divided by.
 */
record RawSql(String url, String user, String password) {
  private static final List<String> DURABLE =
      List.of("fsync", "synchronous_commit", "full_page_writes");

  static RawSql of(BenchCluster cluster) {
    String external = System.getenv().getOrDefault("BINNACLE_STORE_URL", "");
    if (!external.isEmpty()) {
      return new RawSql(
          external,
          System.getenv().getOrDefault("BINNACLE_STORE_USER", ""),
          System.getenv().getOrDefault("BINNACLE_STORE_PASSWORD", ""));
    }
    try {
      EmbeddedPostgres.ConnectionInfo own =
          EmbeddedPostgres.open(cluster.files().home()).connection().orElseThrow();
      return new RawSql(own.jdbcUrl(), own.user(), own.password());
    } catch (IOException e) {
      throw new BenchFailure("the database's address cannot be read: " + e);
    }
  }

  /** Never the password. */
  @Override
  public String toString() {
    return "RawSql[" + url + "]";
  }

  /**
   * What makes an acknowledged write a lasting one.
   *
   * @throws BenchFailure where one of it is off: rates would mean nothing
   */
  Map<String, String> durability() {
    Map<String, String> settings = new TreeMap<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String name : DURABLE) {
        try (ResultSet row = statement.executeQuery("show " + name)) {
          row.next();
          settings.put(name, row.getString(1));
        }
      }
    } catch (SQLException e) {
      throw new BenchFailure("the database does not answer: " + e.getMessage());
    }
    if (!settings.values().stream().allMatch("on"::equals)) {
      throw new BenchFailure("the database would lose acknowledged writes: " + settings);
    }
    return settings;
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        url + (url.contains("?") ? "&" : "?") + "reWriteBatchedInserts=true", user, password);
  }

  /**
   * @param groupSize objects a commit, as the server had
   * @param apiRate what to divide by the rate found here
   */
  Measurement measure(
      BenchCluster cluster, String scenario, double groupSize, Duration length, double apiRate) {
    int group = (int) Math.max(1, Math.round(groupSize));
    try (Connection connection = connect()) {
      connection.setAutoCommit(false);
      makeTables(connection);
      BenchCluster.Stopwatch watch = cluster.measure(scenario);
      long rows = 0;
      while (watch.taken().compareTo(length) < 0) {
        commitGroup(connection, rows, group);
        rows += group;
      }
      double rate = rows / (watch.taken().toMillis() / 1000.0);
      return watch.stop(
          "raw SQL", rows, Map.of("objectsPerCommit", group, "apiOfRawSql", apiRate / rate));
    } catch (SQLException e) {
      throw new BenchFailure("the database refused: " + e.getMessage());
    } finally {
      dropTables();
    }
  }

  private static void makeTables(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String table : List.of("object", "change", "commit", "revision")) {
        statement.execute("drop table if exists bench_" + table);
        statement.execute(
            "create table bench_%s (like store_%s including all)".formatted(table, table));
      }
      statement.execute("insert into bench_revision select * from store_revision");
    }
    connection.commit();
  }

  private void dropTables() {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "drop table if exists bench_object, bench_change, bench_commit, bench_revision");
    } catch (SQLException e) {
      throw new BenchFailure("the database refused: " + e.getMessage());
    }
  }

  private static void commitGroup(Connection connection, long from, int group) throws SQLException {
    try (PreparedStatement revision =
            connection.prepareStatement("update bench_revision set revision = revision + ?");
        PreparedStatement object =
            connection.prepareStatement(
                "insert into bench_object (api_group, resource, namespace, name, revision, value)"
                    + " values ('', 'configmaps', 'bench-create', ?, ?, ?)");
        PreparedStatement change =
            connection.prepareStatement(
                "insert into bench_change (api_group, resource, namespace, name, revision, value,"
                    + " deletion, previous_revision)"
                    + " values ('', 'configmaps', 'bench-create', ?, ?, ?, false, 0)");
        PreparedStatement commit =
            connection.prepareStatement(
                "insert into bench_commit (id, revision, committed_at) values (?, ?, ?)")) {
      revision.setInt(1, group);
      revision.executeUpdate();
      for (int i = 0; i < group; i++) {
        String name = "raw-" + (from + i);
        byte[] value = StoreTarget.body(name, from + i);
        for (PreparedStatement insert : List.of(object, change)) {
          insert.setString(1, name);
          insert.setLong(2, from + i);
          insert.setBytes(3, value);
          insert.addBatch();
        }
      }
      object.executeBatch();
      change.executeBatch();
      commit.setObject(1, UUID.randomUUID());
      commit.setLong(2, from + group);
      commit.setObject(3, OffsetDateTime.now());
      commit.executeUpdate();
      connection.commit();
    }
  }
}
