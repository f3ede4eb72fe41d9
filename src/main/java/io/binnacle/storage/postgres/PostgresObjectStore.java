package io.binnacle.storage.postgres;

import io.binnacle.storage.cacher.CachedObjectStore;
import io.binnacle.storage.encryption.EncryptionAtRest;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import javax.sql.DataSource;
import org.hibernate.SessionFactory;

/** The store over PostgreSQL: any number of servers over one database. */
public final class PostgresObjectStore extends CachedObjectStore {
  /** What is done beside the store's own work. */
  private record Upkeep(
      LogCompaction compaction, SqlViews views, Optional<PositionFile> position) {}

  private final Upkeep upkeep;

  /**
   * What a store keeps outside of the database.
   *
   * @param positionFile how far the log was followed, so that the next opening notices when a
   *     backup was restored in between; empty where that is not kept
   * @param encryption with the keys of values that are encrypted
   */
  public record Keeping(Optional<Path> positionFile, EncryptionAtRest encryption) {}

  private PostgresObjectStore(
      PostgresLog log,
      StoreConfiguration configuration,
      Upkeep upkeep,
      InstantSource clock,
      ThreadFactory threadFactory) {
    super(log, configuration.settings(), clock, threadFactory);
    this.upkeep = upkeep;
  }

  /**
   * Migrates the database that the configuration names and opens a store over it.
   *
   * @param managed what the application server offers, used where the configuration names none
   * @param keeping what is kept outside of the database
   * @param threadFactory makes the store's threads, five, which live until it is closed
   * @throws io.binnacle.storage.StoreException UNAVAILABLE when the database cannot be reached or
   *     migrated
   */
  public static PostgresObjectStore open(
      StoreConfiguration configuration,
      ManagedDataSource managed,
      Keeping keeping,
      InstantSource clock,
      ThreadFactory threadFactory) {
    return open(
        DataSources.of(configuration, managed::get), configuration, keeping, clock, threadFactory);
  }

  static PostgresObjectStore open(
      DataSource dataSource,
      StoreConfiguration configuration,
      Keeping keeping,
      InstantSource clock,
      ThreadFactory threadFactory) {
    PersistenceUnit.migrate(dataSource);
    SessionFactory factory = PersistenceUnit.open(dataSource);
    try {
      Optional<PositionFile> kept = keeping.positionFile.map(PositionFile::new);
      try (LogSession session = new LogSession(factory)) {
        session.transact(
            open -> RegisteredKeys.register(open, keeping.encryption, clock.instant()));
      }
      PostgresLog log =
          new PostgresLog(
              dataSource,
              factory,
              keeping.encryption,
              new CommitWriter(keeping.encryption, new LogPartitions(configuration, clock), clock),
              threadFactory);
      kept.flatMap(PositionFile::read).ifPresent(log::resumeAfter);
      return new PostgresObjectStore(
          log,
          configuration,
          new Upkeep(new LogCompaction(factory, configuration, clock), new SqlViews(factory), kept),
          clock,
          threadFactory);
    } catch (RuntimeException e) {
      factory.close();
      throw e;
    }
  }

  /**
   * Drops what the log holds beyond its retention. To be called every minute or so, by any server
   * or by all; blocks while the database works.
   *
   * @throws io.binnacle.storage.StoreException UNAVAILABLE when the database cannot be reached
   */
  public void compact() {
    upkeep.compaction.run();
  }

  /**
   * Makes the database show these resources, and no others, as views. To be called when a resource
   * comes or goes, by any server or by all; blocks while the database works.
   *
   * @throws io.binnacle.storage.StoreException UNAVAILABLE when the database cannot be reached, or
   *     its user may not make a schema
   */
  public void showAsViews(Collection<ViewedResource> resources) {
    upkeep.views.ensure(resources);
  }

  /**
   * Keeps how far the log has been followed. To be called every few seconds; writes a small file.
   *
   * @throws java.io.UncheckedIOException when it cannot be written
   */
  public void keepPosition() {
    upkeep.position.ifPresent(file -> file.write(position()));
  }

  @Override
  public void close() {
    super.close();
    keepPosition();
  }
}
