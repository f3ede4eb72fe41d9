package io.binnacle.storage.postgres;

import io.binnacle.storage.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Finds the database that the configuration names. */
final class DataSources {
  /** A dead peer that never answers must not hold the committer forever. */
  private static final int SOCKET_TIMEOUT_SECONDS = 60;

  private static final int CONNECT_TIMEOUT_SECONDS = 5;

  private DataSources() {}

  /**
   * @param otherwise what the configuration means where it names no database itself
   */
  static DataSource of(StoreConfiguration configuration, Supplier<DataSource> otherwise) {
    if (configuration.url().isPresent()) {
      return direct(configuration.url().get(), configuration.user(), configuration.password());
    }
    return configuration.connectionFile().map(DataSources::fromFile).orElseGet(otherwise);
  }

  /** Connections without a pool: a store holds the few that it needs. */
  private static DataSource direct(String url, Optional<String> user, Optional<String> password) {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setConnectTimeout(CONNECT_TIMEOUT_SECONDS);
    dataSource.setSocketTimeout(SOCKET_TIMEOUT_SECONDS);
    dataSource.setTcpKeepAlive(true);
    dataSource.setReWriteBatchedInserts(true);
    // A standby only shows what was: of several hosts, and of one behind a moving address.
    dataSource.setTargetServerType("primary");
    dataSource.setApplicationName("binnacle");
    // Else the failure of a batch tells, and so logs, the values that it was to write.
    dataSource.setLogServerErrorDetail(false);
    dataSource.setURL(url);
    user.ifPresent(dataSource::setUser);
    password.ifPresent(dataSource::setPassword);
    return dataSource;
  }

  /** Connections without a pool, for what is done to a database beside the server. */
  static DataSource direct(DatabaseAddress database) {
    return direct(database.url(), Optional.of(database.user()), Optional.of(database.password()));
  }

  private static DataSource fromFile(Path file) {
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      properties.load(in);
    } catch (IOException e) {
      throw new StoreException(
          StoreException.Reason.UNAVAILABLE, "cannot read the connection file " + file, e);
    }
    return direct(
        properties.getProperty("url", ""),
        Optional.ofNullable(properties.getProperty("user")),
        Optional.ofNullable(properties.getProperty("password")));
  }
}
