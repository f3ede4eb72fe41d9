package io.binnacle.storage.postgres;

import io.binnacle.storage.cacher.CachedObjectStore;
import java.time.InstantSource;
import java.util.concurrent.ThreadFactory;
import javax.sql.DataSource;
import org.hibernate.SessionFactory;

/** The store over PostgreSQL: any number of servers over one database. */
public final class PostgresObjectStore extends CachedObjectStore {
  private final LogCompaction compaction;

  private PostgresObjectStore(
      PostgresLog log,
      LogCompaction compaction,
      StoreConfiguration configuration,
      InstantSource clock,
      ThreadFactory threadFactory) {
    super(log, configuration.settings(), clock, threadFactory);
    this.compaction = compaction;
  }

  /**
   * Migrates the database that the configuration names and opens a store over it.
   *
   * @param managed what the application server offers, used where the configuration names none
   * @param threadFactory makes the store's threads, five, which live until it is closed
   * @throws io.binnacle.storage.StoreException UNAVAILABLE when the database cannot be reached or
   *     migrated
   */
  public static PostgresObjectStore open(
      StoreConfiguration configuration,
      ManagedDataSource managed,
      InstantSource clock,
      ThreadFactory threadFactory) {
    return open(DataSources.of(configuration, managed::get), configuration, clock, threadFactory);
  }

  static PostgresObjectStore open(
      DataSource dataSource,
      StoreConfiguration configuration,
      InstantSource clock,
      ThreadFactory threadFactory) {
    PersistenceUnit.migrate(dataSource);
    SessionFactory factory = PersistenceUnit.open(dataSource);
    try {
      return new PostgresObjectStore(
          new PostgresLog(dataSource, factory, clock, threadFactory),
          new LogCompaction(factory, configuration, clock),
          configuration,
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
    compaction.run();
  }
}
