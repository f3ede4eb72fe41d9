package io.binnacle.storage.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.storage.StoreException;
import io.binnacle.storage.StoreException.Reason;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * A backup of all that the store keeps: a ZIP archive of a manifest and the rows of each table in
 * PostgreSQL's own text form. It is of one moment, taken while servers write; what is encrypted in
 * the database is so in the backup. A restore replaces everything in one transaction and begins a
 * new epoch, so that servers and clients notice that the store was set back.
 *
 * <p>Blocks; for one thread.
 */
public final class StoreBackup {
  private static final int FORMAT = 1;
  private static final String MANIFEST = "manifest.json";
  private static final String KIND = "BinnacleBackup";

  /** In an order that suits no foreign key in particular: there are none. */
  private static final List<String> TABLES =
      List.of(
          "store_revision",
          "store_object",
          "store_change",
          "store_commit",
          "store_floor",
          "store_encryption_key");

  private final DataSource dataSource;
  private final InstantSource clock;

  /**
   * What a backup holds.
   *
   * @param objects how many there are
   */
  public record Contents(long revision, long objects) {}

  public StoreBackup(DatabaseAddress database, InstantSource clock) {
    this.dataSource = DataSources.direct(database);
    this.clock = clock;
  }

  /**
   * Writes a backup; the stream stays open.
   *
   * @throws StoreException UNAVAILABLE when the database cannot be read
   * @throws IOException when the backup cannot be written
   */
  public Contents write(OutputStream to) throws IOException {
    PersistenceUnit.migrate(dataSource);
    try (Connection connection = dataSource.getConnection()) {
      // One snapshot of all tables, without keeping writers away.
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      ZipOutputStream archive = new ZipOutputStream(to);
      CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
      Contents contents =
          new Contents(
              number(connection, "select revision from store_revision"),
              number(connection, "select count(*) from store_object"));
      archive.putNextEntry(new ZipEntry(MANIFEST));
      archive.write(Json.write(manifest(connection, contents)));
      archive.closeEntry();
      for (String table : TABLES) {
        archive.putNextEntry(new ZipEntry(table));
        // By a query, since a table that is partitioned cannot be copied itself.
        String rows = "select " + columns(connection, table) + " from " + table;
        copy.copyOut("copy (" + rows + ") to stdout", archive);
        archive.closeEntry();
      }
      archive.finish();
      connection.rollback();
      return contents;
    } catch (SQLException e) {
      throw new StoreException(Reason.UNAVAILABLE, "the database cannot be read", e);
    }
  }

  private ObjectNode manifest(Connection connection, Contents contents) throws SQLException {
    ObjectNode manifest = Json.object().put("kind", KIND).put("format", FORMAT);
    manifest.put("time", clock.instant().toString());
    manifest.put("schema", schema(connection));
    manifest.put("revision", contents.revision).put("objects", contents.objects);
    ObjectNode tables = manifest.putObject("tables");
    for (String table : TABLES) {
      tables.put(table, columns(connection, table));
    }
    return manifest;
  }

  private static String columns(Connection connection, String table) throws SQLException {
    List<String> columns = new ArrayList<>();
    try (ResultSet rows =
        connection.getMetaData().getColumns(null, connection.getSchema(), table, null)) {
      while (rows.next()) {
        columns.add(rows.getString("COLUMN_NAME"));
      }
    }
    return String.join(", ", columns);
  }

  /** The newest migration that the database has gone through. */
  private static long schema(Connection connection) throws SQLException {
    return number(
        connection, "select max(version::int) from store_schema_history where version is not null");
  }

  private static long number(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      if (!rows.next()) {
        throw new SQLException("nothing is answered to " + query);
      }
      return rows.getLong(1);
    }
  }

  /**
   * Replaces all that the database holds.
   *
   * @throws StoreException UNAVAILABLE when the database cannot be written, or a server is at work
   *     on it: then nothing has changed
   * @throws IOException when the backup cannot be read, or is none, or not whole: likewise
   */
  public Contents restore(InputStream from) throws IOException {
    PersistenceUnit.migrate(dataSource);
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try {
        Contents contents = restore(connection, new ZipInputStream(from));
        connection.commit();
        return contents;
      } catch (IOException | SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      }
    } catch (SQLException e) {
      throw new StoreException(
          Reason.UNAVAILABLE, "the database does not take the backup: " + e.getMessage(), e);
    }
  }

  private static Contents restore(Connection connection, ZipInputStream archive)
      throws IOException, SQLException {
    JsonNode manifest = readManifest(connection, archive);
    requireNoServer(connection);
    long known = number(connection, "select revision from store_revision for update");
    CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
    Set<String> missing = new TreeSet<>(TABLES);
    try (Statement statement = connection.createStatement()) {
      statement.execute("truncate " + String.join(", ", TABLES));
      remakePartitions(connection, manifest.path("revision").asLong());
      for (ZipEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
        if (missing.remove(entry.getName())) {
          String columns = manifest.path("tables").path(entry.getName()).asText();
          copy.copyIn(
              "copy " + entry.getName() + " (" + checked(columns) + ") from stdin",
              new KeptOpen(archive));
        }
      }
      // Those that the schema of the backup did not have yet.
      manifest
          .path("tables")
          .fieldNames()
          .forEachRemaining(table -> {
            if (missing.contains(table)) {
              throw new IllegalStateException("the backup is not whole: " + table + " is missing");
            }
          });
      statement.execute(newEpoch(known));
    } catch (IllegalStateException e) {
      throw new IOException(e.getMessage(), e);
    }
    return new Contents(
        manifest.path("revision").asLong(),
        number(connection, "select count(*) from store_object"));
  }

  /** One table for each section of the log takes all that the backup has of it. */
  private static void remakePartitions(Connection connection, long last) throws SQLException {
    List<String> old = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      try (ResultSet rows = statement.executeQuery("select name from store_log_partition")) {
        while (rows.next()) {
          old.add(rows.getString(1));
        }
      }
      for (String name : old) {
        statement.execute("drop table " + name);
      }
      statement.execute("truncate store_log_partition");
    }
    try (PreparedStatement insert =
            connection.prepareStatement("insert into store_log_partition values (?, ?, ?, ?)");
        Statement statement = connection.createStatement()) {
      for (LogSection section : LogSection.values()) {
        PartitionRow partition = PartitionRow.of(section, 0, last + 1);
        statement.execute(partition.creation());
        insert.setString(1, partition.name);
        insert.setBoolean(2, partition.shortLived);
        insert.setLong(3, partition.fromRevision);
        insert.setLong(4, partition.toRevision);
        insert.executeUpdate();
      }
    }
  }

  /**
   * Of the versions from before, which may be from before the log was in sections, whoever replaces
   * one keeps it beside the new one.
   */
  private static String newEpoch(long known) {
    return """
    update store_revision set
      epoch = gen_random_uuid(),
      revision = greatest(revision, %1$d) + %2$d,
      epoch_revision = greatest(revision, %1$d) + %2$d,
      compacted_revision = greatest(revision, %1$d) + %2$d,
      dropped_revision = greatest(revision, %1$d) + %2$d,
      short_lived_dropped_revision = greatest(revision, %1$d) + %2$d
    """
        .formatted(known, RevisionRow.EPOCH_JUMP);
  }

  private static JsonNode readManifest(Connection connection, ZipInputStream archive)
      throws IOException, SQLException {
    ZipEntry first = archive.getNextEntry();
    if (first == null || !first.getName().equals(MANIFEST)) {
      throw new IOException("this is no backup of Binnacle");
    }
    JsonNode manifest = Json.read(archive.readAllBytes());
    if (!manifest.path("kind").asText().equals(KIND) || manifest.path("format").asInt() != FORMAT) {
      throw new IOException("this is no backup that this version understands");
    }
    if (manifest.path("schema").asLong() > schema(connection)) {
      throw new IOException("the backup was made by a later version of Binnacle");
    }
    return manifest;
  }

  /** The names come from a file: nothing else may stand among them. */
  private static String checked(String columns) throws IOException {
    if (!columns.matches("[a-z_]+(, [a-z_]+)*")) {
      throw new IOException("the backup's manifest is malformed");
    }
    return columns;
  }

  /** A server would go on from what it has in memory, and write over what is restored. */
  private static void requireNoServer(Connection connection) throws SQLException {
    long others =
        number(
            connection,
            "select count(*) from pg_stat_activity where datname = current_database()"
                + " and pid <> pg_backend_pid() and backend_type = 'client backend'");
    if (others > 0) {
      throw new StoreException(
          Reason.UNAVAILABLE,
          others + " connections to the database are open: stop all servers before a restore");
    }
  }

  /** Copying in must not close the archive between two of its entries. */
  private static final class KeptOpen extends FilterInputStream {
    KeptOpen(InputStream in) {
      super(in);
    }

    @Override
    public void close() {
      // The archive's reader goes on.
    }
  }
}
