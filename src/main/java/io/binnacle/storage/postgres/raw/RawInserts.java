package io.binnacle.storage.postgres.raw;

import io.binnacle.storage.StoreException;
import io.binnacle.storage.StoreException.Reason;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.LongFunction;

/**
 * The store's tables without the store: the rows that creating objects writes, by plain JDBC
 * batches into copies of the tables. The limit that benchmarks divide the rate of creating by.
 * Methods throw {@link StoreException} for whatever the database refuses.
 */
public record RawInserts(String url, String user, String password) {
  private static final List<String> DURABLE =
      List.of("fsync", "synchronous_commit", "full_page_writes");

  /** Never the password. */
  @Override
  public String toString() {
    return "RawInserts[" + url + "]";
  }

  /** The settings that make an acknowledged write a lasting one: each must be on. */
  public Map<String, String> durability() {
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
      throw refused(e);
    }
    return settings;
  }

  private static StoreException refused(SQLException e) {
    return new StoreException(Reason.UNAVAILABLE, "the database refused: " + e.getMessage(), e);
  }

  private Connection connect() throws SQLException {
    String separator = url.contains("?") ? "&" : "?";
    return DriverManager.getConnection(
        url + separator + "reWriteBatchedInserts=true", user, password);
  }

  /**
   * Inserts until the time is over.
   *
   * @param group objects a commit
   * @param value of the object of a number
   * @return how many objects were inserted
   */
  public long insertFor(Duration length, int group, LongFunction<byte[]> value) {
    try (Connection connection = connect()) {
      connection.setAutoCommit(false);
      makeTables(connection);
      long end = System.nanoTime() + length.toNanos();
      long rows = 0;
      while (System.nanoTime() < end) {
        commitGroup(connection, rows, group, value);
        rows += group;
      }
      dropTables(connection);
      return rows;
    } catch (SQLException e) {
      throw refused(e);
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

  private static void dropTables(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "drop table if exists bench_object, bench_change, bench_commit, bench_revision");
    }
    connection.commit();
  }

  private static void commitGroup(
      Connection connection, long from, int group, LongFunction<byte[]> value) throws SQLException {
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
        byte[] bytes = value.apply(from + i);
        for (PreparedStatement insert : List.of(object, change)) {
          insert.setString(1, name);
          insert.setLong(2, from + i);
          insert.setBytes(3, bytes);
          insert.addBatch();
        }
      }
      object.executeBatch();
      change.executeBatch();
      commit.setObject(1, UUID.randomUUID());
      commit.setLong(2, from + group);
      commit.setObject(3, OffsetDateTime.now(ZoneOffset.UTC));
      commit.executeUpdate();
      connection.commit();
    }
  }
}
