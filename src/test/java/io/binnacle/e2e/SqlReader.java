package io.binnacle.e2e;

import io.binnacle.app.bootstrap.EmbeddedPostgres;
import io.binnacle.testing.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** Somebody with a SQL tool, who was given the role that may read the views of a cluster. */
final class SqlReader implements AutoCloseable {
  private static final String NAME = "somebody";
  private static final String PASSWORD = "somebody's own";

  private final PostgresServer.Database owner;
  private final Connection connection;

  private SqlReader(PostgresServer.Database owner, Connection connection) {
    this.owner = owner;
    this.connection = connection;
  }

  static SqlReader of(ClusterHarness cluster) throws SQLException {
    PostgresServer.Database owner = owner(cluster);
    // The role that the new one is in comes with the views, soon after the server's start.
    Awaitility.await()
        .until(() ->
            !rows(owner, "select rolname from pg_roles where rolname = 'binnacle_reader'")
                .isEmpty());
    execute(
        owner,
        "create role %s login password '%s' in role binnacle_reader"
            .formatted(NAME, PASSWORD.replace("'", "''")));
    return new SqlReader(owner, new PostgresServer.Database(owner.url(), NAME, PASSWORD).connect());
  }

  List<String> rows(String query) throws SQLException {
    return rows(connection, query);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
    execute(owner, "drop role " + NAME);
  }

  static List<String> asOwner(ClusterHarness cluster, String query) throws SQLException {
    return rows(owner(cluster), query);
  }

  /** The first column of what a query answers. */
  static List<String> rows(PostgresServer.Database database, String query) throws SQLException {
    try (Connection connection = database.connect()) {
      return rows(connection, query);
    }
  }

  private static List<String> rows(Connection connection, String query) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      while (result.next()) {
        rows.add(result.getString(1));
      }
    }
    return rows;
  }

  private static void execute(PostgresServer.Database database, String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static PostgresServer.Database owner(ClusterHarness cluster) {
    try {
      EmbeddedPostgres.ConnectionInfo info =
          EmbeddedPostgres.open(cluster.home())
              .connection()
              .orElseThrow(() -> new IllegalStateException("the cluster has no database"));
      return new PostgresServer.Database(info.jdbcUrl(), info.user(), info.password());
    } catch (IOException e) {
      throw new UncheckedIOException("the database's address cannot be read", e);
    }
  }
}
