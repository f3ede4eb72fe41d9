package io.binnacle.storage.postgres;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.testing.PostgresServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * What the table of objects costs in each of the forms that it could have: inserts, updates of
 * random objects, and reading all at a start. Behind the choice of docs/adr/0014. A main program:
 * its arguments are objects, and objects a commit.
 */
public final class RowFormatBenchmark {
  private static final int ROUNDS_OF_UPDATES = 3;
  private static final long SEED = 42;
  private static final int FETCH_ROWS = 1000;

  /**
   * A form of the table.
   *
   * @param type of the column with the object
   * @param storage of the table
   * @param index a further one, or nothing
   */
  private record Form(String name, String type, String storage, String index) {}

  private static final List<Form> FORMS =
      List.of(
          new Form("bytea", "bytea", "", ""),
          new Form("bytea, fillfactor 50", "bytea", "with (fillfactor = 50)", ""),
          new Form("bytea, revision index", "bytea", "", "(revision)"),
          new Form("json", "json", "", ""),
          new Form("jsonb", "jsonb", "", ""),
          new Form("jsonb, index of paths", "jsonb", "", "using gin (value jsonb_path_ops)"));

  private final Connection connection;
  private final int objects;
  private final int group;
  private final List<byte[]> values;

  private RowFormatBenchmark(Connection connection, int objects, int group) {
    this.connection = connection;
    this.objects = objects;
    this.group = group;
    Random random = new Random(SEED);
    this.values = java.util.stream.Stream.generate(() -> pod(random)).limit(1000).toList();
  }

  public static void main(String[] arguments) throws SQLException {
    int objects = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20_000;
    int group = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 50;
    PostgresServer.Database database = PostgresServer.shared().createDatabase();
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      RowFormatBenchmark benchmark = new RowFormatBenchmark(connection, objects, group);
      System.out.printf(
          "%-24s %10s %10s %10s %8s %10s %10s %10s%n",
          "form", "inserts/s", "B WAL", "updates/s", "HOT", "B WAL", "B kept", "reads/s");
      // The first round is for compilers and caches.
      benchmark.measure(FORMS.getFirst());
      for (Form form : FORMS) {
        System.out.println(benchmark.measure(form));
      }
    } finally {
      PostgresServer.shared().drop(database);
    }
  }

  private String measure(Form form) throws SQLException {
    make(form);
    long[] inserted = {0, wal()};
    inserted[0] = timed(() -> insert(form));
    inserted[1] = wal() - inserted[1];
    long[] updated = {0, wal()};
    updated[0] = timed(() -> update(form));
    updated[1] = wal() - updated[1];
    long read = timed(this::readAll);
    int updates = objects * ROUNDS_OF_UPDATES;
    return String.format(
        Locale.ROOT,
        "%-24s %10.0f %10d %10.0f %7d%% %10d %10d %10.0f",
        form.name,
        objects * 1e9 / inserted[0],
        inserted[1] / objects,
        updates * 1e9 / updated[0],
        number(
            "select 100 * n_tup_hot_upd / greatest(n_tup_upd, 1) from pg_stat_user_tables"
                + " where relname = 'form'"),
        updated[1] / updates,
        number("select pg_total_relation_size('form')") / objects,
        objects * 1e9 / read);
  }

  private void make(Form form) throws SQLException {
    execute("drop table if exists form");
    execute(
        "create table form (api_group varchar(253) not null, resource varchar(253) not null,"
            + " namespace varchar(253) not null, name varchar(512) not null,"
            + " revision bigint not null, value "
            + form.type
            + " not null, primary key (api_group, resource, namespace, name)) "
            + form.storage);
    if (!form.index.isEmpty()) {
      execute("create index on form " + form.index);
    }
    connection.commit();
    connection.setAutoCommit(true);
    execute("checkpoint");
    connection.setAutoCommit(false);
  }

  private void insert(Form form) throws SQLException {
    write(
        "insert into form (value, revision, name, api_group, resource, namespace)"
            + " values (?::"
            + form.type
            + ", ?, ?, '', 'pods', 'some-namespace')",
        form,
        objects,
        number -> number);
  }

  private void update(Form form) throws SQLException {
    Random random = new Random(SEED);
    write(
        "update form set value = ?::"
            + form.type
            + ", revision = ? where name = ? and api_group = '' and resource = 'pods'"
            + " and namespace = 'some-namespace'",
        form,
        objects * ROUNDS_OF_UPDATES,
        number -> random.nextInt(objects));
  }

  private void write(String sql, Form form, int count, java.util.function.IntUnaryOperator object)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int number = 0; number < count; number++) {
        byte[] value = values.get(number % values.size());
        if (form.type.equals("bytea")) {
          statement.setBytes(1, value);
        } else {
          statement.setString(1, new String(value, java.nio.charset.StandardCharsets.UTF_8));
        }
        statement.setLong(2, number);
        statement.setString(3, "some-name-" + object.applyAsInt(number));
        statement.addBatch();
        if (number % group == group - 1) {
          statement.executeBatch();
          connection.commit();
        }
      }
      statement.executeBatch();
      connection.commit();
    }
  }

  private void readAll() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(FETCH_ROWS);
      long bytes = 0;
      try (ResultSet rows = statement.executeQuery("select name, revision, value from form")) {
        while (rows.next()) {
          bytes += rows.getBytes(3).length;
        }
      }
      if (bytes == 0) {
        throw new IllegalStateException("nothing was read");
      }
    }
    connection.commit();
  }

  private long wal() throws SQLException {
    return number("select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint");
  }

  private long number(String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    } finally {
      connection.commit();
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private interface Work {
    void run() throws SQLException;
  }

  private static long timed(Work work) throws SQLException {
    long start = System.nanoTime();
    work.run();
    return System.nanoTime() - start;
  }

  /** A pod as the API keeps it, without its managed fields: about 1.5 KB, little of it repeated. */
  private static byte[] pod(Random random) {
    ObjectNode pod = Json.object().put("kind", "Pod").put("apiVersion", "v1");
    ObjectNode metadata = pod.putObject("metadata");
    metadata.put("name", "name-" + random.nextInt()).put("namespace", "some-namespace");
    metadata.put("uid", new java.util.UUID(random.nextLong(), random.nextLong()).toString());
    ObjectNode labels = metadata.putObject("labels");
    for (int i = 0; i < 4; i++) {
      labels.put("example.com/label-" + i, Integer.toHexString(random.nextInt()));
    }
    ObjectNode container = pod.putObject("spec").putArray("containers").addObject();
    container.put("name", "main").put("image", "registry.example.com/app:" + random.nextInt());
    for (int i = 0; i < 10; i++) {
      container
          .withArray("env")
          .addObject()
          .put("name", "VARIABLE_" + i)
          .put("value", Long.toHexString(random.nextLong()));
    }
    ObjectNode status = pod.putObject("status").put("phase", "Running");
    for (String type : List.of("Initialized", "Ready", "ContainersReady", "PodScheduled")) {
      status
          .withArray("conditions")
          .addObject()
          .put("type", type)
          .put("status", "True")
          .put("lastTransitionTime", "2026-01-02T03:04:" + (10 + random.nextInt(49)) + "Z");
    }
    return Json.write(pod);
  }
}
