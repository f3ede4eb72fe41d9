package io.binnacle.app.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresIT {
  @TempDir Path home;

  @AfterEach
  void stop() throws IOException {
    EmbeddedPostgres.open(home).stop();
  }

  @Test
  void startsOnceKeepsItsDataAndSurvivesACrash() throws Exception {
    // As a cluster's home below /root is: nobody else may enter.
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
    EmbeddedPostgres postgres = EmbeddedPostgres.open(home);
    assertThat(postgres.isRunning()).isFalse();
    assertThat(postgres.connection()).isEmpty();

    EmbeddedPostgres.ConnectionInfo first = postgres.start();
    assertThat(postgres.isRunning()).isTrue();
    assertThat(first.toString()).doesNotContain(first.password());
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(postgres.connectionFile())))
        .isEqualTo("rw-------");
    execute(first, "create table kept (id int); insert into kept values (42)");
    assertThat(setting(first, "fsync")).isEqualTo("on");
    assertThat(setting(first, "data_checksums")).isEqualTo("on");
    assertThat(setting(first, "server_encoding")).isEqualTo("UTF8");

    long pid = pid();
    assertThat(EmbeddedPostgres.open(home).start()).isEqualTo(first);
    assertThat(pid()).isEqualTo(pid);

    ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
    postmaster.destroyForcibly();
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !postgres.isRunning());
    assertThat(postgres.start()).isEqualTo(first);
    assertThat(setting(first, "port")).isEqualTo(first.jdbcUrl().replaceAll(".*:(\\d+)/.*", "$1"));
    execute(first, "insert into kept values (43)");

    postgres.stop();
    postgres.stop();
    assertThat(postgres.isRunning()).isFalse();
    assertThat(postgres.connection()).contains(first);
  }

  private long pid() throws IOException {
    return Long.parseLong(
        Files.readAllLines(home.resolve("postgres/data/postmaster.pid")).getFirst().strip());
  }

  private static void execute(EmbeddedPostgres.ConnectionInfo info, String sql) throws Exception {
    try (Connection connection =
            DriverManager.getConnection(info.jdbcUrl(), info.user(), info.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String setting(EmbeddedPostgres.ConnectionInfo info, String name)
      throws Exception {
    try (Connection connection =
            DriverManager.getConnection(info.jdbcUrl(), info.user(), info.password());
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("show " + name)) {
      result.next();
      return result.getString(1);
    }
  }
}
